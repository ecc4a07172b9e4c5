#pragma once
// API keys are minted once, shown once, and kept as SHA-256 only.

#include "core/domain/scope.h"
#include "core/id.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

enum class KeyKind : std::uint8_t { secret, publishable, control };

struct ApiKey {
  ApiKeyId id;
  KeyKind kind = KeyKind::secret;
  Scope scope;
  std::string prefix;  // the first characters, to recognise it by: "sk_test_Ab12"
  std::array<std::uint8_t, 32> sha256{};
  Time created_at{};
  bool own = false;        // the sandbox's own, of credentials.json: each start brings them back
  bool suspended = false;  // its merchant is
};

struct ApiKeyInput {
  KeyKind kind = KeyKind::secret;
  bool livemode = false;
  std::optional<std::string> merchant_id;  // default: the caller's own
};

std::string_view to_string(KeyKind kind);  // "secret", "publishable", "control"

// Which kind and mode a key's text claims: "sk_test_…". Nothing for an unknown prefix or a tail that is not
// 16 to 128 base62 characters.
struct KeyShape {
  KeyKind kind;
  bool livemode;
};
std::optional<KeyShape> parse_key_shape(std::string_view key);
// "sk_live_" and so on; the control key has no mode: "ak_".
std::string_view key_prefix(KeyKind kind, bool livemode);

}  // namespace satsrail
