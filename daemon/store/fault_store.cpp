#include "daemon/store/fault_store.h"

#include "core/wire/fault_json.h"

namespace satsrail::store::faults {

std::int64_t insert(Tx& tx, const Fault& fault) {
  return tx.run("INSERT INTO faults (id, merchant_seq, livemode, rule, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                fault.id.view(), fault.scope.merchant_seq, fault.scope.livemode, wire::fault_rule_json(fault),
                fault.created_at);
}

std::vector<Fault> all(Tx& tx) {
  std::vector<Fault> list;
  auto row =
      tx.query("SELECT seq, id, merchant_seq, livemode, rule, matched, applied, created_at FROM faults ORDER BY seq");
  while (row.step()) {
    const auto body = wire::JsonBody::parse(row.text(4));
    auto input = body ? wire::parse_fault(*body) : Result<FaultInput>(body.error());
    if (!input) {
      continue;
    }
    Fault fault;
    static_cast<FaultInput&>(fault) = *std::move(input);
    fault.seq = row.integer(0);
    fault.id = FaultId::parse(row.text(1)).value();
    fault.scope = {row.integer(2), row.boolean(3)};
    fault.matched = row.integer(5);
    fault.applied = row.integer(6);
    fault.created_at = row.time(7);
    list.push_back(std::move(fault));
  }
  return list;
}

void remove(Tx& tx, const FaultId& id) {
  tx.run("DELETE FROM faults WHERE id = ?1", id.view());
}

void remove_all(Tx& tx, const Scope& scope) {
  tx.run("DELETE FROM faults WHERE merchant_seq = ?1 AND livemode = ?2", scope.merchant_seq, scope.livemode);
}

void count(Tx& tx, const FaultId& id, std::int64_t matched, std::int64_t applied) {
  tx.run("UPDATE faults SET matched = max(matched, ?2), applied = max(applied, ?3) WHERE id = ?1", id.view(), matched,
         applied);
}

void put_off(Tx& tx, std::int64_t delivery_seq, Time until, const FaultId& by) {
  tx.notice.timers = true;
  tx.run("UPDATE deliveries SET due_at = ?2 WHERE seq = ?1", delivery_seq, until);
  tx.run("INSERT OR REPLACE INTO delivery_delays (delivery_seq, fault_id) VALUES (?1, ?2)", delivery_seq, by.view());
}

std::optional<std::string> put_off_by(Tx& tx, std::int64_t delivery_seq) {
  auto row = tx.query("SELECT fault_id FROM delivery_delays WHERE delivery_seq = ?1", delivery_seq);
  return row.step() ? std::optional(row.str(0)) : std::nullopt;
}

void forget_put_off(Tx& tx, std::int64_t delivery_seq) {
  tx.run("DELETE FROM delivery_delays WHERE delivery_seq = ?1", delivery_seq);
}

std::optional<Time> next_put_off_after(Tx& tx, Time now) {
  // Few are: the table is walked, not the queue.
  return first_time(
      tx.query("SELECT min(d.due_at) FROM delivery_delays x JOIN deliveries d ON d.seq = x.delivery_seq"
               " WHERE d.state = 'pending' AND d.due_at > ?1",
               now));
}

}  // namespace satsrail::store::faults
