#include "cli/commands/listen_secret.h"

#include "cli/dotenv.h"
#include "cli/kept_secret.h"
#include "cli/text.h"
#include "core/id.h"
#include "core/limits.h"
#include "core/result.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

constexpr std::size_t k_secret_length = 32;
constexpr std::size_t k_secret_chars_min = 8;  // of one that is given, as the API has it
constexpr std::string_view k_default_key = "SATSRAIL_WEBHOOK_SECRET";

std::string new_secret() {
  OsEntropy entropy;
  return make_secret("whsec_", k_secret_length, entropy);
}

// What was given is never shown: an error must not print a secret.
Outcome<std::string> given_secret(const std::string& flag, const std::string& argument) {
  TRY_ASSIGN(auto text, read_text(argument));
  auto secret = std::string(trim(std::string_view(text).substr(0, text.find('\n'))));
  const bool clean = std::all_of(secret.begin(), secret.end(),
                                 [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7F; });
  if (secret.size() < k_secret_chars_min || secret.size() > limits::webhook_secret_chars_max || !clean) {
    return usage_failure("invalid_secret", "what --" + flag + " holds is no signing secret",
                         "it is 8 to 255 characters on one line", "as in:  whsec_… that your shop has already");
  }
  return secret;
}

}  // namespace

Outcome<std::string> listen_secret(Context& context) {
  if (const auto text = context.in.value("secret")) {
    return given_secret("secret", *text);
  }
  if (const auto file = context.in.value("secret-file")) {
    return given_secret("secret-file", *file == "-" ? *file : "@" + *file);
  }
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  if (sandbox->credentials) {
    return kept_secret(sandbox->dir, sandbox->live);
  }
  if (context.in.has("print-secret")) {
    return usage_failure("no_secret", "there is no lasting secret for " + sandbox->base_url.text(),
                         "it is kept in the sandbox folder, and that one is not at hand",
                         "point --dir at it, or register an endpoint:  satsrail webhooks create --url URL");
  }
  return new_secret();
}

Outcome<Done> write_env(Context& context, const std::string& secret) {
  const auto values = context.in.values("write-env");
  if (values.empty()) {
    return Done{};
  }
  if (values.size() > 2) {
    return usage_failure("invalid_flag", "--write-env was given twice", "it writes to one file",
                         "as in:  --write-env .env SATSRAIL_WEBHOOK_SECRET");
  }
  const auto key = values.size() == 2 ? values[1] : std::string(k_default_key);
  TRY(set_variable(values[0], key, secret));
  context.out.note(printable(key) + " is in " + printable(values[0]));
  return Done{};
}

}  // namespace satsrail::cli
