#include "daemon/store/exchange_store.h"

#include "core/wire/fields.h"

namespace satsrail::store {

namespace {

#define SELECT_EXCHANGES                                                                                          \
  "SELECT seq, id, name, url, promoted, min_transaction_sats, notes, logo_url, built_in, created_at, updated_at," \
  " countries FROM exchanges "

Exchange read(Tx& tx, const Query& row) {
  Exchange exchange;
  exchange.seq = row.integer(0);
  exchange.id = ExchangeId::parse(row.text(1)).value();
  auto& content = exchange.content;
  content.name = row.str(2);
  content.url = row.str(3);
  content.promoted = row.boolean(4);
  content.min_transaction_sats = row.optional_integer(5);
  content.notes = row.optional_str(6);
  content.logo_url = row.optional_str(7);
  exchange.built_in = row.boolean(8);
  exchange.created_at = row.time(9);
  exchange.updated_at = row.time(10);
  for (const auto& code : wire::parse_strings(row.text(11))) {
    if (auto country = countries::find(tx, code)) {
      content.countries.push_back(*std::move(country));
    }
  }
  return exchange;
}

std::string codes_json(const Exchange& exchange) {
  std::vector<std::string> codes;
  for (const auto& country : exchange.content.countries) {
    codes.push_back(country.iso_code);
  }
  return wire::strings_json(codes);
}

}  // namespace

std::int64_t exchanges::insert(Tx& tx, const Exchange& exchange) {
  const auto& content = exchange.content;
  return tx.run(
      "INSERT INTO exchanges (id, name, url, promoted, min_transaction_sats, notes, logo_url, countries, built_in,"
      " created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      exchange.id.view(), content.name, content.url, content.promoted, content.min_transaction_sats, content.notes,
      content.logo_url, codes_json(exchange), exchange.built_in, exchange.created_at, exchange.updated_at);
}

std::optional<Exchange> exchanges::find(Tx& tx, std::string_view name) {
  auto row = tx.query(SELECT_EXCHANGES "WHERE name = ?1", name);
  return row.step() ? std::optional(read(tx, row)) : std::nullopt;
}

std::vector<Exchange> exchanges::all(Tx& tx) {
  std::vector<Exchange> found;
  auto row = tx.query(SELECT_EXCHANGES "ORDER BY promoted DESC, name");
  while (row.step()) {
    found.push_back(read(tx, row));
  }
  return found;
}

std::int64_t exchanges::count(Tx& tx) {
  auto row = tx.query("SELECT count(*) FROM exchanges");
  row.step();
  return row.integer(0);
}

void exchanges::update(Tx& tx, const Exchange& exchange) {
  const auto& content = exchange.content;
  tx.run(
      "UPDATE exchanges SET url = ?2, promoted = ?3, min_transaction_sats = ?4, notes = ?5, logo_url = ?6,"
      " countries = ?7, built_in = ?8, updated_at = ?9 WHERE seq = ?1",
      exchange.seq, content.url, content.promoted, content.min_transaction_sats, content.notes, content.logo_url,
      codes_json(exchange), exchange.built_in, exchange.updated_at);
}

void exchanges::remove_built_in(Tx& tx) {
  tx.run("DELETE FROM exchanges WHERE built_in");
}

std::optional<Country> countries::find(Tx& tx, std::string_view iso_code) {
  auto row = tx.query("SELECT id, iso_code, name FROM countries WHERE iso_code = ?1", iso_code);
  return row.step() ? std::optional(Country{row.str(0), row.str(1), row.str(2)}) : std::nullopt;
}

void countries::put(Tx& tx, const Country& country) {
  tx.run(
      "INSERT INTO countries (iso_code, id, name) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (iso_code) DO UPDATE SET name = excluded.name",
      country.iso_code, country.id, country.name);
}

}  // namespace satsrail::store
