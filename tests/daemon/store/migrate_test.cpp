// Opening a database: made, known again, or refused with a word about what to do.

#include "daemon/store/migrate.h"

#include "daemon/store/account_store.h"
#include "daemon/store/store.h"
#include "schema/schema.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>

using namespace satsrail;
using namespace satsrail::test;

namespace {

const ManualClock k_clock{from_millis(1'705'312'800'000)};

std::int64_t pragma(store::Connection& connection, const std::string& name) {
  auto query = connection.query_once("PRAGMA " + name);
  query.step();
  return query.integer(0);
}

// Every table, index and trigger, as SQL. The name tells which one differs.
std::map<std::string, std::string> definitions(store::Connection& connection) {
  std::map<std::string, std::string> all;
  auto query = connection.query_once("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL");
  while (query.step()) {
    all.emplace(query.str(0), query.str(1));
  }
  return all;
}

// The sentence with which the file is refused.
std::string refusal(const std::string& path) {
  const auto opened = store::Store::open({path, false}, k_clock);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code() == ErrorCode::conflict);
  INFO(opened.error().message());
  CHECK(opened.error().message().find(path) != std::string::npos);
  return opened.error().message();
}

bool says(const std::string& sentence, const std::string& words) {
  INFO(sentence);
  return sentence.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("migrations: a new file gets every one of them and an old one is left as it is") {
  TempDir folder;
  const std::string path = folder.path() / "sandbox.db";
  // "db/0003_rates.sql" leads to version 3.
  std::int64_t newest = 0;
  for (const auto& [name, sql] : schema::files_under("db/")) {
    newest = std::max<std::int64_t>(newest, std::stoi(std::string(name.substr(3, 4))));
  }
  {
    auto opened = store::Store::open({path, false}, k_clock);
    REQUIRE(opened.ok());
    auto& store = **opened;
    store.start([](const store::CommitNotice&) {});
    CHECK(store.write_and_wait([](store::Tx& tx) -> Status {
      store::settings::put(tx, "mine", "kept");
      return Done{};
    }));
  }
  for (int i = 0; i < 2; ++i) {
    auto opened = store::Store::open({path, false}, k_clock);
    REQUIRE(opened.ok());
    CHECK((*opened)->read([](store::Tx& tx) { return store::settings::find(tx, "mine"); }) == "kept");
  }
  store::Connection connection({.path = path});
  CHECK(pragma(connection, "user_version") == newest);
  CHECK(pragma(connection, "application_id") == 0x53415453);
  CHECK(pragma(connection, "foreign_keys") == 1);
}

TEST_CASE("migrations: a new database is what they lead to, one after the other") {
  store::Connection at_once({.path = ":memory:"});
  REQUIRE(store::migrate(at_once, ":memory:").ok());
  store::Connection step_by_step({.path = ":memory:"});
  for (const auto& [name, sql] : schema::files_under("db/")) {
    step_by_step.execute("PRAGMA foreign_keys = OFF");
    step_by_step.execute(std::string(sql));
  }
  // When this fails, schema/database.sql is behind: ./dev docs writes it anew.
  CHECK(definitions(at_once) == definitions(step_by_step));
}

TEST_CASE("migrations: they run again on a connection that has them and do nothing") {
  store::Connection connection({.path = ":memory:"});
  REQUIRE(store::migrate(connection, ":memory:").ok());
  const auto version = pragma(connection, "user_version");
  CHECK(version >= 1);
  REQUIRE(store::migrate(connection, ":memory:").ok());
  CHECK(pragma(connection, "user_version") == version);
}

TEST_CASE("migrations: a database of a newer version is refused") {
  TempDir folder;
  const std::string path = folder.path() / "sandbox.db";
  REQUIRE(store::Store::open({path, false}, k_clock).ok());
  {
    store::Connection connection({.path = path});
    connection.execute("PRAGMA user_version = 99");
  }
  const auto sentence = refusal(path);
  CHECK(says(sentence, "newer satsrail (schema 99"));
  CHECK(says(sentence, "upgrade satsrail, or choose another file with --db"));
}

TEST_CASE("migrations: a database of another program is refused and not touched") {
  TempDir folder;
  const std::string path = folder.path() / "notes.db";
  {
    store::Connection connection({.path = path});
    connection.execute("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
  }
  CHECK(says(refusal(path), "another program"));
  store::Connection connection({.path = path});
  auto tables = connection.query_once("SELECT count(*) FROM sqlite_schema");
  tables.step();
  CHECK(tables.integer(0) == 1);
  CHECK(pragma(connection, "application_id") == 0);
}

TEST_CASE("migrations: a file that is no database is refused and not touched") {
  TempDir folder;
  const std::string path = folder.path() / "letter.txt";
  const std::string text(5000, 'x');
  std::ofstream(path) << text;
  CHECK(says(refusal(path), "is not a database or is damaged"));
  std::ifstream stream(path);
  CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == text);
}

TEST_CASE("migrations: a database that another process holds is refused") {
  TempDir folder;
  const std::string path = folder.path() / "sandbox.db";
  store::Connection other({.path = path});
  other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; CREATE TABLE held (x); COMMIT");
  CHECK(says(refusal(path), "is locked by another process"));
}

TEST_CASE("migrations: a folder that is not there is named") {
  TempDir folder;
  CHECK(says(refusal(folder.path() / "missing" / "sandbox.db"), "cannot be written"));
}
