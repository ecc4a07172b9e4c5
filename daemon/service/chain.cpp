#include "daemon/service/chain.h"

#include "core/util/hex.h"
#include "daemon/service/settlements.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_store.h"
#include "daemon/store/payment_store.h"

namespace satsrail::service::chain {

Result<payments::Answer> send(Tx& tx, const Context& context, const Invoice& invoice) {
  if (store::chain::of_invoice(tx, invoice.seq)) {
    return Error(ErrorCode::conflict, "A transaction to this address waits for its confirmations: satsrail node mine " +
                                          std::to_string(invoice.required_confirmations));
  }
  const auto txid = to_hex(context.entropy.bytes<32>());
  store::chain::insert(tx, {txid, invoice.scope, invoice.seq, std::nullopt});
  settlements::Arrival arrival;
  arrival.received = invoice.amount;
  arrival.txid = txid;
  arrival.settled_at = tx.now();
  auto settlement = settlements::detect(tx, context, invoice, arrival);
  payments::Paid paid;
  paid.payment = std::move(settlement.payment);
  paid.event_ids = std::move(settlement.event_ids);
  return payments::Answer(std::move(paid));
}

Mined mine(Tx& tx, const Context& context, int blocks) {
  Mined mined;
  mined.height = store::chain::height(tx);
  for (int block = 0; block < blocks; ++block) {
    store::chain::set_height(tx, ++mined.height);
    if (block == 0) {
      store::chain::include_waiting(tx, mined.height);
    }
    for (const auto seq : store::chain::confirmed_invoices(tx, mined.height)) {
      const auto settlement = settlements::confirm(tx, context, store::invoices::get(tx, seq));
      mined.payment_ids.push_back(settlement.payment.id.str());
    }
  }
  return mined;
}

int expire_due(Tx& tx, const Context& context, int limit) {
  const auto due = store::invoices::on_chain_due(tx, tx.now(), limit);
  for (const auto seq : due) {
    settlements::expire(tx, context, store::invoices::get(tx, seq), settlements::Owner::lives);
  }
  return static_cast<int>(due.size());
}

}  // namespace satsrail::service::chain
