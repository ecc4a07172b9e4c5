#include "daemon/store/inbox_store.h"

#include "core/limits.h"
#include "core/wire/fields.h"

namespace satsrail::store::inbox {

namespace {

InboxMessage read(const Query& row) {
  InboxMessage message;
  message.name = row.str(0);
  message.number = row.integer(1);
  message.received_at = row.time(2);
  message.headers = wire::parse_headers(row.text(3));
  const auto body = row.blob(4);
  message.body.assign(body.begin(), body.end());
  return message;
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::int64_t insert(Tx& tx, const InboxMessage& message) {
  auto last = tx.query("SELECT max(number) FROM inbox_messages WHERE name = ?1", message.name);
  last.step();
  const auto number = last.integer(0) + 1;
  tx.run("INSERT INTO inbox_messages (name, number, received_at, headers, body) VALUES (?1, ?2, ?3, ?4, ?5)",
         message.name, number, message.received_at, wire::headers_json(message.headers), bytes_of(message.body));
  tx.run("DELETE FROM inbox_messages WHERE name = ?1 AND number <= ?2", message.name,
         number - limits::inbox_messages_max);
  return number;
}

bool exists(Tx& tx, std::string_view name) {
  auto row = tx.query("SELECT 1 FROM inbox_messages WHERE name = ?1 LIMIT 1", name);
  return row.step();
}

std::int64_t count_names(Tx& tx) {
  auto row = tx.query("SELECT count(DISTINCT name) FROM inbox_messages");
  row.step();
  return row.integer(0);
}

std::int64_t count(Tx& tx, std::string_view name) {
  auto row = tx.query("SELECT count(*) FROM inbox_messages WHERE name = ?1", name);
  row.step();
  return row.integer(0);
}

std::vector<InboxMessage> list(Tx& tx, std::string_view name, bool ascending, std::int64_t limit, std::int64_t offset) {
  constexpr auto k_newest =
      "SELECT name, number, received_at, headers, body FROM inbox_messages WHERE name = ?1 ORDER BY number DESC"
      " LIMIT ?2 OFFSET ?3";
  constexpr auto k_oldest =
      "SELECT name, number, received_at, headers, body FROM inbox_messages WHERE name = ?1 ORDER BY number"
      " LIMIT ?2 OFFSET ?3";
  std::vector<InboxMessage> messages;
  auto row = tx.query(ascending ? k_oldest : k_newest, name, limit, offset);
  while (row.step()) {
    messages.push_back(read(row));
  }
  return messages;
}

std::optional<InboxMessage> find(Tx& tx, std::string_view name, std::int64_t number) {
  auto row =
      tx.query("SELECT name, number, received_at, headers, body FROM inbox_messages WHERE name = ?1 AND number = ?2",
               name, number);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

void remove_all(Tx& tx, std::string_view name) {
  tx.run("DELETE FROM inbox_messages WHERE name = ?1", name);
}

}  // namespace satsrail::store::inbox
