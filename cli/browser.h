#pragma once
// The user's browser.

#include "cli/context.h"

#include <string>

namespace satsrail::cli {

// Opens the page where somebody sits at a terminal; does nothing otherwise, nor for what is no web address.
void open_if_on_terminal(Context& context, const std::string& url);

}  // namespace satsrail::cli
