#include "core/ports/entropy.h"

#include "core/util/crypto.h"

#include <catch2/catch.hpp>

#include <set>
#include <thread>
#include <vector>

using namespace satsrail;

TEST_CASE("entropy: a seeded stream goes on from a position, to the last bit") {
  SeededEntropy stream(7);
  const auto now = from_millis(1'705'312'800'000);
  for (int taken = 0; taken < 70; ++taken) {
    const auto position = stream.position();
    const auto tick = stream.next_tick(now);
    const auto bytes = stream.bytes<40>();
    SeededEntropy other(99);
    REQUIRE(other.go_to(position));
    CHECK(other.next_tick(now) == tick);
    CHECK(other.bytes<40>() == bytes);
    REQUIRE(stream.go_to(position));
    stream.bytes<1>();
  }
  const auto kept = stream.position();
  for (const auto* text : {"", "1", "1.2.3", "1.2.33.4", "1.0.5.0", "a.b.c.d", "1.2.3.4.5", "1.2.3.4 "}) {
    CAPTURE(text);
    CHECK_FALSE(stream.go_to(text));
    CHECK(stream.position() == kept);
  }
}

TEST_CASE("entropy: a seed gives one stream, however it is cut") {
  SeededEntropy a(42);
  SeededEntropy b(42);
  SeededEntropy other(43);
  const auto whole = a.bytes<100>();
  std::array<std::uint8_t, 100> pieces;
  for (std::size_t at = 0; at < pieces.size(); at += 20) {
    b.fill(std::span(pieces).subspan(at, 20));
  }
  CHECK(whole == pieces);
  CHECK(whole != other.bytes<100>());
  CHECK(a.bytes<32>() == b.bytes<32>());
}

TEST_CASE("entropy: the seeded stream stays what it is, from one version to the next") {
  SeededEntropy entropy(0);
  // SHA-256 of sixteen zero bytes: seed and counter.
  CHECK(entropy.bytes<32>() == crypto::sha256(std::array<std::uint8_t, 16>{}));
}

TEST_CASE("entropy: the operating system's bytes repeat neither in one thread nor between threads") {
  OsEntropy entropy;
  std::vector<std::vector<std::array<std::uint8_t, 16>>> drawn(3);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : drawn) {
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) {
          mine.push_back(entropy.bytes<16>());
        }
      });
    }
  }
  std::set<std::array<std::uint8_t, 16>> all;
  for (const auto& mine : drawn) {
    all.insert(mine.begin(), mine.end());
  }
  CHECK(all.size() == 600);
  CHECK(entropy.bytes<5'000>() != entropy.bytes<5'000>());
  entropy.fill({});
}

TEST_CASE("entropy: ticks rise, one ahead of the clock when a millisecond is full") {
  SeededEntropy entropy(1);
  const Time now = from_millis(1'000);
  auto last = entropy.next_tick(now);
  CHECK(last >> 20 == 1'000);
  for (int i = 0; i < 1 << 20; ++i) {
    const auto next = entropy.next_tick(now);
    if (next <= last) {
      FAIL(last << " before " << next);
    }
    last = next;
  }
  CHECK(last >> 20 == 1'001);
  CHECK(entropy.next_tick(from_millis(2'000)) >> 20 == 2'000);
}
