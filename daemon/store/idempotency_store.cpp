#include "daemon/store/idempotency_store.h"

#include "core/limits.h"

#include <algorithm>

namespace satsrail::store::idempotency {

std::optional<Kept> find(Tx& tx, const Name& name) {
  auto row = tx.query(
      "SELECT body_sha256, status, body FROM idempotency_keys"
      " WHERE merchant_seq = ?1 AND livemode = ?2 AND call = ?3 AND key = ?4 AND created_at > ?5",
      name.scope.merchant_seq, name.scope.livemode, name.call, name.key, tx.now() - limits::idempotency_window);
  if (!row.step()) {
    return std::nullopt;
  }
  Kept kept;
  const auto hash = row.blob(0);
  std::copy(hash.begin(), hash.end(), kept.body_sha256.begin());
  kept.status = static_cast<int>(row.integer(1));
  kept.body = row.str(2);
  return kept;
}

void keep(Tx& tx, const Name& name, const Kept& kept) {
  // Each one that comes takes some away, so that the table holds a day of them without anybody tidying up.
  constexpr int k_erased_at_once = 8;
  tx.run(
      "DELETE FROM idempotency_keys WHERE (merchant_seq, livemode, call, key) IN"
      " (SELECT merchant_seq, livemode, call, key FROM idempotency_keys WHERE created_at <= ?1"
      "  ORDER BY created_at LIMIT ?2)",
      tx.now() - limits::idempotency_window, k_erased_at_once);
  tx.run(
      "INSERT OR REPLACE INTO idempotency_keys (merchant_seq, livemode, call, key, body_sha256, status, body,"
      " created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      name.scope.merchant_seq, name.scope.livemode, name.call, name.key, kept.body_sha256, kept.status, kept.body,
      tx.now());
}

}  // namespace satsrail::store::idempotency
