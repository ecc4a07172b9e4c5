#pragma once
// Requests and answers as people read them: headers, and bodies spread out.

#include "cli/output.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace satsrail::cli {

// JSON with two blanks a level, made safe for a terminal line by line.
void show_json(Output& out, const nlohmann::ordered_json& value, const std::string& margin);
// A body: JSON spread out, other text line by line.
void show_body(Output& out, const std::string& body, const std::string& margin);
// An object of names and values; null is none.
void show_headers(Output& out, const nlohmann::ordered_json* headers, const std::string& margin);

}  // namespace satsrail::cli
