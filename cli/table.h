#pragma once
// Rows of objects laid out for a terminal.

#include "cli/output.h"
#include "cli/view.h"

#include <nlohmann/json_fwd.hpp>

namespace satsrail::cli {

// Columns without any value are left out. What does not fit the width: free text is cut first, then columns go,
// the last one first; an id is never cut, it is there to be copied.
void print_table(Output& out, const nlohmann::ordered_json& rows, const View& view);

// The ink of a field's value.
Ink ink_of(const nlohmann::ordered_json& object, const Field& field, std::string_view shown);

}  // namespace satsrail::cli
