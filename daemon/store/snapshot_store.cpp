#include "daemon/store/snapshot_store.h"

#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"
#include "daemon/store/webhook_store.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace satsrail::store {

std::string damage_of(Tx& tx) {
  auto check = tx.query("PRAGMA quick_check(1)");
  const auto found = check.step() ? check.str(0) : std::string("it cannot be read");
  return found == "ok" ? "" : found;
}

namespace snapshots {

namespace {

constexpr std::string_view k_saved_at = "snapshot.saved_at_ms";
constexpr std::string_view k_clock = "snapshot.clock_ms";
constexpr std::string_view k_frozen = "snapshot.frozen";
constexpr std::string_view k_chance = "snapshot.chance";
constexpr std::string_view k_mark_event = "restored.event_seq";
constexpr std::string_view k_mark_attempt = "restored.attempt_seq";
constexpr std::string_view k_mark_last = "restored.last_event_seq";
constexpr std::string_view k_mark_name = "restored.snapshot";

constexpr std::array<std::pair<std::string_view, std::int64_t Counts::*>, 9> k_counts{{
    {"snapshot.checkout_sessions", &Counts::checkout_sessions},
    {"snapshot.orders", &Counts::orders},
    {"snapshot.invoices", &Counts::invoices},
    {"snapshot.payments", &Counts::payments},
    {"snapshot.products", &Counts::products},
    {"snapshot.webhook_endpoints", &Counts::webhook_endpoints},
    {"snapshot.events", &Counts::events},
    {"snapshot.deliveries", &Counts::deliveries},
    {"snapshot.deliveries_pending", &Counts::deliveries_pending},
}};

void put_number(Tx& tx, std::string_view name, std::int64_t value) {
  settings::put(tx, name, std::to_string(value));
}

std::optional<std::int64_t> find_number(Tx& tx, std::string_view name) {
  const auto text = settings::find(tx, name);
  std::int64_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc()) {
    return std::nullopt;
  }
  return value;
}

void set_counter(Tx& tx, std::string_view table, std::int64_t seq) {
  tx.run("DELETE FROM sqlite_sequence WHERE name = ?1", table);
  tx.run("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", table, seq);
}

// Every column, by table, that refers to an endpoint's seq: whatever tables there are.
std::vector<std::pair<std::string, std::string>> references_to_endpoints(Tx& tx) {
  std::vector<std::pair<std::string, std::string>> list;
  auto row = tx.query(
      "SELECT t.name, f.\"from\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f"
      " WHERE t.type = 'table' AND f.\"table\" = 'webhook_endpoints'");
  while (row.step()) {
    list.emplace_back(row.str(0), row.str(1));
  }
  return list;
}

// Gives an endpoint of the snapshot another number, so that a listener of today can have it.
void renumber_endpoint(Tx& tx, std::int64_t from) {
  auto highest = tx.query("SELECT max(seq) FROM webhook_endpoints");
  highest.step();
  const auto numbers = std::to_string(highest.integer(0) + 1) + " WHERE ";
  tx.query_once("UPDATE webhook_endpoints SET seq = " + numbers + "seq = " + std::to_string(from)).run();
  for (const auto& [table, column] : references_to_endpoints(tx)) {
    tx.query_once("UPDATE \"" + table + "\" SET \"" + column + "\" = " + numbers + "\"" + column +
                  "\" = " + std::to_string(from))
        .run();
  }
}

std::string endpoint_columns(Tx& tx) {
  std::string names;
  auto row = tx.query("SELECT name FROM pragma_table_info('webhook_endpoints')");
  while (row.step()) {
    names += (names.empty() ? "\"" : ", \"") + row.str(0) + "\"";
  }
  return names;
}

// One row as an INSERT, with SQLite's own quoting.
std::string insert_statement(Tx& live, std::int64_t seq) {
  const auto columns = endpoint_columns(live);
  std::string values;
  std::string_view rest = columns;
  for (std::size_t comma = 0; !rest.empty(); rest.remove_prefix(std::min(rest.size(), comma + 2))) {
    comma = std::min(rest.find(", "), rest.size());
    values += (values.empty() ? "" : " || ', ' || ") + std::string("quote(") + std::string(rest.substr(0, comma)) + ")";
  }
  auto row = live.query_once("SELECT " + values + " FROM webhook_endpoints WHERE seq = " + std::to_string(seq));
  row.step();
  return "INSERT INTO webhook_endpoints (" + columns + ") VALUES (" + row.str(0) + ")";
}

bool has_row(Tx& tx, const std::string& table, std::int64_t seq) {
  return tx.query_once("SELECT 1 FROM " + table + " WHERE seq = " + std::to_string(seq)).step();
}

struct Listener {
  std::int64_t seq;
  std::string id;
  std::int64_t merchant_seq;
  friend bool operator==(const Listener&, const Listener&) = default;
};

}  // namespace

