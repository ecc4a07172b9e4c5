#include "cli/values.h"

#include "cli/json_text.h"
#include "cli/seed_file.h"
#include "cli/text.h"
#include "core/lightning/network.h"
#include "core/limits.h"
#include "core/money.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace satsrail::cli {

namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_port(std::string_view text) {
  return is_number(text) && text.size() <= 5 && std::stoi(std::string(text)) <= 65535;
}

Failure invalid_url(const std::string& text, const std::string& why, const std::string& hint) {
  return usage_failure("invalid_url", "'" + printable(text) + "' is no URL to send to", why, hint);
}

Failure invalid_number(const std::string& flag, const std::string& text, const std::string& why,
                       const std::string& example) {
  return usage_failure("invalid_number", "'" + printable(text) + "' is no value for --" + flag, why,
                       "as in:  --" + flag + " " + example);
}

Failure invalid_amount(const std::string& text, const std::string& why, const std::string& hint) {
  return usage_failure("invalid_amount", "'" + printable(text) + "' is no amount", why, hint);
}

Outcome<Done> check_number(const Invocation& invocation, const std::string& flag, std::uint64_t most,
                           const std::string& why, const std::string& example) {
  const auto text = invocation.value(flag);
  if (!text) {
    return Done{};
  }
  std::uint64_t number = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  if (text->empty() || stop != end || error != std::errc() || number > most) {
    return invalid_number(flag, *text, why, example);
  }
  return Done{};
}

}  // namespace

Outcome<std::string> parse_target_url(const std::string& text) {
  const bool clean = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c != 0x7F; });
  if (text.empty() || !clean) {
    return invalid_url(text, text.empty() ? "it is empty" : "it holds blanks or control characters",
                       "as in:  3000/webhooks");
  }
  if (text.size() > limits::url_bytes_max) {
    return invalid_url(text.substr(0, 40) + "…", "it is longer than 2048 bytes", "as in:  3000/webhooks");
  }
  if (text.starts_with('/')) {
    return invalid_url(text, "it has no port, and there is no usual one",
                       "write the port in front:  3000" + printable(text));
  }
  std::string_view rest = text;
  std::string scheme = "http://";
  if (const auto at = text.find("://"); at != std::string::npos && at < text.find_first_of("/?#") + 0) {
    const auto given = lower(text.substr(0, at));
    if (given != "http" && given != "https") {
      return invalid_url(text, "only http:// and https:// can be sent to", "as in:  http://localhost:3000/webhooks");
    }
    scheme = given + "://";
    rest.remove_prefix(at + 3);
  }
  const auto path_at = std::min(rest.find_first_of("/?#"), rest.size());
  auto authority = std::string(rest.substr(0, path_at));
  auto path = std::string(rest.substr(path_at));
  if (const auto fragment = path.find('#'); fragment != std::string::npos) {
    path.resize(fragment);  // never sent
  }
  if (is_number(authority)) {
    authority.insert(0, ":");
  }
  if (authority.starts_with(':')) {
    authority.insert(0, "localhost");
  }
  if (authority.empty()) {
    return invalid_url(text, "it names no host", "as in:  3000/webhooks, or http://localhost:3000/webhooks");
  }
  const auto colon = authority.rfind(':');
  const bool has_port = colon != std::string::npos && authority.find(']', colon) == std::string::npos;
  if (has_port &&
      (!is_port(std::string_view(authority).substr(colon + 1)) || std::stoi(authority.substr(colon + 1)) == 0)) {
    return invalid_url(text, "its port is no number from 1 to 65535", "as in:  3000/webhooks");
  }
  return scheme + authority + (path.starts_with('?') ? "/" : "") + path;
}

Outcome<std::int64_t> parse_amount(const std::string& text, const std::string& currency_code) {
  const auto currency = Currency::parse(currency_code);
  const int digits = currency ? currency->minor_digits() : 2;
  const auto minor = parse_minor(text, digits);
  if (!minor) {
    const auto places = digits == 0 ? "without decimals" : "with at most " + std::to_string(digits) + " decimals";
    return invalid_amount(text, "it has to be a plain number " + places,
                          digits == 0 ? "as in:  --amount 5000" : "as in:  --amount 50.00");
  }
  return *minor;
}

