#pragma once
// What a merchant attaches to an object: string keys and string values, in the order of their keys.

#include <string>
#include <utility>
#include <vector>

namespace satsrail {

using Metadata = std::vector<std::pair<std::string, std::string>>;

}  // namespace satsrail
