#pragma once
// A merchant who can be paid by LNURL, without a checkout: each payment is an order of its own, in whole sats, which
// are worth what the rate says.

#include "core/domain/invoice.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/invoicing.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::service::lnurl_pay {

// Who is paid: "shop" (the first merchant) or a merchant's id, in test mode; with "-live" at the end in live mode.
struct Payee {
  Scope scope;
  std::string name;      // as it is written in URLs
  std::string merchant;  // for people
  std::string currency;
};
// Error: not_found.
Result<Payee> find(Tx& tx, std::string_view name);
// The name of a merchant and mode.
std::string name_of(Tx& tx, const Scope& scope);

// "http://127.0.0.1:7287/lnurlp/shop"
std::string url(const Context& context, std::string_view name);
// What the wallet shows, and whose hash the invoice carries.
std::string metadata(const Context& context, const Payee& payee);

// What an invoice for `amount` asks for. Errors: rate_unavailable; validation_error when it is worth too much.
Result<invoicing::Asked> asked(const Context& context, const Payee& payee, Sat amount, Time now);

// The order and its invoice. Errors: as asked() and invoicing::attach().
Result<Invoice> create(Tx& tx, const Context& context, const Payee& payee, Sat amount,
                       const std::optional<InvoiceDraft>& draft);

}  // namespace satsrail::service::lnurl_pay
