#pragma once
// The contract as data: migrations, JSON schemas, event schemas, embedded into the programs.

#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::schema {

// By its path below schema/, as in "openapi.json". Throws std::out_of_range for a name that was not embedded.
std::string_view file(std::string_view name);
// All files whose path begins with `prefix`, sorted by path: {"db/0001_initial.sql", text}.
std::vector<std::pair<std::string_view, std::string_view>> files_under(std::string_view prefix);

}  // namespace satsrail::schema
