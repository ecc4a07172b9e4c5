#pragma once
// application/x-www-form-urlencoded, in which browsers write queries and forms.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail {

// "a=1&b=x+y%21" -> {a, 1}, {b, "x y!"}: as sent, repetitions included. A '%' without two hex digits stays as it is.
// The texts may hold any byte.
std::vector<std::pair<std::string, std::string>> parse_urlencoded(std::string_view text);

}  // namespace satsrail
