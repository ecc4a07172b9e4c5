#include "cli/invoice_qr.h"

#include "cli/json_text.h"
#include "cli/qr_drawing.h"
#include "cli/text.h"
#include "core/result.h"
#include "core/util/qr.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli {

namespace {

std::vector<std::string> code_of(const nlohmann::ordered_json& invoice) {
  const auto address = text_at_path(invoice, "payment_address");
  if (address.empty()) {
    return lightning_qr_lines(text_at_path(invoice, "bolt11"));
  }
  return qr_lines(text_at_path(invoice, "payment_method") == "onchain" ? "bitcoin:" + address : address);
}

}  // namespace

Outcome<int> draw_invoice(Context& context, const std::string& text, const std::string& look) {
  const auto invoice = nlohmann::ordered_json::parse(text, nullptr, false);
  auto& out = context.out;
  TRY(draw_qr(out, code_of(invoice), "look at it:  satsrail " + look,
              "pay it without a camera:  satsrail pay " + shell_quoted(context.in.args[0])));
  if (out.for_people()) {
    out.line(shown_text(invoice, {"sats", "amount_sats", Show::sats}) + ", until " +
             printable(text_at_path(invoice, "expires_at")));
  }
  return 0;
}

}  // namespace satsrail::cli
