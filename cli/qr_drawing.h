#pragma once
// QR codes on a terminal.

#include "cli/output.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace satsrail::cli {

// Draws the lines of core/util/qr.h, white where the code is light. `look` and `instead` are what to do when there is
// no code, and when it does not fit the window. Errors: no_code, terminal_too_narrow (1).
Outcome<Done> draw_qr(Output& out, const std::vector<std::string>& lines, const std::string& look,
                      const std::string& instead);

}  // namespace satsrail::cli
