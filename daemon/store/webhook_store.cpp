#include "daemon/store/webhook_store.h"

#include "core/wire/fields.h"

#include <stdexcept>

namespace satsrail::store::webhook_endpoints {

namespace {

#define ENDPOINT_COLUMNS                                                                                              \
  "seq, id, merchant_seq, livemode, url, events, description, secret, active, temporary, metadata, failure_count, "   \
  "last_delivery_at, created_at, updated_at, dialect, retry, timeout_ms, headers, verify_tls, ca_file, concurrency, " \
  "shuffle, copy_of"

DeliveryOptions read_options(const Query& row, int column) {
  DeliveryOptions options;
  // The database checks these columns, so another spelling means a damaged file: the exception of value() is right.
  options.dialect = parse_dialect(row.text(column)).value();
  options.retry = parse_retry_policy(row.text(column + 1)).value();
  const auto timeout = row.optional_integer(column + 2);
  options.timeout = timeout ? std::optional(std::chrono::milliseconds(*timeout)) : std::nullopt;
  options.headers = wire::parse_headers(row.text(column + 3));
  options.verify_tls = row.boolean(column + 4);
  options.ca_file = row.optional_str(column + 5);
  options.concurrency = static_cast<int>(row.integer(column + 6));
  options.shuffle = row.boolean(column + 7);
  return options;
}

std::optional<std::int64_t> timeout_ms(const DeliveryOptions& options) {
  return options.timeout ? std::optional<std::int64_t>(options.timeout->count()) : std::nullopt;
}

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
  endpoint.options = read_options(row, 15);
  endpoint.copy_of = row.optional_str(23);
  return endpoint;
}

}  // namespace

std::int64_t insert(Tx& tx, const WebhookEndpoint& endpoint) {
  const auto& options = endpoint.options;
  return tx.run(
      "INSERT INTO webhook_endpoints (id, merchant_seq, livemode, url, events, description, secret, active, temporary,"
      " metadata, created_at, updated_at, dialect, retry, timeout_ms, headers, verify_tls, ca_file, concurrency, "
      "shuffle,"
      " copy_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
      "?21)",
      endpoint.id.view(), endpoint.scope.merchant_seq, endpoint.scope.livemode, endpoint.url,
      wire::strings_json(endpoint.events), endpoint.description, endpoint.secret, endpoint.active, endpoint.temporary,
      endpoint.metadata_json, endpoint.created_at, endpoint.updated_at, to_string(options.dialect),
      to_string(options.retry), timeout_ms(options), wire::headers_json(options.headers), options.verify_tls,
      options.ca_file, options.concurrency, options.shuffle, endpoint.copy_of);
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

std::optional<WebhookEndpoint> find_by_url(Tx& tx, const Scope& scope, std::string_view url) {
  auto row = tx.query("SELECT " ENDPOINT_COLUMNS
                      " FROM webhook_endpoints WHERE merchant_seq = ?1 AND livemode = ?2 AND url = ?3"
                      " AND temporary = 0 AND deleted_at IS NULL ORDER BY seq LIMIT 1",
                      scope.merchant_seq, scope.livemode, url);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::int64_t count(Tx& tx, const Scope& scope, bool temporary) {
  auto row = tx.query(
      "SELECT count(*) FROM webhook_endpoints WHERE merchant_seq = ?1 AND livemode = ?2 AND deleted_at IS NULL"
      " AND temporary = ?3",
      scope.merchant_seq, scope.livemode, temporary);
  row.step();
  return row.integer(0);
}

void update(Tx& tx, const WebhookEndpoint& endpoint) {
  const auto& options = endpoint.options;
  tx.run(
      "UPDATE webhook_endpoints SET url = ?2, events = ?3, description = ?4, active = ?5, metadata = ?6, updated_at = "
      "?7,"
      " dialect = ?8, retry = ?9, timeout_ms = ?10, headers = ?11, verify_tls = ?12, ca_file = ?13, concurrency = ?14,"
      " shuffle = ?15, copy_of = ?16 WHERE seq = ?1",
      endpoint.seq, endpoint.url, wire::strings_json(endpoint.events), endpoint.description, endpoint.active,
      endpoint.metadata_json, endpoint.updated_at, to_string(options.dialect), to_string(options.retry),
      timeout_ms(options), wire::headers_json(options.headers), options.verify_tls, options.ca_file,
      options.concurrency, options.shuffle, endpoint.copy_of);
}

void remove(Tx& tx, std::int64_t seq) {
  tx.run("UPDATE webhook_endpoints SET deleted_at = ?2, active = 0 WHERE seq = ?1", seq, tx.now());
  tx.run("UPDATE deliveries SET state = 'cancelled', updated_at = ?2 WHERE endpoint_seq = ?1 AND state = 'pending'",
         seq, tx.now());
  tx.notice.deliveries = true;  // whoever waited for them does so no longer
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
      "SELECT seq, events, dialect, shuffle FROM webhook_endpoints WHERE merchant_seq = ?1 AND livemode = ?2"
      " AND deleted_at IS NULL AND active = 1 ORDER BY seq",
      scope.merchant_seq, scope.livemode);
  while (row.step()) {
    list.push_back(
        {row.integer(0), wire::parse_strings(row.text(1)), parse_dialect(row.text(2)).value(), row.boolean(3)});
  }
  return list;
}

std::vector<Lane> lanes(Tx& tx) {
  std::vector<Lane> list;
  auto row = tx.query(
      "SELECT seq, concurrency, temporary = 1 AND concurrency = 1 AND shuffle = 0 FROM webhook_endpoints"
      " WHERE deleted_at IS NULL AND active = 1 ORDER BY seq");
  while (row.step()) {
    list.push_back({row.integer(0), static_cast<int>(row.integer(1)), row.boolean(2)});
  }
  return list;
}

}  // namespace satsrail::store::webhook_endpoints
