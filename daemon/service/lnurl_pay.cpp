#include "daemon/service/lnurl_pay.h"

#include "core/limits.h"
#include "core/util/crypto.h"
#include "core/wire/lnurl_json.h"
#include "daemon/service/event_log.h"
#include "daemon/service/order_view.h"
#include "daemon/store/account_store.h"
#include "daemon/store/order_store.h"

#include <algorithm>
#include <cassert>

namespace satsrail::service::lnurl_pay {

namespace {

constexpr std::string_view k_first_merchant = "shop";
constexpr std::string_view k_live = "-live";

// "127.0.0.1:7287"
std::string_view host_of(std::string_view base_url) {
  const auto scheme = base_url.find("://");
  return scheme == std::string_view::npos ? base_url : base_url.substr(scheme + 3);
}

}  // namespace

Result<Payee> find(Tx& tx, std::string_view name) {
  auto merchant_name = name;
  const bool livemode = name.ends_with(k_live);
  if (livemode) {
    merchant_name.remove_suffix(k_live.size());
  }
  const auto merchant =
      merchant_name == k_first_merchant ? store::merchants::first(tx) : store::merchants::find(tx, merchant_name);
  if (!merchant) {
    return Error(ErrorCode::not_found, "Nobody here is called by that name");
  }
  return Payee{{merchant->seq, livemode}, std::string(name), merchant->name, merchant->currency};
}

std::string name_of(Tx& tx, const Scope& scope) {
  const auto first = store::merchants::first(tx);
  std::string name = first && first->seq == scope.merchant_seq ? std::string(k_first_merchant)
                                                               : store::merchants::get(tx, scope.merchant_seq).id.str();
  return scope.livemode ? name.append(k_live) : name;
}

std::string url(const Context& context, std::string_view name) {
  return context.public_base_url + "/lnurlp/" + std::string(name);
}

std::string metadata(const Context& context, const Payee& payee) {
  return wire::lnurl_metadata("Payment to " + payee.merchant,
                              payee.name + "@" + std::string(host_of(context.public_base_url)));
}

Result<invoicing::Asked> asked(const Context& context, const Payee& payee, Sat amount, Time now) {
  const auto currency = Currency::parse(payee.currency);
  assert(currency);
  TRY_ASSIGN(const auto quote, context.rates.quote(*currency, now));
  const auto worth = fiat_for(amount, quote.rate);
  if (worth.value > limits::amount_cents_max) {
    return Error::validation("amount", "is worth too much at this rate");
  }
  invoicing::Asked asked;
  asked.scope = payee.scope;
  asked.amount = FiatCents{std::max<std::int64_t>(worth.value, 1)};  // an order of nothing there is none
  asked.currency = payee.currency;
  asked.sats = amount;
  asked.description_hash = crypto::sha256(metadata(context, payee));
  return asked;
}

Result<Invoice> create(Tx& tx, const Context& context, const Payee& payee, Sat amount,
                       const std::optional<InvoiceDraft>& draft) {
  TRY_ASSIGN(const auto wanted, asked(context, payee, amount, tx.now()));
  OrderView view;
  view.order.id = OrderId::make(tx.now(), context.entropy);
  view.order.scope = payee.scope;
  view.order.merchant_id = store::merchants::get(tx, payee.scope.merchant_seq).id;
  view.order.number = make_order_number(tx.now(), context.entropy);
  view.order.total = wanted.amount;
  view.order.currency = wanted.currency;
  view.order.created_at = view.order.updated_at = tx.now();
  view.order.seq = store::orders::insert(tx, view.order);
  OrderItem item;
  item.id = OrderItemId::make(tx.now(), context.entropy);
  item.name = "LNURL payment";
  item.price = wanted.amount;
  view.items.push_back(item);
  store::orders::insert_item(tx, view.order.seq, item);
  EventLog events(tx, context, payee.scope);
  events.append(event_type::order_created, view.order_json(), view.facts());
  return invoicing::attach(tx, context, view, wanted, draft);
}

}  // namespace satsrail::service::lnurl_pay
