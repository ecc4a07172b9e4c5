#pragma once
// An invoice on the terminal, for a wallet's camera.

#include "cli/context.h"

#include <string>

namespace satsrail::cli {

// Draws the code of what pays `invoice` (an object of the API); for people, the amount and the deadline stand below.
// `look` is the command that shows the invoice as text. Errors: no_code, terminal_too_narrow (1).
Outcome<int> draw_invoice(Context& context, const std::string& invoice, const std::string& look);

}  // namespace satsrail::cli
