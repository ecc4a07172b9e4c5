#include "daemon/store/key_usage_store.h"

namespace satsrail::store::key_usage {

std::vector<Row> all(Tx& tx) {
  std::vector<Row> rows;
  auto row = tx.query("SELECT key_id, month, requests FROM key_usage");
  while (row.step()) {
    rows.push_back({row.str(0), row.integer(1), row.integer(2)});
  }
  return rows;
}

void put(Tx& tx, const Row& row) {
  tx.run(
      "INSERT INTO key_usage (key_id, month, requests) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (key_id) DO UPDATE SET month = excluded.month, requests = excluded.requests",
      row.key_id, row.month, row.requests);
}

void forget_revoked(Tx& tx) {
  tx.run("DELETE FROM key_usage WHERE key_id NOT IN (SELECT id FROM api_keys)");
}

}  // namespace satsrail::store::key_usage
