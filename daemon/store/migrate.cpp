#include "daemon/store/migrate.h"

#include "schema/schema.h"

#include <algorithm>
#include <charconv>

namespace satsrail::store {

namespace {

// "SATS": marks the file as ours (PRAGMA application_id).
constexpr std::int64_t k_application_id = 0x53415453;

struct Migration {
  int number;
  std::string_view sql;
};

std::vector<Migration> migrations() {
  std::vector<Migration> list;
  for (const auto& [name, sql] : schema::files_under("db/")) {
    int number = 0;
    const auto digits = name.substr(3);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    list.push_back({number, sql});
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return list;
}

std::int64_t pragma(Connection& connection, const std::string& name) {
  auto query = connection.query_once("PRAGMA " + name);
  return query.step() ? query.integer(0) : 0;
}

// What brings a database of this version to the newest. A new one is made at once: SQLite reads the whole schema again
// for each table that is altered (measured: 65 ms for the migrations, 11 ms for what they lead to).
std::vector<Migration> steps_from(std::int64_t version) {
  auto steps = migrations();
  if (version == 0) {
    return {{steps.back().number, schema::file("database.sql")}};
  }
  std::erase_if(steps, [version](const auto& step) { return step.number <= version; });
  return steps;
}

// A migration that broke a reference must not commit.
void check_references(Connection& connection) {
  constexpr int k_constraint_foreign_key = 787;
  auto query = connection.query_once("PRAGMA foreign_key_check");
  if (query.step()) {
    throw StoreError(k_constraint_foreign_key, "a row of " + query.str(0) + " refers to one that is not there");
  }
}

bool has_tables(Connection& connection) {
  auto query = connection.query_once("SELECT 1 FROM sqlite_schema LIMIT 1");
  return query.step();
}

}  // namespace

Status check_origin(Connection& connection, const std::string& what, const std::string& instead) {
  const auto newest = migrations().back().number;
  const auto version = pragma(connection, "user_version");
  if (pragma(connection, "application_id") != k_application_id && has_tables(connection)) {
    return Error(ErrorCode::conflict, what + " is a database of another program; " + instead);
  }
  if (version > newest) {
    return Error(ErrorCode::conflict, what + " was written by a newer satsrail (schema " + std::to_string(version) +
                                          ", this one knows up to " + std::to_string(newest) +
                                          "); upgrade satsrail, or " + instead);
  }
  return Done{};
}

Status migrate(Connection& connection, const std::string& path) {
  TRY(check_origin(connection, path, "choose another file with --db"));
  for (const auto& migration : steps_from(pragma(connection, "user_version"))) {
    // A table that others refer to is rebuilt under another name: only then is every reference right again. The
    // setting has no effect inside a transaction.
    connection.execute("PRAGMA foreign_keys = OFF");
    connection.execute("BEGIN IMMEDIATE");
    // Two processes may start at once: the lock is ours now, so look again.
    if (pragma(connection, "user_version") >= migration.number) {
      connection.execute("ROLLBACK");
      connection.execute("PRAGMA foreign_keys = ON");
      continue;
    }
    try {
      connection.execute(std::string(migration.sql));
      check_references(connection);
      connection.execute("PRAGMA application_id = " + std::to_string(k_application_id));
      connection.execute("PRAGMA user_version = " + std::to_string(migration.number));
      connection.execute("COMMIT");
    } catch (const StoreError&) {
      if (connection.in_transaction()) {
        connection.execute("ROLLBACK");
      }
      throw;
    }
    connection.execute("PRAGMA foreign_keys = ON");
  }
  return Done{};
}

Error explain_open_error(const StoreError& error, const std::string& path) {
  constexpr int k_primary_mask = 0xff;
  constexpr int k_busy = 5;
  constexpr int k_locked = 6;
  constexpr int k_readonly = 8;
  constexpr int k_corrupt = 11;
  constexpr int k_full = 13;
  constexpr int k_cantopen = 14;
  constexpr int k_notadb = 26;
  switch (error.sqlite_code() & k_primary_mask) {
    case k_busy:
    case k_locked:
      return {ErrorCode::conflict,
              "the database " + path + " is locked by another process; stop it, or choose another file with --db"};
    case k_readonly:
    case k_cantopen:
      return {ErrorCode::conflict, "the database " + path + " cannot be written (" + error.what() +
                                       "); check the folder's permissions, or choose another file with --db"};
    case k_notadb:
    case k_corrupt:
      return {ErrorCode::conflict,
              path + " is not a database or is damaged; move it away, or choose another file with --db"};
    case k_full:
      return {ErrorCode::conflict, "the disk that holds " + path + " is full"};
    default:
      return {ErrorCode::conflict, error.what()};
  }
}

}  // namespace satsrail::store
