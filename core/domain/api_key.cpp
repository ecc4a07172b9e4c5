#include "core/domain/api_key.h"

#include <algorithm>
#include <cctype>

namespace satsrail {

std::string_view to_string(KeyKind kind) {
  switch (kind) {
    case KeyKind::secret:
      return "secret";
    case KeyKind::publishable:
      return "publishable";
    case KeyKind::control:
      break;
  }
  return "control";
}

std::string_view key_prefix(KeyKind kind, bool livemode) {
  switch (kind) {
    case KeyKind::secret:
      return livemode ? "sk_live_" : "sk_test_";
    case KeyKind::publishable:
      return livemode ? "pk_live_" : "pk_test_";
    case KeyKind::control:
      break;
  }
  return "ak_";
}

std::optional<KeyShape> parse_key_shape(std::string_view key) {
  constexpr std::size_t k_tail_min = 16;
  constexpr std::size_t k_tail_max = 128;
  for (const KeyShape shape :
       {KeyShape{KeyKind::secret, false}, KeyShape{KeyKind::secret, true}, KeyShape{KeyKind::publishable, false},
        KeyShape{KeyKind::publishable, true}, KeyShape{KeyKind::control, false}}) {
    const auto prefix = key_prefix(shape.kind, shape.livemode);
    if (!key.starts_with(prefix)) {
      continue;
    }
    const auto tail = key.substr(prefix.size());
    const bool plain = std::all_of(tail.begin(), tail.end(),
                                   [](char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0; });
    if (plain && tail.size() >= k_tail_min && tail.size() <= k_tail_max) {
      return shape;
    }
  }
  return std::nullopt;
}

}  // namespace satsrail
