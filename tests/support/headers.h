#pragma once
// HTTP header fields as they were written: spelled, ordered and repeated.

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The first value under this name, without regard to case; empty when there is none.
inline std::string first_value(const Headers& headers, std::string_view name) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& field) {
    return std::equal(field.first.begin(), field.first.end(), name.begin(), name.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
  });
  return found == headers.end() ? "" : found->second;
}

}  // namespace satsrail::test
