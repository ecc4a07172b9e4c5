#include "daemon/store/access_store.h"

namespace satsrail::store::access {

void grant(Tx& tx, std::int64_t session_seq, std::int64_t seconds) {
  tx.run("UPDATE checkout_sessions SET access_seconds = ?2 WHERE seq = ?1", session_seq, seconds);
}

std::optional<std::int64_t> granted_seconds(Tx& tx, std::int64_t session_seq) {
  auto row = tx.query("SELECT access_seconds FROM checkout_sessions WHERE seq = ?1", session_seq);
  return row.step() ? row.optional_integer(0) : std::nullopt;
}

}  // namespace satsrail::store::access
