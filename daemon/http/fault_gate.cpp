#include "daemon/http/fault_gate.h"

#include "core/wire/fault_json.h"
#include "core/wire/lnd_json.h"
#include "core/wire/lnurl_json.h"
#include "daemon/web/checkout_page.h"

#include <fmt/format.h>

#include <algorithm>

namespace satsrail::http {

namespace {

constexpr std::string_view k_json = "application/json; charset=utf-8";
constexpr std::string_view k_text = "text/plain; charset=utf-8";

bool is_content_type(std::string_view name) {
  constexpr std::string_view k_name = "content-type";
  return name.size() == k_name.size() && std::equal(name.begin(), name.end(), k_name.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

void add_headers(const FaultAction& action, Response& response) {
  for (const auto& [name, value] : action.headers) {
    if (is_content_type(name)) {
      response.content_type = value;
    } else {
      response.headers.emplace_back(name, value);
    }
  }
}

std::string sentence(const StruckRequest& struck) {
  return struck.name == "header"
             ? fmt::format("A fault of the sandbox, asked for by the header {}", wire::k_fault_header)
             : fmt::format("A fault of the sandbox, asked for by fault {}", struck.name);
}

// A body as the route's failures have it.
void default_body(const StruckRequest& struck, const api::Route& route, bool wants_html, const std::string& request_id,
                  Response& response) {
  const auto message = sentence(struck);
  const int status = struck.action.status;
  if (status < 200 || status == 204 || status == 304) {
    response.content_type.clear();
  } else if (status < 400) {
    response.body = "{}";
  } else if (wants_html) {
    const auto page = web::render_error(status, "This did not work", message);
    response.content_type = "text/html; charset=utf-8";
    response.headers = web::response_headers(page);
    response.body = page.html;
  } else if (route.surface == api::Surface::lnd || route.surface == api::Surface::lnd_lines) {
    const Error error(ErrorCode::unavailable, message);
    response.body = route.surface == api::Surface::lnd
                        ? wire::lnd_error_json(error)
                        : wire::lnd_error_line(wire::lnd_error(error.code()).code, message);
  } else if (route.surface == api::Surface::lnurl) {
    response.body = wire::lnurl_error_json(message);
  } else {
    response.body = wire::fault_error_json(status, message, request_id);
  }
}

}  // namespace

Result<GateAnswer> ask_faults(service::FaultBook& book, const Request& request, const api::Route& route,
                              const api::Caller& caller) {
  GateAnswer answer;
  if (is_beyond_faults(route.path)) {
    return answer;
  }
  if (const auto header = request.header(wire::k_fault_header_lower); !header.empty()) {
    TRY_ASSIGN(auto action, wire::parse_fault_header(header));
    answer.struck = StruckRequest{"header", std::move(action)};
    return answer;
  }
  if (!book.any(FaultPlace::api)) {
    return answer;
  }
  const bool of_merchant = caller.kind != api::CallerKind::nobody && caller.kind != api::CallerKind::control_key;
  auto met = book.meet(ApiOccasion{of_merchant ? std::optional(caller.scope) : std::nullopt, to_string(request.method),
                                   request.path, route.canonical, caller.key_prefix});
  if (met.struck) {
    answer.struck = StruckRequest{met.struck->id.str(), std::move(met.struck->action)};
  }
  answer.counts = std::move(met.counts);
  return answer;
}

Response struck_response(const StruckRequest& struck, const api::Route& route, bool wants_html,
                         const std::string& request_id) {
  Response response;
  response.status = struck.action.status;
  if (struck.action.body) {
    response.body = *struck.action.body;
    response.content_type = struck.action.json ? k_json : k_text;
  } else {
    default_body(struck, route, wants_html, request_id, response);
  }
  add_headers(struck.action, response);
  return response;
}

void replace_body(const FaultAction& action, Response& response) {
  if (action.body) {
    response.body = *action.body;
    response.content_type = action.json ? k_json : k_text;
  }
  add_headers(action, response);
}

}  // namespace satsrail::http
