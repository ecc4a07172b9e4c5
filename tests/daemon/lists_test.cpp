// Lists: pages, their counts, and filters on them.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

using Tokens = std::vector<std::string>;

Tokens tokens(const json& answer) {
  Tokens found;
  for (const auto& item : answer["data"]) {
    found.push_back(item["token"]);
  }
  return found;
}

// Made a minute apart; oldest first.
Tokens make_sessions(SandboxWorld& world, int count) {
  Tokens made;
  for (int i = 0; i < count; ++i) {
    made.push_back(world.create_checkout(100_cents));
    world.real_time_passes(1min);
  }
  return made;
}

Tokens newest_first(Tokens made) {
  std::reverse(made.begin(), made.end());
  return made;
}

}  // namespace

TEST_CASE("list: an empty one has no pages") {
  SandboxWorld world;
  CHECK(world.get("/api/v1/checkout_sessions").body ==
        R"({"object":"list","data":[],"meta":{"current_page":1,"total_pages":0,"total_count":0,"per_page":25,)"
        R"("next_page":null,"prev_page":null,"page":1,"total":0}})");
}

TEST_CASE("list: pages come newest first and cover everything once") {
  SandboxWorld world;
  const auto made = make_sessions(world, 7);
  const auto expected = newest_first(made);
  Tokens seen;
  for (int page = 1; page <= 3; ++page) {
    const auto answer = world.get("/api/v1/checkout_sessions?per_page=3&page=" + std::to_string(page)).content;
    const auto here = tokens(answer);
    seen.insert(seen.end(), here.begin(), here.end());
    const auto& meta = answer["meta"];
    CHECK(meta["current_page"] == page);
    CHECK(meta["page"] == page);
    CHECK(meta["per_page"] == 3);
    CHECK(meta["total_pages"] == 3);
    CHECK(meta["total_count"] == 7);
    CHECK(meta["total"] == 7);
    CHECK(meta["prev_page"] == (page == 1 ? json() : json(page - 1)));
    CHECK(meta["next_page"] == (page == 3 ? json() : json(page + 1)));
  }
  CHECK(seen == expected);
  // Counted from the other end it is the same page.
  CHECK(tokens(world.get("/api/v1/checkout_sessions?per_page=3&page=3&order=asc").content) == Tokens{made[6]});
  CHECK(tokens(world.get("/api/v1/checkout_sessions?per_page=3&page=2&order=asc").content) ==
        Tokens{made[3], made[4], made[5]});
}

TEST_CASE("list: every page of every size holds what it should") {
  SandboxWorld world;
  const auto expected = newest_first(make_sessions(world, 9));
  for (int per_page = 1; per_page <= 10; ++per_page) {
    Tokens seen;
    const int pages = (9 + per_page - 1) / per_page;
    for (int page = 1; page <= pages; ++page) {
      const auto here = tokens(
          world.get("/api/v1/checkout_sessions?per_page=" + std::to_string(per_page) + "&page=" + std::to_string(page))
              .content);
      CHECK((page == pages || static_cast<int>(here.size()) == per_page));
      seen.insert(seen.end(), here.begin(), here.end());
    }
    INFO(per_page);
    CHECK(seen == expected);
  }
}

TEST_CASE("list: beyond the last page there is nothing and a way back") {
  SandboxWorld world;
  make_sessions(world, 3);
  for (const std::string page : {"2", "3", "1000000000", "9223372036854775807"}) {
    const auto answer = world.get("/api/v1/checkout_sessions?page=" + page).content;
    INFO(page << " " << answer);
    CHECK(answer["data"].empty());
    CHECK(answer["meta"]["total_count"] == 3);
    CHECK(answer["meta"]["next_page"].is_null());
    CHECK(answer["meta"]["prev_page"] == 1);
  }
}

TEST_CASE("list: page numbers and sizes out of range are clamped and words are ignored") {
  SandboxWorld world;
  make_sessions(world, 2);
  const auto meta = [&world](const std::string& query) {
    return world.get("/api/v1/checkout_sessions?" + query).content["meta"];
  };
  CHECK(meta("per_page=0")["per_page"] == 1);
  CHECK(meta("per_page=-5")["per_page"] == 1);
  CHECK(meta("per_page=100")["per_page"] == 100);
  CHECK(meta("per_page=101")["per_page"] == 100);
  CHECK(meta("per_page=99999999999")["per_page"] == 100);
  CHECK(meta("per_page=many")["per_page"] == 25);
  CHECK(meta("per_page=")["per_page"] == 25);
  CHECK(meta("per_page=1.5")["per_page"] == 25);
  CHECK(meta("per_page=99999999999999999999999")["per_page"] == 25);
  CHECK(meta("page=0")["current_page"] == 1);
  CHECK(meta("page=-1")["current_page"] == 1);
  CHECK(meta("page=two")["current_page"] == 1);
  CHECK(meta("page=2&page=1")["current_page"] == 2);
  CHECK(meta("page=+1")["current_page"] == 1);
}

