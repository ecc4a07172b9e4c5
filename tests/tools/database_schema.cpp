// Prints schema/database.sql, what the migrations lead to: satsrail-database-schema > schema/database.sql

#include "daemon/store/database.h"
#include "schema/schema.h"

#include <iostream>
#include <string>

int main() {
  satsrail::store::Connection connection({.path = ":memory:"});
  connection.execute("PRAGMA foreign_keys = OFF");
  for (const auto& [name, sql] : satsrail::schema::files_under("db/")) {
    connection.execute(std::string(sql));
  }
  std::cout << "-- The database as it is now: what the numbered migrations in db/ lead to. Written by ./dev docs.\n";
  auto query = connection.query_once(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY rowid");
  while (query.step()) {
    std::cout << "\n" << query.str(0) << ";\n";
  }
}
