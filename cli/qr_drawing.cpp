#include "cli/qr_drawing.h"

#include "cli/text.h"

namespace satsrail::cli {

namespace {

// The same on every terminal: light modules are drawn in white, and what is dark is black.
constexpr std::string_view k_qr_ink = "\033[38;5;231;48;5;16m";
constexpr std::string_view k_plain_ink = "\033[0m";

}  // namespace

Outcome<Done> draw_qr(Output& out, const std::vector<std::string>& lines, const std::string& look,
                      const std::string& instead) {
  if (lines.empty()) {
    return Failure{ExitCode::refused,
                   "no_code",
                   "there is nothing to draw",
                   "the answer holds nothing that fits a QR code",
                   look,
                   {}};
  }
  if (const auto width = display_width(lines.front()); out.for_people() && width > out.options().width) {
    return Failure{
        ExitCode::refused,
        "terminal_too_narrow",
        "the code does not fit this terminal",
        "it takes " + std::to_string(width) + " columns, and there are " + std::to_string(out.options().width),
        "make the window wider, or " + instead,
        {}};
  }
  for (const auto& line : lines) {
    out.line(out.options().color_out ? std::string(k_qr_ink) + line + std::string(k_plain_ink) : line);
  }
  return Done{};
}

}  // namespace satsrail::cli
