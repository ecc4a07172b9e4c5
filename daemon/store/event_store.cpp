#include "daemon/store/event_store.h"

#include <stdexcept>

namespace satsrail::store::events {

namespace {

#define EVENT_COLUMNS "seq, id, merchant_seq, livemode, type, object, created_at, payload"

Event read(const Query& row) {
  return {row.integer(0), row.str(1), {row.integer(2), row.boolean(3)}, row.str(4), row.str(5),
          row.time(6),    row.str(7)};
}

}  // namespace

std::int64_t insert(Tx& tx, const Event& event) {
  tx.notice.events = true;
  return tx.run(
      "INSERT INTO events (id, merchant_seq, livemode, type, object, created_at, payload)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      event.id, event.scope.merchant_seq, event.scope.livemode, event.type, event.object_json, event.created_at,
      event.payload_json);
}

Event get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " EVENT_COLUMNS " FROM events WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names an event that does not exist");
  }
  return read(row);
}

std::optional<Event> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row = tx.query("SELECT " EVENT_COLUMNS " FROM events WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3", id,
                      scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<Event> after(Tx& tx, std::int64_t seq, std::size_t limit) {
  std::vector<Event> list;
  auto row = tx.query("SELECT " EVENT_COLUMNS " FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2", seq,
                      static_cast<std::int64_t>(limit));
  while (row.step()) {
    list.push_back(read(row));
  }
  return list;
}

std::vector<Event> after_in(Tx& tx, const Scope& scope, std::int64_t seq, std::size_t limit) {
  std::vector<Event> list;
  auto row = tx.query("SELECT " EVENT_COLUMNS
                      " FROM events WHERE merchant_seq = ?1 AND livemode = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4",
                      scope.merchant_seq, scope.livemode, seq, static_cast<std::int64_t>(limit));
  while (row.step()) {
    list.push_back(read(row));
  }
  return list;
}

std::int64_t last_seq_before(Tx& tx, Time time) {
  // Times grow with seq, so the place is found by halving.
  std::int64_t before = 0;
  auto not_before = last_seq(tx) + 1;
  while (not_before - before > 1) {
    const auto middle = before + (not_before - before) / 2;
    auto row = tx.query("SELECT seq, created_at FROM events WHERE seq >= ?1 ORDER BY seq LIMIT 1", middle);
    if (row.step() && row.time(1) < time) {
      before = row.integer(0);
    } else {
      not_before = middle;
    }
  }
  return before;
}

std::int64_t last_seq(Tx& tx) {
  // Not of the events there are: what was thrown away had numbers too, and streams have passed them.
  auto row = tx.query("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
  return row.step() ? row.integer(0) : 0;
}

bool any(Tx& tx) {
  auto row = tx.query("SELECT 1 FROM events LIMIT 1");
  return row.step();
}

}  // namespace satsrail::store::events
