#include "daemon/store/delivery_store.h"

#include "core/wire/fields.h"

#include <stdexcept>

namespace satsrail::store::deliveries {

namespace {

#define DELIVERY_SELECT                                                                                               \
  "SELECT d.seq, d.id, d.merchant_seq, d.livemode, d.event_seq, e.id, e.type, d.endpoint_seq, w.id, w.url, d.state, " \
  "d.attempt_count, d.due_at, d.last_status, d.body, d.created_at, d.updated_at, d.shown_id, w.dialect, w.retry "     \
  "FROM deliveries d JOIN events e ON e.seq = d.event_seq JOIN webhook_endpoints w ON w.seq = d.endpoint_seq "

Delivery read(const Query& row) {
  Delivery delivery;
  delivery.seq = row.integer(0);
  delivery.id = DeliveryId::parse(row.text(1)).value();
  delivery.scope = {row.integer(2), row.boolean(3)};
  delivery.event_seq = row.integer(4);
  delivery.event_id = row.str(5);
  delivery.event_type = row.str(6);
  delivery.endpoint_seq = row.integer(7);
  delivery.endpoint_id = row.str(8);
  delivery.url = row.str(9);
  delivery.state = parse_delivery_state(row.text(10));
  delivery.attempt_count = static_cast<int>(row.integer(11));
  delivery.due_at = row.time(12);
  if (!row.is_null(13)) {
    delivery.last_status = static_cast<int>(row.integer(13));
  }
  delivery.body = row.str(14);
  delivery.created_at = row.time(15);
  delivery.updated_at = row.time(16);
  delivery.shown_id = row.is_null(17) ? delivery.id : DeliveryId::parse(row.text(17)).value();
  delivery.dialect = parse_dialect(row.text(18)).value();
  delivery.retry = parse_retry_policy(row.text(19)).value();
  return delivery;
}

#define ATTEMPT_COLUMNS                                                                     \
  "seq, delivery_seq, number, at, duration_ms, request_headers, status, response_headers, " \
  "response_body, error"

DeliveryAttempt read_attempt(const Query& row) {
  DeliveryAttempt attempt;
  attempt.seq = row.integer(0);
  attempt.delivery_seq = row.integer(1);
  attempt.number = static_cast<int>(row.integer(2));
  attempt.at = row.time(3);
  attempt.duration = std::chrono::milliseconds(row.integer(4));
  attempt.request_headers = wire::parse_headers(row.text(5));
  if (!row.is_null(6)) {
    attempt.status = static_cast<int>(row.integer(6));
  }
  attempt.response_headers = wire::parse_headers(row.text(7));
  attempt.response_body = row.str(8);
  attempt.error = row.str(9);
  return attempt;
}

}  // namespace

std::int64_t insert(Tx& tx, const NewDelivery& delivery) {
  const bool collected = delivery.state == DeliveryState::collected;
  tx.notice.deliveries = tx.notice.deliveries || !collected;
  return tx.run(
      "INSERT INTO deliveries (id, merchant_seq, livemode, event_seq, endpoint_seq, state, due_at, body, created_at,"
      " updated_at, place, shown_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?7, ?9, ?10)",
      delivery.id.view(), delivery.scope.merchant_seq, delivery.scope.livemode, delivery.event_seq,
      delivery.endpoint_seq, to_string(delivery.state), tx.now(), delivery.body, delivery.place,
      delivery.shown_id ? std::optional(delivery.shown_id->view()) : std::nullopt);
}

Delivery get(Tx& tx, std::int64_t seq) {
  auto row = tx.query(DELIVERY_SELECT "WHERE d.seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a row names a delivery that does not exist");
  }
  return read(row);
}

bool exists(Tx& tx, std::int64_t seq, const DeliveryId& id) {
  auto row = tx.query("SELECT 1 FROM deliveries WHERE seq = ?1 AND id = ?2", seq, id.view());
  return row.step();
}

