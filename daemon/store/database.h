#pragma once
// SQLite behind glass: a connection with cached statements, and the transaction handle that services get.
//
// An error of the database (disk full, damaged file) is an exception, StoreError: no caller can mend it.
// What callers can expect, a missing row or a taken slug, is asked for first and is a Result.

#include "core/id.h"
#include "core/time.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace satsrail::store {

class StoreError : public std::runtime_error {
 public:
  StoreError(int sqlite_code, const std::string& message) : std::runtime_error(message), m_code(sqlite_code) {}
  int sqlite_code() const { return m_code; }  // extended result code

 private:
  int m_code;
};

// A prepared statement in use. Columns count from 0, parameters from 1. Views stay valid until the next step().
class Query {
 public:
  Query(sqlite3_stmt* statement, bool cached) : m_statement(statement), m_cached(cached) {}
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  // Binds the arguments to ?1, ?2, … Text and blobs are copied, unless borrow() said that they outlive the Query.
  template <class... Args>
  Query& bind(const Args&... args) {
    int index = 0;
    (bind_at(++index, args), ...);
    return *this;
  }
  void bind_at(int index, std::int64_t value);
  void bind_at(int index, int value) { bind_at(index, std::int64_t{value}); }
  void bind_at(int index, bool value) { bind_at(index, std::int64_t{value ? 1 : 0}); }
  void bind_at(int index, Time value) { bind_at(index, to_millis(value)); }
  void bind_at(int index, std::string_view text);
  void bind_at(int index, const std::string& text) { bind_at(index, std::string_view(text)); }
  void bind_at(int index, const char* text) { bind_at(index, std::string_view(text)); }
  void bind_at(int index, std::span<const std::uint8_t> blob);
  template <std::size_t N>
  void bind_at(int index, const std::array<std::uint8_t, N>& blob) {
    bind_at(index, std::span<const std::uint8_t>(blob));
  }
  void bind_null(int index);
  template <class T>
  void bind_at(int index, const std::optional<T>& value) {
    if (value) {
      bind_at(index, *value);
    } else {
      bind_null(index);
    }
  }

  Query& borrow() {
    m_copies = false;
    return *this;
  }

  // True while there is a row.
  bool step();
  // Runs a statement that returns no row.
  void run();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  bool boolean(int column) const { return integer(column) != 0; }
  Time time(int column) const { return from_millis(integer(column)); }
  std::string_view text(int column) const;
  std::string str(int column) const { return std::string(text(column)); }
  std::span<const std::uint8_t> blob(int column) const;
  template <std::size_t N>
  std::array<std::uint8_t, N> bytes(int column) const {
    std::array<std::uint8_t, N> out{};
    const auto data = blob(column);
    std::copy_n(data.begin(), std::min(N, data.size()), out.begin());
    return out;
  }
  std::optional<std::string> optional_str(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::optional<Time> optional_time(int column) const;

 private:
  sqlite3_stmt* m_statement;
  bool m_cached;
  bool m_copies = true;
};

// All rows of a query for seqs, and the one row of a query for an earliest time.
std::vector<std::int64_t> seqs(Query row);
std::optional<Time> first_time(Query row);
// The earlier of two times that may not be there.
std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b);

struct ConnectionOptions {
  std::string path;  // a file, or ":memory:"
  bool read_only = false;
  bool full_sync = true;  // synchronous=FULL; the bench alone compares it with NORMAL
  bool wal = true;        // false: a file that is whole without others beside it, as long as nobody has it open
};

// One connection, used by one thread at a time.
class Connection {
 public:
  explicit Connection(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `sql` must be a string literal: statements are cached by its address.
  Query query(const char* sql);
  // For SQL that is put together: prepared for this one use.
  Query query_once(const std::string& sql);
  // One or more statements without parameters.
  void execute(const std::string& sql);
  // Makes `target` hold what this one holds, as of one instant, in one transaction of the target's.
  void copy_to(Connection& target);
  std::int64_t last_insert_seq() const;
  std::int64_t total_changes() const;
  bool in_transaction() const;

 private:
  sqlite3* m_db = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> m_statements;
};

// What a commit wrote, so that those who wait for it are woken and nobody else.
struct CommitNotice {
  bool events = false;
  bool attempts = false;
  bool deliveries = false;
  bool node = false;    // payments of wallets, or invoices of nodes
  bool timers = false;  // something falls due sooner than it was known before
};

// What a service gets: the database at one instant. A read-only Tx answers questions; a service that finds work
// to do in one answers Error::needs_write() and is run again with a writable one.
class Tx {
 public:
  Tx(Connection& connection, Time now, bool writable) : m_connection(connection), m_now(now), m_writable(writable) {}

  Time now() const { return m_now; }
  bool writable() const { return m_writable; }

  template <class... Args>
  Query query(const char* sql, const Args&... args) {
    Query query = m_connection.query(sql);
    query.bind(args...);
    return query;
  }
  Query query_once(const std::string& sql) { return m_connection.query_once(sql); }
  // Runs a writing statement and returns the seq of the row it inserted.
  template <class... Args>
  std::int64_t run(const char* sql, const Args&... args) {
    m_connection.query(sql).borrow().bind(args...).run();
    return m_connection.last_insert_seq();
  }

  CommitNotice notice;
  // Deliveries made here whose first attempts the answer is to wait for.
  struct AwaitedDelivery {
    std::int64_t seq = 0;
    DeliveryId id;
    std::int64_t endpoint_seq = 0;
  };
  std::vector<AwaitedDelivery> awaited;

 private:
  Connection& m_connection;
  Time m_now;
  bool m_writable;
};

}  // namespace satsrail::store
