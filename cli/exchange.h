#pragma once
// An HTTP exchange as people read it: headers, and a body spread out when it is JSON. All of it was written by others,
// and is made safe for a terminal.

#include "cli/output.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace satsrail::cli {

// JSON with two blanks a level; each line begins with `margin`.
void show_json(Output& out, const nlohmann::ordered_json& value, const std::string& margin);
// JSON spread out, any other text line by line.
void show_body(Output& out, const std::string& body, const std::string& margin);
// An object of names and values; null and no object show nothing.
void show_headers(Output& out, const nlohmann::ordered_json* headers, const std::string& margin);

// What was sent in an attempt (`request`) and what came back (`response`), as a delivery's `attempts` have them.
void show_exchange(Output& out, const nlohmann::ordered_json& attempt, const std::string& margin);

}  // namespace satsrail::cli
