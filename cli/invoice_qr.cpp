#include "cli/invoice_qr.h"

#include "cli/json_text.h"
#include "cli/text.h"
#include "core/util/qr.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli {

namespace {

// The same on every terminal: light modules are drawn in white, and what is dark is black.
constexpr std::string_view k_qr_ink = "\033[38;5;231;48;5;16m";
constexpr std::string_view k_plain_ink = "\033[0m";

std::vector<std::string> code_of(const nlohmann::ordered_json& invoice) {
  const auto address = text_at_path(invoice, "payment_address");
  if (address.empty()) {
    return lightning_qr_lines(text_at_path(invoice, "bolt11"));
  }
  return qr_lines(text_at_path(invoice, "payment_method") == "onchain" ? "bitcoin:" + address : address);
}

Failure too_narrow(const Context& context, std::size_t width) {
  return {
      ExitCode::refused,
      "terminal_too_narrow",
      "the code does not fit this terminal",
      "it takes " + std::to_string(width) + " columns, and there are " + std::to_string(context.out.options().width),
      "make the window wider, or pay it without a camera:  satsrail pay " + shell_quoted(context.in.args[0]),
      {}};
}

}  // namespace

Outcome<int> draw_invoice(Context& context, const std::string& text, const std::string& look) {
  const auto invoice = nlohmann::ordered_json::parse(text, nullptr, false);
  const auto lines = code_of(invoice);
  if (lines.empty()) {
    return Failure{ExitCode::refused,
                   "no_code",
                   "there is nothing to draw",
                   "the answer holds no invoice that fits a QR code",
                   "look at it:  satsrail " + look,
                   {}};
  }
  auto& out = context.out;
  if (const auto width = display_width(lines.front()); out.for_people() && width > out.options().width) {
    return too_narrow(context, width);
  }
  for (const auto& line : lines) {
    out.line(out.options().color_out ? std::string(k_qr_ink) + line + std::string(k_plain_ink) : line);
  }
  if (out.for_people()) {
    out.line(shown_text(invoice, {"sats", "amount_sats", Show::sats}) + ", until " +
             printable(text_at_path(invoice, "expires_at")));
  }
  return 0;
}

}  // namespace satsrail::cli
