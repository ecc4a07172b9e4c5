#pragma once
// Is a webhook's signature right, and if not, why? Looks for the mistake: which secret, which bytes and which way of
// writing it would have made the signature that was received.

#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail::cli {

struct SignatureQuestion {
  std::string secret;
  std::string body;                      // the exact bytes
  std::string header;                    // the value, or "Name: value"
  std::optional<std::string> timestamp;  // unix seconds as they were received, or an ISO time
  std::optional<Duration> tolerance;     // absent: the timestamp may be of any age
  std::string dialect;                   // "seed", "docs", "stream"; empty: any
  Time now{};                            // real time
};

struct SignatureFinding {
  bool valid = false;
  std::string code;  // stable: "wrong_secret", "changed_body", "stale_timestamp" …
  std::string why;   // a sentence
  std::string hint;
  std::string form;  // "sha256=hex" or "hex"
  std::optional<std::int64_t> age_seconds;
};

SignatureFinding check_signature(const SignatureQuestion& question);

// Hex HMAC-SHA256 of the body with the whole secret as key.
std::string signature_hex(std::string_view secret, std::string_view body);

// "Name: value" in two; a text without a name is all value.
struct HeaderText {
  std::string name;  // lower case
  std::string value;
};
HeaderText split_header(std::string_view text);

}  // namespace satsrail::cli