std::optional<Delivery> find(Tx& tx, const Scope& scope, std::string_view id) {
  auto row = tx.query(DELIVERY_SELECT "WHERE d.id = ?1 AND d.merchant_seq = ?2 AND d.livemode = ?3", id,
                      scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

void update(Tx& tx, const Delivery& delivery) {
  tx.run(
      "UPDATE deliveries SET state = ?2, attempt_count = ?3, due_at = ?4, last_status = ?5, updated_at = ?6 WHERE seq "
      "= ?1",
      delivery.seq, to_string(delivery.state), delivery.attempt_count, delivery.due_at, delivery.last_status,
      delivery.updated_at);
}

std::vector<DeliveryAttempt> attempts(Tx& tx, std::int64_t delivery_seq) {
  std::vector<DeliveryAttempt> list;
  auto row = tx.query("SELECT " ATTEMPT_COLUMNS " FROM delivery_attempts WHERE delivery_seq = ?1 ORDER BY number",
                      delivery_seq);
  while (row.step()) {
    list.push_back(read_attempt(row));
  }
  return list;
}

void insert_attempt(Tx& tx, const DeliveryAttempt& attempt) {
  tx.notice.attempts = true;
  tx.run(
      "INSERT INTO delivery_attempts (delivery_seq, number, at, duration_ms, request_headers, status, response_headers,"
      " response_body, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      attempt.delivery_seq, attempt.number, attempt.at, static_cast<std::int64_t>(attempt.duration.count()),
      wire::headers_json(attempt.request_headers), attempt.status, wire::headers_json(attempt.response_headers),
      attempt.response_body, attempt.error);
}

bool was_ever_delivered(Tx& tx, std::int64_t delivery_seq) {
  auto row =
      tx.query("SELECT 1 FROM delivery_attempts WHERE delivery_seq = ?1 AND status BETWEEN 200 AND 299", delivery_seq);
  return row.step();
}

std::vector<LoggedAttempt> attempts_after(Tx& tx, std::int64_t seq, std::size_t limit) {
  std::vector<LoggedAttempt> list;
  {
    auto row = tx.query("SELECT " ATTEMPT_COLUMNS " FROM delivery_attempts WHERE seq > ?1 ORDER BY seq LIMIT ?2", seq,
                        static_cast<std::int64_t>(limit));
    while (row.step()) {
      list.push_back({read_attempt(row), {}});
    }
  }
  for (auto& logged : list) {
    logged.delivery = get(tx, logged.attempt.delivery_seq);
  }
  return list;
}

std::int64_t last_attempt_seq(Tx& tx) {
  auto row = tx.query("SELECT seq FROM sqlite_sequence WHERE name = 'delivery_attempts'");
  return row.step() ? row.integer(0) : 0;
}

std::int64_t last_attempt_seq_before(Tx& tx, Time time) {
  // Times grow with seq but for attempts that took long, so the place is found by halving.
  std::int64_t before = 0;
  auto not_before = last_attempt_seq(tx) + 1;
  while (not_before - before > 1) {
    const auto middle = before + (not_before - before) / 2;
    auto row = tx.query("SELECT seq, at FROM delivery_attempts WHERE seq >= ?1 ORDER BY seq LIMIT 1", middle);
    if (row.step() && row.time(1) < time && row.integer(0) < not_before) {
      before = row.integer(0);
    } else {
      not_before = middle;
    }
  }
  return before;
}

std::optional<DeliveryId> first_for(Tx& tx, std::int64_t event_seq, std::int64_t endpoint_seq) {
  auto row = tx.query(
      "SELECT coalesce(shown_id, id) FROM deliveries WHERE event_seq = ?1 AND endpoint_seq = ?2 ORDER BY seq LIMIT 1",
      event_seq, endpoint_seq);
  return row.step() ? DeliveryId::parse(row.text(0)) : std::nullopt;
}

bool is_pending(Tx& tx, std::int64_t seq, const DeliveryId& id) {
  auto row = tx.query("SELECT 1 FROM deliveries WHERE seq = ?1 AND id = ?2 AND state = 'pending'", seq, id.view());
  return row.step();
}

bool awaits_first_attempt(Tx& tx, std::int64_t seq, const DeliveryId& id) {
  auto row = tx.query(
      "SELECT 1 FROM deliveries d JOIN webhook_endpoints w ON w.seq = d.endpoint_seq"
      " WHERE d.seq = ?1 AND d.id = ?2 AND d.state = 'pending' AND d.attempt_count = 0 AND w.active = 1",
      seq, id.view());
  return row.step();
}

std::vector<std::int64_t> first_due(Tx& tx, std::int64_t endpoint_seq, Time now, int limit) {
  return seqs(tx.query(
      "SELECT seq FROM deliveries WHERE endpoint_seq = ?1 AND state = 'pending' AND attempt_count = 0 AND due_at <= ?2"
      " ORDER BY place, seq LIMIT ?3",
      endpoint_seq, now, limit));
}

std::vector<std::int64_t> retries_due(Tx& tx, std::int64_t endpoint_seq, Time now, int limit) {
  return seqs(tx.query(
      "SELECT seq FROM deliveries WHERE endpoint_seq = ?1 AND state = 'pending' AND attempt_count > 0 AND due_at <= ?2"
      " ORDER BY due_at, seq LIMIT ?3",
      endpoint_seq, now, limit));
}

std::optional<Time> next_due_after(Tx& tx, Time now) {
  // Only retries lie in the future. Found through each endpoint's own index: a long queue is never walked.
  auto row = tx.query(
      "SELECT min((SELECT min(due_at) FROM deliveries"
      " WHERE endpoint_seq = w.seq AND state = 'pending' AND attempt_count > 0 AND due_at > ?1))"
      " FROM webhook_endpoints w WHERE w.active = 1 AND w.deleted_at IS NULL",
      now);
  row.step();
  return row.optional_time(0);
}

void count_success(Tx& tx, std::int64_t endpoint_seq, Time at) {
  tx.run("UPDATE webhook_endpoints SET failure_count = 0, last_delivery_at = ?2 WHERE seq = ?1", endpoint_seq, at);
}

void count_failure(Tx& tx, std::int64_t endpoint_seq, Time at) {
  tx.run("UPDATE webhook_endpoints SET failure_count = failure_count + 1, last_delivery_at = ?2 WHERE seq = ?1",
         endpoint_seq, at);
}

}  // namespace satsrail::store::deliveries
