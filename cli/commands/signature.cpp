#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/signature/check.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/ports/clock.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view k_signature = "X-SatsRail-Signature";
constexpr std::string_view k_timestamp = "X-SatsRail-Timestamp";

constexpr View k_signed_view{.id = "value", .block = {{"header", "header"}, {"value", "value"}}};
constexpr View k_verdict_view{
    .id = "valid",
    .block = {{"valid", "valid"}, {"written as", "form"}, {"age (seconds)", "age_seconds"}, {"header", "header"}},
};

Failure unreadable(const std::string& what, const std::string& why) {
  return usage_failure("unreadable_input", "cannot read " + printable(what), why, "@ means a file, - means stdin");
}

// As read_text(), but to the last byte: a newline at the end is signed as well.
Outcome<std::string> read_bytes(const std::string& argument) {
  std::string bytes;
  const auto take = [&bytes](std::istream& in) {
    bytes.resize(limits::request_body_bytes_max + 1);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return !in.bad();
  };
  if (argument == "-") {
    if (!take(std::cin)) {
      return unreadable("standard input", std::strerror(errno));
    }
  } else if (argument.starts_with('@') && argument.size() > 1) {
    errno = 0;
    std::ifstream file(argument.substr(1), std::ios::binary);
    if (!file || !take(file)) {
      return unreadable(argument.substr(1), errno != 0 ? std::strerror(errno) : "it is no file");
    }
  } else {
    bytes = argument;
  }
  if (bytes.size() > limits::request_body_bytes_max) {
    return unreadable(argument, "it is larger than 1 MiB, which no webhook is");
  }
  return bytes;
}

Outcome<std::string> read_secret(Context& context) {
  auto given = context.in.value("secret");
  if (!given) {
    given = context.env("SATSRAIL_WEBHOOK_SECRET");
  }
  if (!given) {
    return usage_failure("missing_flag", context.in.command->name() + " needs --secret",
                         "it is the endpoint's whsec_…, and SATSRAIL_WEBHOOK_SECRET is not set either",
                         "as in:  --secret whsec_…, or --secret @FILE");
  }
  return read_text(*given);
}

Outcome<std::optional<Duration>> read_tolerance(const Invocation& in) {
  const auto text = in.value("tolerance").value_or("5m");
  if (text == "off") {
    return std::optional<Duration>();
  }
  const auto parsed = parse_duration(text);
  if (!parsed.ok()) {
    return invalid_duration(text);
  }
  return std::optional(*parsed);
}

// What of --header is a signature, and what a timestamp beside it.
struct Received {
  std::string body;
  std::vector<std::string> signatures;
  std::optional<std::string> timestamp;
  bool of_long_ago = false;  // a delivery that the sandbox remembers: its age says nothing
};

void take_header(Received& received, const std::string& header) {
  const auto [name, value] = split_header(header);
  if (name.ends_with("timestamp")) {
    received.timestamp = value;
  } else {
    received.signatures.push_back(header);
  }
}

Failure no_attempt(const std::string& id) {
  return {ExitCode::refused,
          "no_attempt",
          "delivery " + id + " was not sent yet",
          "a signature belongs to an attempt, and there is none",
          "make one:  satsrail deliveries retry " + id,
          {}};
}

Outcome<Received> recorded_delivery(Context& context, const std::string& typed) {
  TRY_ASSIGN(const auto id, resolve_id(context, Source::deliveries, typed));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, object_path(Source::deliveries, id)));
  const auto parsed = json::parse(reply.body(), nullptr, false);
  const auto* attempts = at_path(parsed, "attempts");
  if (attempts == nullptr || !attempts->is_array() || attempts->empty()) {
    return no_attempt(id);
  }
  const auto& headers = attempts->back()["request"]["headers"];
  Received out;
  out.body = text_at_path(attempts->back(), "request.body");
  out.signatures = {std::string(k_signature) + ": " + headers.value(std::string(k_signature), "")};
  out.timestamp = headers.value(std::string(k_timestamp), "");
  out.of_long_ago = true;
  return out;
}

Outcome<Received> what_was_received(Context& context) {
  if (const auto id = context.in.value("delivery")) {
    TRY_ASSIGN(auto received, recorded_delivery(context, *id));
    return received;
  }
  Received received;
  TRY_ASSIGN(received.body, read_bytes(*context.in.value("body")));
  for (const auto& header : context.in.values("header")) {
    take_header(received, header);
  }
  if (const auto timestamp = context.in.value("timestamp")) {
    received.timestamp = *timestamp;
  }
  if (received.signatures.empty()) {
    return usage_failure("missing_flag", "signature verify needs --header", "there is no signature to verify",
                         "as in:  --header 'sha256=…'");
  }
  return received;
}

}  // namespace

Outcome<int> signature_sign(Context& context) {
  TRY_ASSIGN(const auto secret, read_secret(context));
  TRY_ASSIGN(const auto body, read_bytes(*context.in.value("body")));
  const auto dialect = context.in.value("dialect").value_or("seed");
  const auto hex = signature_hex(secret, body);
  const json out{{"header", dialect == "docs" ? "X-Webhook-Signature" : k_signature},
                 {"value", dialect == "seed" ? "sha256=" + hex : hex},
                 {"dialect", dialect},
                 {"body_bytes", body.size()}};
  if (context.out.machine()) {
    return context.out.object(dump(out), k_signed_view);
  }
  context.out.line(text_at_path(out, "value"));
  return 0;
}

Outcome<int> signature_verify(Context& context) {
  TRY_ASSIGN(const auto secret, read_secret(context));
  TRY_ASSIGN(auto tolerance, read_tolerance(context.in));
  TRY_ASSIGN(const auto received, what_was_received(context));
  if (received.of_long_ago && !context.in.has("tolerance")) {
    tolerance.reset();
  }
  SystemClock clock;
  for (const auto& header : received.signatures) {
    const auto finding = check_signature({secret, received.body, header, received.timestamp, tolerance,
                                          context.in.value("dialect").value_or(""), clock.now()});
    if (!finding.valid) {
      return Failure{ExitCode::refused, finding.code, "the signature is not valid", finding.why, finding.hint, {}};
    }
    if (&header != &received.signatures.back()) {
      continue;
    }
    if (context.out.for_people()) {
      context.out.line(context.out.paint(Ink::good, "valid") + "  HMAC-SHA256 of " +
                       std::to_string(received.body.size()) + " bytes, written as " + finding.form);
      return 0;
    }
    const json out{{"valid", true},
                   {"form", finding.form},
                   {"body_bytes", received.body.size()},
                   {"age_seconds", finding.age_seconds ? json(*finding.age_seconds) : json(nullptr)},
                   {"header", header}};
    return context.out.object(dump(out), k_verdict_view);
  }
  return 0;
}

}  // namespace satsrail::cli::handlers
