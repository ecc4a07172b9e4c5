#pragma once
// What may have been signed, or signed with, in place of what was given: the mistakes that people make with webhooks.
// Each variant says in words what it would mean, to follow "matches if …".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

struct Variant {
  std::string bytes;
  std::string says;  // "the secret is used without its whsec_ prefix"
  std::string hint;  // what to do about it
};

// The secret first, as it is (and with nothing to say).
std::vector<Variant> secret_variants(const std::string& secret);
// The body first, as it is. `timestamp`: as the receiver got it, where it did.
std::vector<Variant> body_variants(const std::string& body, const std::optional<std::string>& timestamp);

}  // namespace satsrail::cli
