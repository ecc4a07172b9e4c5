#include "daemon/store/database.h"

#include "core/limits.h"

#include <sqlite3.h>

#include <cassert>

namespace satsrail::store {

namespace {

[[noreturn]] void raise(sqlite3* db, int code, std::string_view doing) {
  const int extended = db != nullptr ? sqlite3_extended_errcode(db) : code;
  const std::string reason = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  throw StoreError(extended, std::string(doing) + ": " + reason);
}

void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) {
    raise(sqlite3_db_handle(statement), code, "binding a value");
  }
}

}  // namespace

Query::Query(Query&& other) noexcept
    : m_statement(other.m_statement), m_cached(other.m_cached), m_copies(other.m_copies) {
  other.m_statement = nullptr;
}

Query::~Query() {
  if (m_statement == nullptr) {
    return;
  }
  if (m_cached) {
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
  } else {
    sqlite3_finalize(m_statement);
  }
}

void Query::bind_at(int index, std::int64_t value) {
  check(m_statement, sqlite3_bind_int64(m_statement, index, value));
}

void Query::bind_at(int index, std::string_view text) {
  // An empty view may have no address, and SQLite takes a null address for NULL.
  const char* data = text.data() != nullptr ? text.data() : "";
  check(m_statement, sqlite3_bind_text64(m_statement, index, data, text.size(),
                                         m_copies ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind_at(int index, std::span<const std::uint8_t> blob) {
  check(m_statement,
        sqlite3_bind_blob64(m_statement, index, blob.data(), blob.size(), m_copies ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

void Query::bind_null(int index) {
  check(m_statement, sqlite3_bind_null(m_statement, index));
}

bool Query::step() {
  const int code = sqlite3_step(m_statement);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code != SQLITE_DONE) {
    raise(sqlite3_db_handle(m_statement), code, "running a statement");
  }
  return false;
}

void Query::run() {
  while (step()) {
  }
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(m_statement, column);
}

std::string_view Query::text(int column) const {
  const auto* data = sqlite3_column_text(m_statement, column);
  if (data == nullptr) {
    return {};
  }
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

std::span<const std::uint8_t> Query::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

std::optional<std::string> Query::optional_str(int column) const {
  return is_null(column) ? std::nullopt : std::optional(str(column));
}

std::optional<std::int64_t> Query::optional_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<Time> Query::optional_time(int column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}

std::vector<std::int64_t> seqs(Query row) {
  std::vector<std::int64_t> list;
  while (row.step()) {
    list.push_back(row.integer(0));
  }
  return list;
}

std::optional<Time> first_time(Query row) {
  row.step();
  return row.optional_time(0);
}

std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

Connection::Connection(const ConnectionOptions& options) {
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  const int code = sqlite3_open_v2(options.path.c_str(), &m_db, flags, nullptr);
  if (code != SQLITE_OK) {
    const std::string reason = m_db != nullptr ? sqlite3_errmsg(m_db) : sqlite3_errstr(code);
    sqlite3_close_v2(m_db);
    throw StoreError(code, "cannot open the database " + options.path + ": " + reason);
  }
  try {
    sqlite3_busy_timeout(m_db, 2000);
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA temp_store = MEMORY");
    execute("PRAGMA cache_size = -" + std::to_string(limits::sqlite_cache_kib));
    if (!options.read_only) {
      execute(options.wal ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE");
      execute(options.full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
      execute("PRAGMA wal_autocheckpoint = " + std::to_string(limits::wal_autocheckpoint_pages));
    }
  } catch (...) {
    sqlite3_close_v2(m_db);
    throw;
  }
}

Connection::~Connection() {
  for (const auto& [sql, statement] : m_statements) {
    sqlite3_finalize(statement);
  }
  sqlite3_close_v2(m_db);
}

Query Connection::query(const char* sql) {
  sqlite3_stmt*& statement = m_statements[sql];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
      raise(m_db, code, std::string("preparing \"") + sql + "\"");
    }
  }
  // A literal used again while it is being stepped would share its cursor; no service does that.
  assert(sqlite3_stmt_busy(statement) == 0);
  return Query(statement, true);
}

Query Connection::query_once(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(m_db, sql.c_str(), -1, 0, &statement, nullptr);
  if (code != SQLITE_OK) {
    raise(m_db, code, "preparing \"" + sql + "\"");
  }
  return Query(statement, false);
}

void Connection::execute(const std::string& sql) {
  const int code = sqlite3_exec(m_db, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    raise(m_db, code, "executing SQL");
  }
}

void Connection::copy_to(Connection& target) {
  sqlite3_backup* backup = sqlite3_backup_init(target.m_db, "main", m_db, "main");
  if (backup == nullptr) {
    raise(target.m_db, SQLITE_ERROR, "copying the database");
  }
  constexpr int k_all_pages = -1;
  const int code = sqlite3_backup_step(backup, k_all_pages);
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) {
    throw StoreError(code, std::string("copying the database: ") + sqlite3_errstr(code));
  }
}

std::int64_t Connection::last_insert_seq() const {
  return sqlite3_last_insert_rowid(m_db);
}

std::int64_t Connection::total_changes() const {
  return sqlite3_total_changes64(m_db);
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(m_db) == 0;
}

}  // namespace satsrail::store
