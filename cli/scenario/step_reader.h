#pragma once
// One step of a scenario file.

#include "cli/failure.h"
#include "cli/scenario/scenario.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// The failure of what stands at `pointer`: its `what` begins with FILE:LINE.
Failure wrong_at(const Document& document, std::string_view pointer, const std::string& what, const std::string& why,
                 const std::string& hint);
// Keys of the object at `pointer` that are not among `known`: refused, with "did you mean".
Outcome<Done> check_keys(const Document& document, const nlohmann::ordered_json& object, const std::string& pointer,
                         const std::vector<std::string>& known);

// Error: invalid_scenario (2).
Outcome<Step> read_step(const Document& document, const nlohmann::ordered_json& table, const std::string& pointer);

}  // namespace satsrail::cli
