#include "core/id.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

using namespace satsrail;
using namespace std::chrono_literals;

namespace {

constexpr Time k_start = from_millis(1'705'313'700'123);

}  // namespace

TEST_CASE("ids: a UUID of version 7 carries its time") {
  SeededEntropy entropy(1);
  const auto id = Uuid::v7(k_start, entropy).str();
  CHECK(id.substr(0, 13) == "018d0c9e-091b");  // 1705313700123 in hex
  CHECK(id[14] == '7');
  CHECK(std::string("89ab").find(id[19]) != std::string::npos);
  CHECK(Uuid::parse(id)->view() == id);
}

TEST_CASE("ids: only the shape of a UUID is parsed, in either case") {
  CHECK(Uuid::parse("018D0CA9-E31B-7ABC-8ABC-0123456789AB")->view() == "018d0ca9-e31b-7abc-8abc-0123456789ab");
  for (const std::string_view text : {"", "018d0ca9e31b7abc8abc0123456789ab", "018d0ca9-e31b-7abc-8abc-0123456789a",
                                      "018d0ca9-e31b-7abc-8abc-0123456789ag", "018d0ca9-e31b-7abc-8abc0-123456789ab",
                                      "018d0ca9-e31b-7abc-8abc-0123456789abc"}) {
    CAPTURE(text);
    CHECK_FALSE(Uuid::parse(text));
  }
}

TEST_CASE("ids: a standing clock still gives rising ids") {
  SeededEntropy entropy(1);
  auto last = Uuid::v7(k_start, entropy);
  for (int i = 0; i < 20'000; ++i) {
    const auto next = Uuid::v7(k_start, entropy);
    if (!(last < next)) {
      FAIL(last.view() << " before " << next.view());
    }
    last = next;
  }
}

TEST_CASE("ids: a clock that steps back a little gives rising ids, one that was set back is followed") {
  SeededEntropy entropy(1);
  const auto first = Uuid::v7(k_start, entropy);
  const auto second = Uuid::v7(k_start - 50ms, entropy);
  CHECK(first < second);
  CHECK(Uuid::v7(k_start - 24h, entropy) < first);
}

TEST_CASE("ids: threads share one rising sequence without a repeat") {
  OsEntropy entropy;
  std::vector<std::vector<Uuid>> made(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&mine, &entropy] {
        for (int i = 0; i < 2'000; ++i) {
          mine.push_back(Uuid::v7(k_start, entropy));
        }
      });
    }
  }
  std::set<Uuid> all;
  for (const auto& mine : made) {
    CHECK(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  CHECK(all.size() == 8'000);
}

TEST_CASE("ids: equal seeds give equal names") {
  const auto names = [](std::uint64_t seed) {
    SeededEntropy entropy(seed);
    std::string all;
    for (int i = 0; i < 3; ++i) {
      const Time now = k_start + Duration(i / 2);
      all += Uuid::v7(now, entropy).str() + make_token("cs_", now, entropy) + make_order_number(now, entropy) +
             make_secret("sk_test_", 32, entropy) + make_slug(entropy) + "\n";
    }
    return all;
  };
  CHECK(names(7) == names(7));
  CHECK(names(7) != names(8));
}

TEST_CASE("ids: tokens sort by their time") {
  SeededEntropy entropy(3);
  std::string last;
  for (std::int64_t millis = 0; millis < (std::int64_t{1} << 44); millis = millis * 3 / 2 + 1) {
    const auto token = make_token("evt_", from_millis(millis), entropy);
    CHECK(token.size() == 4 + 30);
    CHECK(token.starts_with("evt_"));
    CHECK(last < token);
    last = token;
  }
}

TEST_CASE("ids: order numbers are upper-case hex and never repeat") {
  SeededEntropy entropy(4);
  std::set<std::string> seen;
  for (int i = 0; i < 5'000; ++i) {
    const auto number = make_order_number(k_start, entropy);
    REQUIRE(number.size() == 20);
    REQUIRE(number.starts_with("ORD-"));
    REQUIRE(number.find_first_not_of("0123456789ABCDEF", 4) == std::string::npos);
    seen.insert(number);
  }
  CHECK(seen.size() == 5'000);
}

TEST_CASE("ids: secrets use all 62 digits about equally often") {
  SeededEntropy entropy(5);
  const auto secret = make_secret("whsec_", 62'000, entropy);
  CHECK(secret.size() == 6 + 62'000);
  for (const char digit : std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) {
    const auto count = std::count(secret.begin() + 6, secret.end(), digit);
    CHECK(count > 850);  // 1000 expected, standard deviation 31
    CHECK(count < 1'150);
  }
  const auto slug = make_slug(entropy);
  CHECK(slug.size() == 5 + 12);
  CHECK(slug.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 5) == std::string::npos);
}

TEST_CASE("ids: request ids do not repeat") {
  std::set<std::string> seen;
  for (int i = 0; i < 2'000; ++i) {
    const auto id = make_request_id();
    REQUIRE(id.size() == 28);
    REQUIRE(id.starts_with("req_"));
    REQUIRE(id.find_first_not_of("0123456789abcdef", 4) == std::string::npos);
    seen.insert(id);
  }
  CHECK(seen.size() == 2'000);
}
