#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/request_text.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli::handlers {

namespace {

Failure invalid_request(const std::string& what, const std::string& why, const std::string& hint) {
  return usage_failure("invalid_request", what, why, hint);
}

// "rates" and "m/orders" are below /api/v1; what begins with a slash or an underscore is a whole path.
Outcome<std::string> full_path(const std::string& typed) {
  if (typed.empty() || !std::all_of(typed.begin(), typed.end(), [](char c) { return c > ' ' && c < 0x7F; })) {
    return invalid_request("'" + printable(typed) + "' is no path",
                           "it is empty, or holds blanks or bytes that have to be escaped",
                           "as in:  satsrail api get rates");
  }
  if (typed.find("://") != std::string::npos) {
    return invalid_request("'" + printable(typed) + "' is a URL",
                           "a path is asked for; the key is sent to the sandbox only",
                           "as in:  satsrail api get /api/v1/rates");
  }
  if (typed.front() == '/') {
    return typed;
  }
  return (typed.starts_with("_sandbox/") || typed.starts_with("api/v1/") ? "/" : "/api/v1/") + typed;
}

// The control key where nothing less will do.
Key key_for(const std::string& method, const std::string& path) {
  const auto is = [&](std::string_view start) { return path.starts_with(start); };
  const bool control = is("/_sandbox/shutdown") || is("/_sandbox/reset") ||
                       (method != "GET" && (is("/_sandbox/clock") || is("/_sandbox/rates")));
  return control ? Key::control : Key::merchant;
}

Outcome<client::Headers> headers_of(const Invocation& in) {
  client::Headers out;
  for (const auto& text : in.values("header")) {
    const auto colon = text.find(':');
    const bool clean =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7F; });
    if (colon == std::string::npos || colon == 0 || !clean) {
      return invalid_request("'" + printable(text) + "' is no header", "it has to be NAME: VALUE",
                             "as in:  -H 'Idempotency-Key: 1'");
    }
    out.emplace_back(text.substr(0, colon), trim(std::string_view(text).substr(colon + 1)));
  }
  return out;
}

// Fields, or one whole body: either, not both.
Outcome<Done> add_data(const Invocation& in, bool into_query, client::ApiRequest& request) {
  const auto values = in.values("data");
  Body body;
  for (const auto& value : values) {
    if (value == "-" || value.starts_with('@')) {
      if (values.size() > 1) {
        return invalid_request("-d " + printable(value) + " is the whole body", "further -d flags have no place in it",
                               "put them into the file");
      }
      TRY_ASSIGN(request.body, read_text(value));
      return Done{};
    }
    const auto equals = value.find('=');
    if (into_query && equals != std::string::npos) {
      request.query.emplace_back(value.substr(0, equals), value.substr(equals + 1));
      continue;
    }
    TRY(body.add_field(value));
  }
  if (!values.empty() && !into_query) {
    request.body = body.text();
  }
  return Done{};
}

void show_head(Output& out, const client::HttpReply& reply) {
  out.line("HTTP/1.1 " + std::to_string(reply.status));
  for (const auto& [name, value] : reply.headers) {
    out.line(printable(name) + ": " + printable(value));
  }
  out.line();
}

// Spread out for people; byte for byte for anything else.
Outcome<int> show_body(Output& out, const std::string& body) {
  if (body.empty()) {
    return 0;
  }
  if (out.machine()) {
    return out.object(body, View{.id = "id"});
  }
  const auto parsed =
      out.options().terminal_out ? nlohmann::ordered_json::parse(body, nullptr, false) : nlohmann::ordered_json();
  if (!parsed.is_object() && !parsed.is_array()) {
    out.raw(body);
    if (out.options().terminal_out && !body.ends_with('\n')) {
      out.line();
    }
    return 0;
  }
  for (const auto& line : split(parsed.dump(1, '\t', false, nlohmann::ordered_json::error_handler_t::replace), '\n')) {
    out.line(line);
  }
  return 0;
}

// --dry-run and --curl: the request, with the key's variable for the key.
Outcome<int> show_request(Context& context, const client::ApiRequest& request, Key key) {
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  client::ApiClientOptions options{
      sandbox->base_url, key == Key::control ? "$SATSRAIL_CONTROL_KEY" : "$SATSRAIL_API_KEY", limits::answer_timeout};
  if (context.in.has("show-secrets")) {
    TRY_ASSIGN(options, context.client_options(key));
  }
  const ShownRequest shown{options.base_url, client::wire_request(options, request), context.in.has("include")};
  if (context.out.machine()) {
    return context.out.object(request_json(shown), View{.id = "url"});
  }
  context.out.raw(context.in.has("curl") ? curl_line(shown) + "\n" : http_text(shown));
  return 0;
}

// "api METHOD PATH", or a method as the command: "get PATH".
Outcome<client::ApiRequest> request_of(const Invocation& in) {
  const bool has_method = in.command->noun == "api";
  const auto typed = has_method ? in.args[0] : std::string(in.command->noun);
  client::ApiRequest request;
  request.method = typed;
  std::transform(typed.begin(), typed.end(), request.method.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (!is_one_of("GET|POST|PATCH|PUT|DELETE|HEAD|OPTIONS", request.method)) {
    return invalid_request("'" + printable(typed) + "' is no method", "the method comes first, then the path",
                           "as in:  satsrail api get rates");
  }
  TRY_ASSIGN(request.path, full_path(in.args[has_method ? 1 : 0]));
  TRY_ASSIGN(request.headers, headers_of(in));
  TRY(add_data(in, request.method == "GET" || request.method == "DELETE" || request.method == "HEAD", request));
  return request;
}

}  // namespace

Outcome<int> api(Context& context) {
  TRY_ASSIGN(const auto request, request_of(context.in));
  const auto key = key_for(request.method, request.path);
  if (context.in.has("dry-run") || context.in.has("curl")) {
    return show_request(context, request, key);
  }
  TRY_ASSIGN(const auto reply, context.send(key, request));
  if (context.in.has("include")) {
    show_head(context.out, reply.http);
  }
  if (reply.ok()) {
    return show_body(context.out, reply.body());
  }
  // The body is the data that was asked for, whatever its status; the failure says so on stderr.
  if (!context.out.machine() || context.in.has("json")) {
    context.out.raw(reply.body());
    if (!reply.body().ends_with('\n') && !reply.body().empty()) {
      context.out.line();
    }
  }
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  return context.failure_of(reply, sandbox->base_url);
}

}  // namespace satsrail::cli::handlers
