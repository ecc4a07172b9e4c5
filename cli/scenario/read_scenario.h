#pragma once
// From a file to a Scenario. All that can be wrong with a file is found here, before anything runs.

#include "cli/failure.h"
#include "cli/parser.h"
#include "cli/scenario/scenario.h"

#include <string>
#include <utility>
#include <vector>

namespace satsrail::cli {

// --var k=v, in the order given.
using GivenVariables = std::vector<std::pair<std::string, std::string>>;

// `path` ends in .json, or is TOML. `given` replace what [vars] says. Error (2): unreadable_file, invalid_toml,
// invalid_json, and invalid_scenario with FILE:LINE for keys, values, commands and references that cannot be.
Outcome<Scenario> read_scenario(const std::string& path, const GivenVariables& given, const Environment& environment);
// The same of a document that was read already.
Outcome<Scenario> scenario_of(const Document& document, const GivenVariables& given, const Environment& environment);

// The flags for satsraild of a scenario's sandbox: from `flags` alone ("--seed", "1"), whatever variables and config
// files say of `exec`. Error (2): as of that command line.
Outcome<std::vector<std::string>> daemon_flags_of(const std::vector<std::string>& flags);

}  // namespace satsrail::cli