Outcome<std::int64_t> parse_cents(const std::string& text, const std::string& flag) {
  const auto minor = parse_minor(text, 0);
  if (!minor) {
    return invalid_amount(text, "it has to be a whole number of cents", "as in:  --" + flag + " 5000");
  }
  return *minor;
}

Outcome<std::vector<std::string>> daemon_flags(const Invocation& invocation) {
  std::vector<std::string> out;
  const auto pass = [&](const std::string& flag, const std::string& value) {
    out.insert(out.end(), {"--" + flag, value});
  };
  TRY(check_number(invocation, "port", 65535, "a port is a number from 0 to 65535", "7287"));
  TRY(check_number(invocation, "seed", std::uint64_t(-1), "a seed is a number from 0 to 2^64-1", "1"));
  if (const auto autopay = invocation.value("autopay");
      autopay && *autopay != "off" && !parse_duration(*autopay).ok()) {
    return invalid_duration(*autopay);
  }
  if (invocation.value("rate-limit") != "off") {
    TRY(check_number(invocation, "rate-limit", 10'000'000, "it is a number of requests a minute, or off", "60"));
    if (invocation.value("rate-limit") == "0") {
      return invalid_number("rate-limit", "0", "nothing could be asked any more", "off");
    }
  }
  for (const std::string flag : {"port", "rate-limit", "seed", "network", "autopay", "delivery"}) {
    if (const auto value = invocation.value(flag)) {
      pass(flag, *value);
    }
  }
  if (invocation.has("strict-namespaces")) {
    out.emplace_back("--strict-namespaces");
  }
  if (const auto db = invocation.value("db")) {
    // The daemon works from another directory.
    pass("db", *db == ":memory:" ? *db : std::filesystem::absolute(*db).lexically_normal().string());
  }
  if (const auto url = invocation.value("webhook")) {
    TRY_ASSIGN(const auto target, parse_target_url(*url));
    pass("webhook", target);
  }
  if (const auto file = invocation.value("seed-file")) {
    TRY_ASSIGN(const auto seed, read_seed(*file));
    TRY_ASSIGN(const auto place, as_file_of_children(seed));
    pass("seed-file", place);
  }
  if (const auto clock = invocation.value("clock")) {
    const auto time = parse_iso(*clock);
    if (!time.ok()) {
      return usage_failure("invalid_time", "'" + printable(*clock) + "' is no time", time.error().message(),
                           "as in:  --clock 2026-01-01T00:00:00Z");
    }
    pass("clock", format_iso(time->time));
  }
  for (const std::string flag : {"key", "host"}) {
    for (const auto& value : invocation.values(flag)) {
      pass(flag, value);
    }
  }
  return out;
}

Outcome<std::optional<std::int64_t>> whole_number(const Invocation& invocation, const std::string& flag,
                                                  std::int64_t min, std::int64_t max) {
  const auto text = invocation.value(flag);
  if (!text) {
    return std::optional<std::int64_t>();
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < min || number > max) {
    return invalid_number(flag, *text,
                          "it is a whole number from " + std::to_string(min) + " to " + std::to_string(max),
                          std::to_string(std::max<std::int64_t>(min, 1)));
  }
  return std::optional(number);
}

void warn_of_network(Context& context, const std::string& ready) {
  const auto network = parse_network(text_at_path(nlohmann::ordered_json::parse(ready, nullptr, false), "network"));
  if (const auto warning = network_warning(network.value_or(Network::regtest)); !warning.empty()) {
    context.out.note(warning);
  }
}

void set_if_given(Body& body, const Invocation& invocation, std::string_view flag, std::string_view path) {
  if (const auto value = invocation.value(flag)) {
    body.set(path, *value);
  }
}

}  // namespace satsrail::cli
