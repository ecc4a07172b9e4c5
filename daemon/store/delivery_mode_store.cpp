#include "daemon/store/delivery_mode_store.h"

namespace satsrail::store::delivery_modes {

DeliveryMode get(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT mode FROM delivery_modes WHERE merchant_seq = ?1 AND livemode = ?2", scope.merchant_seq,
                      scope.livemode);
  return row.step() ? parse_delivery_mode(row.text(0)).value() : DeliveryMode::async;
}

void put(Tx& tx, const Scope& scope, DeliveryMode mode) {
  if (mode == DeliveryMode::async) {
    tx.run("DELETE FROM delivery_modes WHERE merchant_seq = ?1 AND livemode = ?2", scope.merchant_seq, scope.livemode);
    return;
  }
  tx.run("INSERT OR REPLACE INTO delivery_modes (merchant_seq, livemode, mode) VALUES (?1, ?2, ?3)", scope.merchant_seq,
         scope.livemode, to_string(mode));
}

}  // namespace satsrail::store::delivery_modes
