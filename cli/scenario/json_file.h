#pragma once
// JSON files whose values know their lines.

#include "cli/document.h"
#include "cli/failure.h"

#include <string>
#include <string_view>

namespace satsrail::cli {

// Error: invalid_json (2) with FILE:LINE; also for a name that an object has twice, and for a root that is no object.
Outcome<Document> parse_json_document(std::string_view text, std::string name);

}  // namespace satsrail::cli
