// Pages of a table: conditions of every type, counted from whichever end is nearer.

#include "daemon/store/list_query.h"

#include "daemon/store/migrate.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using store::Condition;
using store::PageRequest;

namespace {

using Seqs = std::vector<std::int64_t>;
constexpr Scope k_scope{1, false};

// Nine rows of ours, and one each of the other mode and of another merchant.
struct Table {
  store::Connection connection{{.path = ":memory:"}};
  store::Tx tx{connection, from_millis(0), true};

  Table() {
    connection.execute("CREATE TABLE things (seq INTEGER PRIMARY KEY, merchant_seq, livemode, number, name, hash, at)");
    for (int i = 1; i <= 9; ++i) {
      const auto n = std::to_string(i);
      // Times repeat in threes: seq decides among equals.
      connection.execute("INSERT INTO things VALUES (" + n + ", 1, 0, " + n + "0, 'thing " + n + "', x'0" + n + "', " +
                         std::to_string((i - 1) / 3) + ")");
    }
    connection.execute("INSERT INTO things VALUES (10, 1, 1, 10, 'live', x'01', 0), (11, 2, 0, 10, 'other', x'01', 0)");
  }

  store::PageOfSeqs page(const std::vector<Condition>& conditions, const PageRequest& request = {},
                         std::string_view order = "seq") {
    return store::find_page(tx, "things", k_scope, conditions, request, order);
  }
};

}  // namespace

TEST_CASE("list query: conditions bind numbers, texts and bytes in the order given") {
  Table table;
  CHECK(table.page({{"number >= ?", std::int64_t{40}}, {"number <= ?", std::int64_t{60}}}).seqs == Seqs{6, 5, 4});
  CHECK(table.page({{"name = ?", std::string("thing 7")}}).seqs == Seqs{7});
  CHECK(table.page({{"hash = ?", std::vector<std::uint8_t>{0x03}}}).seqs == Seqs{3});
  CHECK(table.page({{"hash = ?", std::vector<std::uint8_t>{}}}).seqs.empty());
  CHECK(table.page({{"name = ?", std::string("' OR 1=1 --")}}).seqs.empty());
  const auto mixed = table.page({{"number > ?", std::int64_t{20}},
                                 {"name LIKE ? ESCAPE '\\'", std::string("%3%")},
                                 {"hash = ?", std::vector<std::uint8_t>{0x03}}});
  CHECK(mixed.seqs == Seqs{3});
  CHECK(mixed.total == 1);
}

TEST_CASE("list query: rows of another merchant or mode are not there") {
  Table table;
  CHECK(table.page({}).total == 9);
  CHECK(table.page({{"number = ?", std::int64_t{10}}}).seqs == Seqs{1});
  CHECK(store::find_page(table.tx, "things", {1, true}, {}, {}).seqs == Seqs{10});
  CHECK(store::find_page(table.tx, "things", {2, false}, {}, {}).seqs == Seqs{11});
  CHECK(store::find_page(table.tx, "things", {3, false}, {}, {}).seqs.empty());
}

TEST_CASE("list query: every page in either direction is a slice of the whole") {
  Table table;
  for (const bool ascending : {false, true}) {
    for (const std::string_view order : {"seq", "at"}) {
      Seqs whole{9, 8, 7, 6, 5, 4, 3, 2, 1};
      if (ascending) {
        std::reverse(whole.begin(), whole.end());
      }
      for (std::int64_t size = 1; size <= 10; ++size) {
        Seqs seen;
        for (std::int64_t page = 1; page <= 10; ++page) {
          const auto found = table.page({}, {page, size, ascending}, order);
          CHECK(found.total == 9);
          seen.insert(seen.end(), found.seqs.begin(), found.seqs.end());
        }
        INFO(ascending << " " << order << " " << size);
        CHECK(seen == whole);
      }
    }
  }
}

TEST_CASE("list query: a page far beyond the end is empty and cheap") {
  Table table;
  const auto found = table.page({}, {1'000'000'000, 100, false});
  CHECK(found.seqs.empty());
  CHECK(found.total == 9);
}
