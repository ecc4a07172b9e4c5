#include "cli/request_text.h"

#include "cli/text.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli {

namespace {

std::string url_of(const ShownRequest& request) {
  return request.base_url.origin + request.wire.target;
}

// In double quotes where a variable of ours is to be filled in, else as a plain word.
std::string quoted_header(const std::string& header) {
  return header.find("Bearer $SATSRAIL_") == std::string::npos ? shell_quoted(header) : "\"" + header + "\"";
}

}  // namespace

std::string http_text(const ShownRequest& request) {
  const auto scheme_end = request.base_url.origin.find("://");
  std::string out = request.wire.method + " " + printable(request.wire.target) + " HTTP/1.1\n";
  out += "Host: " + request.base_url.origin.substr(scheme_end + 3) + "\n";
  for (const auto& [name, value] : request.wire.headers) {
    out += printable(name) + ": " + printable(value) + "\n";
  }
  out += "\n" + request.wire.body;
  return out.ends_with('\n') ? out : out + "\n";
}

std::string request_json(const ShownRequest& request) {
  using json = nlohmann::ordered_json;
  json headers = json::object();
  for (const auto& [name, value] : request.wire.headers) {
    headers[name] = value;
  }
  const auto parsed = json::parse(request.wire.body, nullptr, false);
  const json body = request.wire.body.empty() ? json() : parsed.is_discarded() ? json(request.wire.body) : parsed;
  return json{{"method", request.wire.method}, {"url", url_of(request)}, {"headers", headers}, {"body", body}}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

std::string curl_line(const ShownRequest& request) {
  std::string out = "curl -sS";
  out += request.with_head ? " -i" : "";
  if (request.wire.method == "HEAD") {
    out += " --head";
  } else if (request.wire.method != "GET") {
    out += " -X " + request.wire.method;
  }
  out += " " + shell_quoted(url_of(request));
  for (const auto& [name, value] : request.wire.headers) {
    if (name != "User-Agent" && name != "Accept") {
      out += " -H " + quoted_header(name + ": " + value);
    }
  }
  if (!request.wire.body.empty()) {
    out += " --data-raw " + shell_quoted(request.wire.body);
  }
  return out;
}

}  // namespace satsrail::cli
