#include "cli/context.h"

#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

namespace satsrail::cli {

using std::chrono::milliseconds;

namespace {

std::string start_command(const Sandbox* sandbox, const Invocation& invocation) {
  return std::string("start it:  satsrail start") +
         (sandbox != nullptr && invocation.was_typed("dir") ? " --dir " + shell_quoted(sandbox->dir) : "");
}

Failure unreachable(const client::HttpReply& reply, const client::BaseUrl& base_url, const Sandbox* sandbox,
                    const Invocation& invocation) {
  Failure out{ExitCode::unreachable,
              "sandbox_unreachable",
              "cannot reach the sandbox at " + base_url.text() + " (" + reply.reason + ")",
              "",
              "",
              {}};
  const bool own = sandbox != nullptr && sandbox->from_folder;
  switch (reply.failure) {
    case client::NoAnswer::refused:
      out.why = "nothing is listening on that port";
      out.hint = own ? start_command(sandbox, invocation)
                     : "check --base-url (SATSRAIL_BASE_URL), or start one:  satsrail start";
      break;
    case client::NoAnswer::unresolved:
      out.why = "that host name is not known here";
      out.hint = "check --base-url (SATSRAIL_BASE_URL)";
      break;
    case client::NoAnswer::timed_out:
      out.code = "timeout";
      out.why = "it did not answer in time";
      out.hint = "allow more:  --timeout 30s" +
                 std::string(own ? ", or look at its log:  " + sandbox->dir + "/daemon.log" : "");
      break;
    case client::NoAnswer::tls:
      out.why = "no trusted TLS connection could be made";
      out.hint = "a sandbox on this machine speaks plain http://";
      break;
    default:
      out.why = "the connection broke before the answer came";
      out.hint = own ? "look at its log:  " + sandbox->dir + "/daemon.log" : "try again, or check --base-url";
  }
  return out;
}

std::string sentences(const client::ApiError& error, int status) {
  auto out =
      error.message.empty() ? "the answer has status " + std::to_string(status) + " and says no more" : error.message;
  if (!error.details.empty() && !(error.details.size() == 1 && error.details[0] == error.message)) {
    out += ": " + join(error.details, "; ");
  }
  return printable(out);
}

std::string hint_for(int status, const client::ApiError& error, const Command& command, const Sandbox* sandbox) {
  const bool live = sandbox != nullptr && sandbox->live;
  switch (status) {
    case 401:
      return sandbox != nullptr && sandbox->credentials ? "is it still that sandbox?  satsrail status"
                                                        : "use one of the keys that this prints:  satsrail start";
    case 403:
      if (error.code == "merchant_inactive") {
        return "make it active again:  satsrail merchants update --status active";
      }
      return "this call needs another kind of key; they are in the sandbox folder's credentials.json";
    case 404:
      return live ? "was it made in test mode? leave --live out" : "was it made in live mode? add --live";
    case 409:
    case 410:
      if (command.noun == "pay" && status == 409) {
        return "see what was tried:  satsrail node payments list";
      }
      return command.noun == "checkout" || command.noun == "pay" ? "see what became of it:  satsrail checkout list"
                                                                 : "see:  satsrail " + command.name() + " --help";
    case 422:
      return "see:  satsrail " + command.name() + " --help";
    case 429:
      return "wait, or start the sandbox with --rate-limit off";
    default:
      if (error.code == "rate_unavailable") {
        return "for what else there is:  satsrail help rates";  // nothing broke: it was asked for
      }
      if (error.code == "wallet_unavailable") {
        return "look how the node is set:  satsrail node info";  // it was asked for as well
      }
      return status >= 500
                 ? (error.request_id.empty() ? "the sandbox's log says more"
                                             : "see it whole:  satsrail logs get " + printable(error.request_id))
                 : "see:  satsrail " + command.name() + " --help";
  }
}

}  // namespace

Failure invalid_duration(const std::string& text) {
  return usage_failure("invalid_duration", "'" + printable(text) + "' is no duration",
                       "a number needs its unit: ms, s, m, h or d", "as in:  500ms, 20s, 16m, 2h, 1h30m, 3d");
}

Outcome<std::string> read_text(const std::string& argument) {
  std::string text;
  if (argument == "-") {
    std::ostringstream all;
    all << std::cin.rdbuf();
    text = all.str();
  } else if (argument.starts_with('@') && argument.size() > 1) {
    std::ifstream file(argument.substr(1), std::ios::binary);
    std::ostringstream all;
    if (!file || !(all << file.rdbuf())) {
      return usage_failure("unreadable_input", "cannot read " + printable(argument.substr(1)),
                           file ? "it is empty or no file" : std::strerror(errno), "@ means a file, - means stdin");
    }
    text = all.str();
  } else {
    return argument;
  }
  if (text.size() > limits::request_body_bytes_max) {
    return usage_failure("unreadable_input", "the input is too large", "the API takes 1 MiB at most", "send less");
  }
  while (text.ends_with('\n') || text.ends_with('\r')) {
    text.pop_back();
  }
  return text;
}

Outcome<const Sandbox*> Context::sandbox() {
  if (!m_sandbox) {
    TRY_ASSIGN(m_sandbox, locate_sandbox(in, env));
  }
  return &*m_sandbox;
}

Outcome<client::ApiClientOptions> Context::client_options(Key key) {
  TRY_ASSIGN(const auto* found, sandbox());
  TRY_ASSIGN(const auto given, timeout());
  client::ApiClientOptions options{found->base_url, found->secret_key, given.value_or(limits::answer_timeout)};
  if (m_waits) {
    options.timeout = std::max<milliseconds>(options.timeout, limits::answer_timeout);
  }
  if (key == Key::control || (key == Key::either && !found->control_key.empty())) {
    options.key = found->control_key;
  }
  if (options.key.empty()) {
    const bool control = key == Key::control;
    return Failure{
        ExitCode::authentication,
        "missing_key",
        std::string("there is no ") + (control ? "control key" : "API key") + " for " + found->base_url.text(),
        control                    ? "only the control key (ak_…) may do this"
        : !found->withheld.empty() ? found->withheld
                                   : "the sandbox folder belongs to another address",
        control ? "set SATSRAIL_CONTROL_KEY, or point --dir at the sandbox folder"
                : "give one:  --api-key sk_test_…, or SATSRAIL_API_KEY",
        {}};
  }
  return options;
}

Failure Context::failure_of(const client::ApiReply& reply, const client::BaseUrl& base_url) const {
  const auto* found = m_sandbox ? &*m_sandbox : nullptr;
  if (!reply.answered()) {
    return unreachable(reply.http, base_url, found, in);
  }
  const int status = reply.http.status;
  const auto code = reply.error.code.empty() ? "http_" + std::to_string(status) : reply.error.code;
  const bool authentication = status == 401 || status == 403;
  return {authentication ? ExitCode::authentication : ExitCode::refused,
          code,
          in.command->name() + " was refused (" + std::to_string(status) + " " + printable(code) + ")",
          sentences(reply.error, status),
          hint_for(status, reply.error, *in.command, found),
          reply.error.json};
}

Outcome<client::ApiReply> Context::send(Key key, const client::ApiRequest& request,
                                        std::optional<milliseconds> longer) {
  TRY_ASSIGN(auto options, client_options(key));
  TRY_ASSIGN(const auto given, timeout());
  if (longer && !given) {
    options.timeout = *longer;
  }
  client::ApiClient client(options);
  auto reply = client.call(request);
  const auto micros = reply.http.duration.count();
  out.trace(request.method + " " + options.base_url.text() +
            printable(client::with_query(request.path, request.query)) + "  " +
            (reply.answered() ? std::to_string(reply.http.status) : reply.http.reason) + "  " +
            std::to_string(micros / 1000) + "." + std::to_string(micros / 100 % 10) + " ms" +
            (reply.error.request_id.empty() ? "" : "  " + printable(reply.error.request_id)));
  if (!reply.answered()) {
    return failure_of(reply, options.base_url);
  }
  return reply;
}

Outcome<client::ApiReply> Context::call(Key key, const client::ApiRequest& request,
                                        std::optional<milliseconds> longer) {
  TRY_ASSIGN(auto reply, send(key, request, longer));
  if (!reply.ok()) {
    return failure_of(reply, m_sandbox->base_url);
  }
  return reply;
}

Outcome<client::ApiReply> Context::get(Key key, std::string path, client::Query query) {
  return call(key, {"GET", std::move(path), std::move(query), {}, {}});
}

Outcome<client::ApiReply> Context::post(Key key, std::string path, std::string body) {
  return call(key, {"POST", std::move(path), {}, std::move(body), {}});
}

Outcome<std::optional<milliseconds>> Context::timeout() const {
  const auto given = in.value("timeout");
  if (!given || !in.command->timeout_help.empty() || !find_flag(*in.command, "timeout")->takes_value()) {
    return std::optional<milliseconds>();
  }
  const auto parsed = parse_duration(*given);
  if (!parsed.ok() || parsed->count() == 0) {
    return invalid_duration(*given);
  }
  return std::optional<milliseconds>(*parsed);
}

Outcome<milliseconds> Context::wait_timeout() {
  TRY_ASSIGN(const auto given, timeout());
  m_waits = true;
  return given.value_or(limits::wait_timeout);
}

Outcome<client::Query> list_query(const Context& context, std::initializer_list<Filter> filters) {
  client::Query query;
  for (const std::string_view flag : {"page", "per-page"}) {
    if (const auto value = context.in.value(flag)) {
      if (value->empty() || value->size() > 9 || value->find_first_not_of("0123456789") != std::string::npos ||
          *value == "0") {
        return usage_failure("invalid_number", "'" + printable(*value) + "' is no value for --" + std::string(flag),
                             "it counts from 1", "as in:  --" + std::string(flag) + " 2");
      }
      query.emplace_back(flag == "page" ? "page" : "per_page", *value);
    }
  }
  for (const auto& filter : filters) {
    if (const auto value = context.in.value(filter.flag)) {
      query.emplace_back(filter.parameter, *value);
    }
  }
  return query;
}

}  // namespace satsrail::cli