TEST_CASE("list: checkout sessions are filtered by state and time") {
  SandboxWorld world;
  const auto made = make_sessions(world, 4);  // at 10:00, 10:01, 10:02 and 10:03
  world.pay(made[1]);
  world.post("/_sandbox/checkout_sessions/" + made[2] + "/cancel");
  const auto found = [&world](const std::string& query) {
    return tokens(world.get("/api/v1/checkout_sessions?" + query).content);
  };
  CHECK(found("q[status_eq]=pending") == Tokens{made[3], made[0]});
  CHECK(found("q%5Bstatus_eq%5D=completed") == Tokens{made[1]});
  CHECK(found("q%5bstatus_eq%5d=Cancelled") == Tokens{made[2]});
  CHECK(found("status=pending") == Tokens{made[3], made[0]});
  CHECK(found("q[status_eq]=lost").empty());
  CHECK(found("q[created_at_gteq]=2024-01-15T10:02:00Z") == Tokens{made[3], made[2]});
  CHECK(found("q[created_at_lteq]=2024-01-15T10:01:00Z") == Tokens{made[1], made[0]});
  CHECK(found("q[created_at_gteq]=2024-01-15T10:01:00Z&q[created_at_lteq]=2024-01-15T10:02:00Z") ==
        Tokens{made[2], made[1]});
  CHECK(found("q[created_at_gteq]=2024-01-15T12:01:00%2B02:00&q[created_at_lteq]=2024-01-15T12:01:00%2B02:00") ==
        Tokens{made[1]});
  CHECK(found("q[created_at_gteq]=yesterday").size() == 4);
  // The counts are of what is filtered.
  const auto meta = world.get("/api/v1/checkout_sessions?q[status_eq]=pending&per_page=1").content["meta"];
  CHECK(meta["total_count"] == 2);
  CHECK(meta["total_pages"] == 2);
}

TEST_CASE("list: a date as upper bound means all of that day and a second all of that second") {
  WorldOptions options;
  options.start = from_millis(1'705'363'199'999);  // 2024-01-15T23:59:59.999Z
  SandboxWorld world(options);
  const auto evening = world.create_checkout(100_cents);
  world.real_time_passes(1ms);
  const auto midnight = world.create_checkout(100_cents);
  const auto found = [&world](const std::string& query) {
    return tokens(world.get("/api/v1/checkout_sessions?" + query).content);
  };
  CHECK(found("q[created_at_lteq]=2024-01-15") == Tokens{evening});
  CHECK(found("q[created_at_gteq]=2024-01-16") == Tokens{midnight});
  CHECK(found("q[created_at_lteq]=2024-01-16") == Tokens{midnight, evening});
  CHECK(found("q[created_at_lteq]=2024-01-15T23:59:59Z") == Tokens{evening});
  CHECK(found("q[created_at_lteq]=2024-01-15T23:59:58Z").empty());
  CHECK(found("q[created_at_gteq]=2024-01-15T23:59:59Z") == Tokens{midnight, evening});
}

TEST_CASE("list: hostile filters are values and nothing else") {
  SandboxWorld world;
  make_sessions(world, 2);
  for (const std::string query :
       {"q[status_eq]=%27%20OR%201=1--", "q[status_eq]=%00", "q[status_eq]=pending%27;DROP%20TABLE%20orders"}) {
    const auto answer = world.get("/api/v1/checkout_sessions?" + query);
    INFO(query << " " << answer);
    CHECK(answer.status == 200);
    CHECK(answer.content["data"].empty());
  }
  CHECK(world.get("/api/v1/checkout_sessions?q[status_eq]=%FF%FE").status == 400);
  std::string many = "q[created_at_gteq]=2024-01-01";
  for (int i = 0; i < 100; ++i) {
    many += "&q[created_at_gteq]=2024-01-01";
  }
  CHECK(world.get("/api/v1/checkout_sessions?" + many).content["data"].size() == 2);
}
