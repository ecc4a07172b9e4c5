#include "daemon/store/webhook_store.h"

#include "core/wire/fields.h"

#include <stdexcept>

namespace satsrail::store::webhook_endpoints {

namespace {

#define ENDPOINT_COLUMNS                                                                             \
  "seq, id, merchant_seq, livemode, url, events, description, secret, active, temporary, metadata, " \
  "failure_count, last_delivery_at, created_at, updated_at"

WebhookEndpoint read(const Query& row) {
  WebhookEndpoint endpoint;
  endpoint.seq = row.integer(0);
  endpoint.id = WebhookEndpointId::parse(row.text(1)).value();
  endpoint.scope = {row.integer(2), row.boolean(3)};
  endpoint.url = row.str(4);
  endpoint.events = wire::parse_strings(row.text(5));
  endpoint.description = row.optional_str(6);
  endpoint.secret = row.str(7);
  endpoint.active = row.boolean(8);
  endpoint.temporary = row.boolean(9);
  endpoint.metadata_json = row.str(10);
  endpoint.failure_count = row.integer(11);
  endpoint.last_delivery_at = row.optional_time(12);
  endpoint.created_at = row.time(13);
  endpoint.updated_at = row.time(14);
  return endpoint;
}

}  // namespace

std::int64_t insert(Tx& tx, const WebhookEndpoint& endpoint) {
  return tx.run(
      "INSERT INTO webhook_endpoints (id, merchant_seq, livemode, url, events, description, secret, active, temporary,"
      " metadata, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      endpoint.id.view(), endpoint.scope.merchant_seq, endpoint.scope.livemode, endpoint.url,
      wire::strings_json(endpoint.events), endpoint.description, endpoint.secret, endpoint.active, endpoint.temporary,
      endpoint.metadata_json, endpoint.created_at, endpoint.updated_at);
}

WebhookEndpoint get(Tx& tx, std::int64_t seq) {
  auto row = tx.query("SELECT " ENDPOINT_COLUMNS " FROM webhook_endpoints WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names a webhook endpoint that does not exist");
  }
  return read(row);
}

std::optional<WebhookEndpoint> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row =
      tx.query("SELECT " ENDPOINT_COLUMNS
               " FROM webhook_endpoints WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3 AND deleted_at IS NULL",
               id, scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::int64_t count(Tx& tx, const Scope& scope) {
  auto row = tx.query(
      "SELECT count(*) FROM webhook_endpoints WHERE merchant_seq = ?1 AND livemode = ?2 AND deleted_at IS NULL",
      scope.merchant_seq, scope.livemode);
  row.step();
  return row.integer(0);
}

void update(Tx& tx, const WebhookEndpoint& endpoint) {
  tx.run(
      "UPDATE webhook_endpoints SET url = ?2, events = ?3, description = ?4, active = ?5, metadata = ?6, updated_at = "
      "?7"
      " WHERE seq = ?1",
      endpoint.seq, endpoint.url, wire::strings_json(endpoint.events), endpoint.description, endpoint.active,
      endpoint.metadata_json, endpoint.updated_at);
}

void remove(Tx& tx, std::int64_t seq) {
  tx.run("UPDATE webhook_endpoints SET deleted_at = ?2, active = 0 WHERE seq = ?1", seq, tx.now());
  tx.run("UPDATE deliveries SET state = 'cancelled', updated_at = ?2 WHERE endpoint_seq = ?1 AND state = 'pending'",
         seq, tx.now());
}

void remove_temporary(Tx& tx) {
  std::vector<std::int64_t> seqs;
  {
    auto row = tx.query("SELECT seq FROM webhook_endpoints WHERE temporary = 1 AND deleted_at IS NULL");
    while (row.step()) {
      seqs.push_back(row.integer(0));
    }
  }
  for (const auto seq : seqs) {
    remove(tx, seq);
  }
}

std::vector<Subscriber> active_in(Tx& tx, const Scope& scope) {
  std::vector<Subscriber> list;
  auto row = tx.query(
      "SELECT seq, events FROM webhook_endpoints WHERE merchant_seq = ?1 AND livemode = ?2 AND deleted_at IS NULL"
      " AND active = 1 ORDER BY seq",
      scope.merchant_seq, scope.livemode);
  while (row.step()) {
    list.push_back({row.integer(0), row.str(1)});
  }
  return list;
}

std::vector<std::int64_t> all_active(Tx& tx) {
  std::vector<std::int64_t> list;
  auto row = tx.query("SELECT seq FROM webhook_endpoints WHERE deleted_at IS NULL AND active = 1 ORDER BY seq");
  while (row.step()) {
    list.push_back(row.integer(0));
  }
  return list;
}

}  // namespace satsrail::store::webhook_endpoints
