#include "daemon/store/request_log.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "core/wire/fields.h"
#include "daemon/runtime/thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

namespace satsrail::store {

namespace {

constexpr std::int64_t k_version = 1;
constexpr std::int64_t k_prune_each = 500;  // entries written between two looks for what is too old
constexpr int k_niceness = 10;              // a request always goes before its note
// Entries are gathered for so long: `logs tail` shows them at once, and a batch is one transaction.
constexpr auto k_gather = std::chrono::milliseconds(20);

constexpr const char* k_schema =
    "CREATE TABLE requests ("
    "  seq                 INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  id                  TEXT NOT NULL,"
    "  at                  INTEGER NOT NULL,"  // milliseconds, real time
    "  sandbox_at          INTEGER NOT NULL,"
    "  merchant_seq        INTEGER,"
    "  livemode            INTEGER,"
    "  key_prefix          TEXT NOT NULL,"
    "  method              TEXT NOT NULL,"
    "  path                TEXT NOT NULL,"
    "  query               TEXT NOT NULL,"
    "  route               TEXT NOT NULL,"
    "  status              INTEGER,"
    "  fault               TEXT NOT NULL,"
    "  duration_us         INTEGER NOT NULL,"
    "  request_headers     TEXT NOT NULL,"
    "  request_body        TEXT NOT NULL,"
    "  request_body_bytes  INTEGER NOT NULL,"
    "  response_headers    TEXT NOT NULL,"
    "  response_body       TEXT NOT NULL,"
    "  response_body_bytes INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX requests_by_id ON requests (id);"
    "PRAGMA user_version = 1;";

// Throws StoreError where the file is of no use.
std::unique_ptr<Connection> open_or_throw(const std::string& path) {
  auto database = std::make_unique<Connection>(ConnectionOptions{.path = path, .read_only = false, .full_sync = false});
  database->execute("PRAGMA synchronous = OFF");
  std::int64_t version = 0;
  {
    auto row = database->query_once("PRAGMA user_version");
    version = row.step() ? row.integer(0) : 0;
  }
  if (version == 0) {
    database->execute(k_schema);
  } else if (version != k_version) {
    throw StoreError(0, "it is of version " + std::to_string(version));
  }
  database->query_once("SELECT max(seq) FROM requests").step();
  return database;
}

LoggedRequest read(const Query& row) {
  LoggedRequest request;
  request.seq = row.integer(0);
  request.id = row.str(1);
  request.at = row.time(2);
  request.sandbox_at = row.time(3);
  if (!row.is_null(4)) {
    request.scope = Scope{row.integer(4), row.boolean(5)};
  }
  request.key_prefix = row.str(6);
  request.method = row.str(7);
  request.path = row.str(8);
  request.query = row.str(9);
  request.route = row.str(10);
  if (!row.is_null(11)) {
    request.status = static_cast<int>(row.integer(11));
  }
  request.fault = row.str(12);
  request.duration = std::chrono::microseconds(row.integer(13));
  request.request_headers = wire::parse_headers(row.text(14));
  request.request_body = {row.str(15), static_cast<std::size_t>(row.integer(16))};
  request.response_headers = wire::parse_headers(row.text(17));
  request.response_body = {row.str(18), static_cast<std::size_t>(row.integer(19))};
  return request;
}

// "?1 IS NULL OR …" for what may be left out: one statement for every filter.
constexpr const char* k_filter =
    " FROM requests WHERE (?1 IS NULL OR (merchant_seq = ?1 AND livemode = ?2)) AND (?3 = '' OR method = ?3)"
    " AND (?5 = 0 OR status BETWEEN ?4 AND ?5) AND substr(path, 1, length(?6)) = ?6 AND at >= ?7"
    " AND (?8 = '' OR fault = ?8 OR (?8 = 'any' AND fault <> ''))";

constexpr const char* k_columns =
    "SELECT seq, id, at, sandbox_at, merchant_seq, livemode, key_prefix, method, path, query, route, status, fault,"
    " duration_us, request_headers, request_body, request_body_bytes, response_headers, response_body,"
    " response_body_bytes";

void bind_filter(Query& query, const RequestFilter& filter) {
  query.bind(filter.scope ? std::optional(filter.scope->merchant_seq) : std::nullopt,
             filter.scope && filter.scope->livemode, filter.method, filter.status_min, filter.status_max, filter.path,
             filter.since.value_or(from_millis(0)), filter.fault);
}

}  // namespace

RequestLog::RequestLog(const std::string& path, const Clock& real) : m_real(real), m_database(open(path)) {}

RequestLog::~RequestLog() {
  stop();
}

std::unique_ptr<Connection> RequestLog::open(const std::string& path) {
  try {
    return open_or_throw(path);
  } catch (const StoreError& error) {
    log::warning("the request log {} begins anew: {}", path, error.what());
  }
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::remove((path + suffix).c_str());
  }
  try {
    return open_or_throw(path);
  } catch (const StoreError& error) {
    log::warning("the request log {} cannot be written and is kept in memory: {}", path, error.what());
  }
  return open_or_throw(":memory:");
}

