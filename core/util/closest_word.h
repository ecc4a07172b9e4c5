#pragma once
// "Did you mean …".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

// The candidate that a mistyped word may have meant, without case; nothing when none is near. The beginning of a word
// stands for it.
std::optional<std::string> closest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace satsrail
