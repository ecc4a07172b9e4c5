// LNURL-pay: a wallet asks what a merchant takes, fetches an invoice, and asks whether it is paid.

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/lnurl_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/invoice_ahead.h"
#include "daemon/service/lnurl_pay.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"

#include <charconv>

namespace satsrail::api {

namespace lnurl_pay = service::lnurl_pay;

namespace {

constexpr Msat k_min = to_msat(Sat{1});
constexpr Msat k_max = to_msat(Sat{limits::lnurl_sats_max});

// Whole sats: wallets break on less, and the merchant's ledger counts no less.
Result<Sat> read_amount(std::string_view text) {
  std::int64_t msat = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), msat);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return Error(ErrorCode::bad_request, "Give the amount in millisatoshis: ?amount=21000");
  }
  if (Msat{msat} < k_min || Msat{msat} > k_max) {
    return Error(ErrorCode::bad_request, "The amount must lie between " + std::to_string(k_min.value) + " and " +
                                             std::to_string(k_max.value) + " millisatoshis");
  }
  if (msat % 1000 != 0) {
    return Error(ErrorCode::bad_request, "The amount must be whole satoshis: a multiple of 1000 millisatoshis");
  }
  return Sat{msat / 1000};
}

Reply fresh(std::string json) {
  auto reply = Reply::json(200, std::move(json));
  reply.headers = {{"Cache-Control", "no-store"}};
  return reply;
}

}  // namespace

Result<Plan> lnurl_pay_request(const Call& call, App& app) {
  return ReadPlan{[&app, name = std::string(call.param("name"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto payee, lnurl_pay::find(tx, name));
    return fresh(wire::lnurl_pay_json({lnurl_pay::url(app.context, payee.name) + "/callback", k_min, k_max,
                                       lnurl_pay::metadata(app.context, payee)}));
  }};
}

Result<Plan> lnurl_pay_callback(const Call& call, App& app) {
  TRY_ASSIGN(const auto payee, app.store.read([&](Tx& tx) { return lnurl_pay::find(tx, call.param("name")); }));
  TRY_ASSIGN(const auto amount, read_amount(call.query_value("amount")));
  InvoiceNeed need{payee.scope, std::nullopt, [&app, payee, amount](Tx& tx) -> Result<Draft> {
                     TRY_ASSIGN(const auto asked, lnurl_pay::asked(app.context, payee, amount, tx.now()));
                     TRY_ASSIGN(auto draft,
                                service::invoicing::draft_or_sign(app.context, asked, tx.now(), std::nullopt));
                     return Draft(std::move(draft));
                   }};
  return with_invoice(app, std::move(need), [&app, payee, amount](Draft draft) -> Plan {
    return WritePlan{[&app, payee, amount, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
      TRY_ASSIGN(const auto invoice, lnurl_pay::create(tx, app.context, payee, amount, draft));
      return fresh(wire::lnurl_invoice_json(invoice.bolt11,
                                            lnurl_pay::url(app.context, payee.name) + "/verify/" + invoice.id.str()));
    }};
  });
}

Result<Plan> lnurl_pay_verify(const Call& call, App&) {
  return ReadPlan{
      [name = std::string(call.param("name")), id = std::string(call.param("invoice_id"))](Tx& tx) -> Result<Reply> {
        TRY_ASSIGN(const auto payee, lnurl_pay::find(tx, name));
        const auto invoice = store::invoices::find(tx, payee.scope, id);
        if (!invoice || invoice->method != PaymentMethod::lightning) {
          return Error(ErrorCode::not_found, "Not found");
        }
        // What the merchant's API knows, which may lag behind its node.
        std::optional<std::string> preimage;
        if (invoice->state == InvoiceState::paid) {
          preimage = to_hex(store::node_invoices::get(tx, invoice->node_invoice_seq).preimage);
        }
        return fresh(wire::lnurl_verify_json(invoice->bolt11, preimage));
      }};
}

}  // namespace satsrail::api