void RequestLog::start(std::function<void()> written) {
  m_written = std::move(written);
  m_thread = guarded_thread("request log", [this] { loop(); });
}

void RequestLog::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_changed.notify_all();
  if (m_thread.joinable()) {
    m_thread.join();
  }
}

void RequestLog::add(std::unique_ptr<LoggedRequest> request) {
  std::vector<std::unique_ptr<LoggedRequest>> dropped;  // ends outside the lock
  bool wake = false;
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
      return;
    }
    m_waiting_bytes += footprint(*request);
    m_waiting.push_back(std::move(request));
    while (m_waiting.size() > limits::request_log_queue_max || m_waiting_bytes > limits::request_log_queue_bytes_max) {
      m_waiting_bytes -= footprint(*m_waiting.front());
      dropped.push_back(std::move(m_waiting.front()));
      m_waiting.pop_front();
      ++m_dropped;
    }
    wake = std::exchange(m_idle, false);
  }
  if (wake) {
    m_changed.notify_one();
  }
}

std::int64_t RequestLog::dropped() const {
  const std::lock_guard lock(m_mutex);
  return m_dropped;
}

void RequestLog::loop() {
  // Of this thread alone (Linux): where the processors are busy, requests have them first.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), k_niceness);
  std::unique_lock lock(m_mutex);
  while (!m_stopping) {
    m_idle = m_waiting.empty();
    m_changed.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
    m_idle = false;
    m_changed.wait_for(lock, k_gather, [this] { return m_stopping; });
    lock.unlock();
    write_waiting();
    if (m_written && followers.load() > 0) {
      m_written();
    }
    lock.lock();
  }
}

void RequestLog::write_waiting() {
  const std::lock_guard lock(m_database_mutex);
  while (write_batch()) {
  }
}

bool RequestLog::write_batch() {
  std::vector<std::unique_ptr<LoggedRequest>> batch;
  {
    const std::lock_guard lock(m_mutex);
    while (!m_waiting.empty() && batch.size() < limits::request_log_batch_max) {
      m_waiting_bytes -= footprint(*m_waiting.front());
      batch.push_back(std::move(m_waiting.front()));
      m_waiting.pop_front();
    }
  }
  if (batch.empty()) {
    return false;
  }
  try {
    m_database->query("BEGIN").run();
    for (const auto& request : batch) {
      redact(*request);
      insert(*request);
    }
    m_unpruned += static_cast<std::int64_t>(batch.size());
    if (m_unpruned >= k_prune_each) {
      prune();
      m_unpruned = 0;
    }
    m_database->query("COMMIT").run();
  } catch (const StoreError& error) {
    // The disk is full, say. The log has a gap; the sandbox goes on.
    log::warning("the request log lost {} entries: {}", batch.size(), error.what());
    if (m_database->in_transaction()) {
      m_database->query("ROLLBACK").run();
    }
    const std::lock_guard lock(m_mutex);
    m_dropped += static_cast<std::int64_t>(batch.size());
  }
  return true;
}

