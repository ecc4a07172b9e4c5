#include "cli/delivery_options.h"

#include "cli/text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <filesystem>

namespace satsrail::cli {

namespace {

// "K: V" pairs as the API takes them: an object.
Outcome<Done> set_headers(Body& body, const std::string& path, const std::vector<std::string>& headers) {
  std::vector<std::string> pairs;
  for (const auto& header : headers) {
    const auto colon = header.find(':');
    const std::string name(trim(std::string_view(header).substr(0, colon)));
    if (colon == std::string::npos || name.empty()) {
      return usage_failure("invalid_header", "'" + printable(header) + "' is no header",
                           "a header is a name, a colon and a value", "as in:  --header 'X-Shop: tea'");
    }
    pairs.push_back(name + "=" + std::string(trim(std::string_view(header).substr(colon + 1))));
  }
  return body.set_pairs(path, pairs);
}

}  // namespace

Outcome<Done> set_delivery_options(Body& body, const Invocation& in, const std::string& path,
                                   const std::optional<std::string>& timeout) {
  set_if_given(body, in, "dialect", path + ".dialect");
  set_if_given(body, in, "retry", path + ".retry");
  if (timeout) {
    if (*timeout != "none" && !parse_duration(*timeout).ok()) {
      return invalid_duration(*timeout);
    }
    body.set(path + ".timeout", *timeout);
  }
  TRY(set_headers(body, path + ".headers", in.values("header")));
  if (in.has("insecure")) {
    body.set_flag(path + ".verify_tls", false);
  }
  if (const auto file = in.value("ca-file")) {
    // The daemon works from another directory; it says so when it cannot read it.
    body.set(path + ".ca_file", std::filesystem::absolute(*file).lexically_normal().string());
  }
  TRY_ASSIGN(const auto concurrency, whole_number(in, "concurrency", 1, limits::webhook_concurrency_max));
  if (concurrency) {
    body.set_number(path + ".concurrency", *concurrency);
  }
  if (in.has("shuffle")) {
    body.set_flag(path + ".shuffle", true);
  }
  return Done{};
}

}  // namespace satsrail::cli