void put_label(Tx& tx, const Label& label) {
  put_number(tx, k_saved_at, to_millis(label.saved_at));
  put_number(tx, k_clock, to_millis(label.clock));
  put_number(tx, k_frozen, label.frozen ? 1 : 0);
  for (const auto& [name, member] : k_counts) {
    put_number(tx, name, label.counts.*member);
  }
  settings::put(tx, k_chance, label.chance);
}

void label_copy(Connection& copy, Label label) {
  copy.query("BEGIN IMMEDIATE").run();
  Tx tx(copy, label.clock, true);
  label.counts = count_rows(tx, 0);
  put_label(tx, label);
  copy.query("COMMIT").run();
}

std::optional<Label> find_label(Tx& tx) {
  const auto saved_at = find_number(tx, k_saved_at);
  const auto clock = find_number(tx, k_clock);
  if (!saved_at || !clock) {
    return std::nullopt;
  }
  Label label;
  label.saved_at = from_millis(*saved_at);
  label.clock = from_millis(*clock);
  label.frozen = find_number(tx, k_frozen).value_or(0) != 0;
  for (const auto& [name, member] : k_counts) {
    label.counts.*member = find_number(tx, name).value_or(0);
  }
  label.chance = settings::find(tx, k_chance).value_or("");
  return label;
}

void erase_label(Tx& tx) {
  tx.run("DELETE FROM settings WHERE name LIKE 'snapshot.%'");
}

void keep_counting(Tx& live, Tx& next) {
  std::vector<std::pair<std::string, std::int64_t>> counters;
  auto row = live.query("SELECT name, seq FROM sqlite_sequence");
  while (row.step()) {
    counters.emplace_back(row.str(0), row.integer(1));
  }
  for (const auto& [table, seq] : counters) {
    auto there = next.query("SELECT seq FROM sqlite_sequence WHERE name = ?1", table);
    const bool ahead = there.step() && there.integer(0) >= seq;
    if (!ahead) {
      set_counter(next, table, seq);
    }
  }
}

void put_mark(Tx& next, const std::string& snapshot) {
  const auto own = events::last_seq(next) + 1;
  set_counter(next, "events", own);
  auto last = next.query("SELECT max(seq) FROM events");
  last.step();
  put_number(next, k_mark_event, own);
  put_number(next, k_mark_attempt, deliveries::last_attempt_seq(next));
  put_number(next, k_mark_last, last.integer(0));
  settings::put(next, k_mark_name, snapshot);
}

std::optional<RestoreMark> find_mark(Tx& tx) {
  const auto own = find_number(tx, k_mark_event);
  if (!own) {
    return std::nullopt;
  }
  return RestoreMark{*own, find_number(tx, k_mark_attempt).value_or(0), find_number(tx, k_mark_last).value_or(0),
                     settings::find(tx, k_mark_name).value_or("")};
}

void take_over_listeners(Tx& live, Tx& next) {
  const auto listeners = [](Tx& tx) {
    std::vector<Listener> list;
    auto row =
        tx.query("SELECT seq, id, merchant_seq FROM webhook_endpoints WHERE temporary = 1 AND deleted_at IS NULL");
    while (row.step()) {
      list.push_back({row.integer(0), row.str(1), row.integer(2)});
    }
    return list;
  };
  const auto open = listeners(live);
  const auto of_then = listeners(next);
  for (const auto& past : of_then) {
    if (std::find(open.begin(), open.end(), past) == open.end()) {
      webhook_endpoints::remove(next, past.seq);
    }
  }
  next.query("PRAGMA defer_foreign_keys = ON").run();
  for (const auto& listener : open) {
    // One that listened then and listens still is owed what it was owed then.
    if (std::find(of_then.begin(), of_then.end(), listener) == of_then.end() &&
        has_row(next, "merchants", listener.merchant_seq)) {
      const auto insert = insert_statement(live, listener.seq);
      if (has_row(next, "webhook_endpoints", listener.seq)) {
        renumber_endpoint(next, listener.seq);
      }
      next.query_once(insert).run();
    }
  }
}

}  // namespace snapshots

}  // namespace satsrail::store