void RequestLog::insert(const LoggedRequest& request) {
  auto query = m_database->query(
      "INSERT INTO requests (id, at, sandbox_at, merchant_seq, livemode, key_prefix, method, path, query, route, "
      "status,"
      " fault, duration_us, request_headers, request_body, request_body_bytes, response_headers, response_body,"
      " response_body_bytes)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)");
  const auto request_headers = wire::headers_json(request.request_headers);
  const auto response_headers = wire::headers_json(request.response_headers);
  query.borrow().bind(request.id, request.at, request.sandbox_at,
                      request.scope ? std::optional(request.scope->merchant_seq) : std::nullopt,
                      request.scope ? std::optional(request.scope->livemode) : std::nullopt, request.key_prefix,
                      request.method, request.path, request.query, request.route, request.status, request.fault,
                      static_cast<std::int64_t>(request.duration.count()), request_headers, request.request_body.text,
                      static_cast<std::int64_t>(request.request_body.bytes), response_headers,
                      request.response_body.text, static_cast<std::int64_t>(request.response_body.bytes));
  query.run();
}

void RequestLog::prune() {
  auto too_many = m_database->query("DELETE FROM requests WHERE seq <= (SELECT max(seq) FROM requests) - ?1");
  too_many.bind(limits::request_log_rows_max);
  too_many.run();
  auto too_old = m_database->query("DELETE FROM requests WHERE seq < (SELECT min(seq) FROM requests WHERE at >= ?1)");
  too_old.bind(m_real.now() - Duration(limits::request_log_age_max));
  too_old.run();
}

std::vector<LoggedRequest> RequestLog::select(const RequestFilter& filter, const std::string& order_and_limit) {
  write_waiting();
  const std::lock_guard lock(m_database_mutex);
  std::vector<LoggedRequest> list;
  auto row = m_database->query_once(std::string(k_columns) + k_filter + order_and_limit);
  bind_filter(row, filter);
  while (row.step()) {
    list.push_back(read(row));
  }
  return list;
}

std::vector<LoggedRequest> RequestLog::newest(const RequestFilter& filter, std::optional<std::int64_t> before,
                                              std::size_t limit) {
  return select(filter, (before ? " AND seq < " + std::to_string(*before) : std::string()) +
                            " ORDER BY seq DESC LIMIT " + std::to_string(limit));
}

std::vector<LoggedRequest> RequestLog::after(const RequestFilter& filter, std::int64_t seq, std::size_t limit) {
  return select(filter, " AND seq > " + std::to_string(seq) + " ORDER BY seq LIMIT " + std::to_string(limit));
}

Result<LoggedRequest> RequestLog::find(const RequestFilter& filter, std::string_view id) {
  write_waiting();
  const std::lock_guard lock(m_database_mutex);
  std::vector<LoggedRequest> found;
  auto row = m_database->query_once(std::string(k_columns) + k_filter +
                                    " AND id >= ?9 AND id < ?10 ORDER BY id = ?9 DESC LIMIT 2");
  bind_filter(row, filter);
  row.bind_at(9, id);
  row.bind_at(10, std::string(id) + "~");  // above everything that an id holds
  while (row.step()) {
    found.push_back(read(row));
  }
  if (found.empty()) {
    return Error::not_found("Request");
  }
  if (found.size() > 1 && found.front().id != id) {
    return Error(ErrorCode::conflict, "Several requests begin so; write more of the id");
  }
  return std::move(found.front());
}

std::int64_t RequestLog::last_seq() {
  write_waiting();
  const std::lock_guard lock(m_database_mutex);
  auto row = m_database->query("SELECT max(seq) FROM requests");
  row.step();
  return row.integer(0);
}

void RequestLog::clear() {
  write_waiting();
  const std::lock_guard lock(m_database_mutex);
  m_database->query("DELETE FROM requests").run();
}

}  // namespace satsrail::store
