#include "core/client/api_client.h"

#include <nlohmann/json.hpp>
#include <strings.h>

namespace satsrail::client {

namespace {

using nlohmann::json;

std::string text_at(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool same_name(const std::string& a, const std::string& b) {
  return ::strcasecmp(a.c_str(), b.c_str()) == 0;
}

void set_header(Headers& headers, const std::string& name, const std::string& value) {
  std::erase_if(headers, [&](const auto& header) { return same_name(header.first, name); });
  headers.emplace_back(name, value);
}

TransportOptions transport_options(const ApiClientOptions& options) {
  TransportOptions out;
  out.origin = options.base_url.origin;
  out.connect_timeout = std::min(out.connect_timeout, options.timeout);
  out.read_timeout = options.timeout;
  return out;
}

}  // namespace

ApiError parse_api_error(const std::string& body) {
  ApiError out;
  const auto parsed = json::parse(body, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("error")) {
    return out;
  }
  const auto& error = parsed["error"];
  out.json = error.dump(-1, ' ', false, json::error_handler_t::replace);
  if (error.is_string()) {
    out.message = error.get<std::string>();
    return out;
  }
  if (!error.is_object()) {
    return out;
  }
  out.code = text_at(error, "code");
  out.message = text_at(error, "message");
  out.request_id = text_at(error, "request_id");
  if (const auto details = error.find("details"); details != error.end() && details->is_array()) {
    for (const auto& detail : *details) {
      if (detail.is_string()) {
        out.details.push_back(detail.get<std::string>());
      }
    }
  }
  return out;
}

Headers standard_headers(const std::string& key) {
  Headers headers{{"Accept", "application/json"}, {"User-Agent", "satsrail-cli"}};
  if (!key.empty()) {
    headers.emplace_back("Authorization", "Bearer " + key);
  }
  return headers;
}

HttpRequest wire_request(const ApiClientOptions& options, const ApiRequest& request) {
  HttpRequest wire;
  wire.method = request.method;
  wire.target = options.base_url.prefix + with_query(request.path, request.query);
  wire.headers = standard_headers(options.key);
  wire.body = request.body;
  if (!request.body.empty()) {
    set_header(wire.headers, "Content-Type", "application/json");
  }
  for (const auto& [name, value] : request.headers) {
    set_header(wire.headers, name, value);
  }
  return wire;
}

ApiClient::ApiClient(ApiClientOptions options)
    : m_options(std::move(options)), m_transport(transport_options(m_options)) {}

ApiReply ApiClient::call(const ApiRequest& request) {
  ApiReply reply{m_transport.send(wire_request(m_options, request)), {}};
  if (reply.answered() && !reply.ok()) {
    reply.error = parse_api_error(reply.http.body);
  }
  return reply;
}

ApiReply ApiClient::get(std::string path, Query query) {
  return call({"GET", std::move(path), std::move(query), {}, {}});
}

ApiReply ApiClient::post(std::string path, std::string body) {
  return call({"POST", std::move(path), {}, std::move(body), {}});
}

}  // namespace satsrail::client
