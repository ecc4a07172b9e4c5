// Requests that wait on the sandbox clock: each goes on once, at its time, and there is an end to how many.

#include "daemon/jobs/parking.h"

#include "core/limits.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace std::chrono_literals;

TEST_CASE("parking: each goes on once, when its time has come") {
  ManualClock real(from_millis(0));
  SandboxClock clock(real);
  jobs::Parking parking(clock);
  int first = 0;
  int second = 0;
  CHECK(parking.wait(clock.now() + 2s, [&first] { ++first; }));
  CHECK(parking.wait(clock.now() + 5s, [&second] { ++second; }));
  clock.set(clock.now() + 2s);
  CHECK(parking.settle().size() == 1);
  CHECK(parking.settle().empty());
  CHECK(first == 1);
  CHECK(second == 0);
  parking.release_all();
  CHECK(second == 1);
  CHECK(parking.wait(clock.now() + 1h, [&second] { ++second; }));  // nobody waits any more
  CHECK(second == 2);
}

TEST_CASE("parking: one too many is told so, and not run") {
  ManualClock real(from_millis(0));
  SandboxClock clock(real);
  jobs::Parking parking(clock);
  std::size_t ran = 0;
  for (std::size_t i = 0; i < limits::waiting_requests_max; ++i) {
    REQUIRE(parking.wait(clock.now() + 2s, [&ran] { ++ran; }));
  }
  CHECK_FALSE(parking.wait(clock.now() + 2s, [&ran] { ++ran; }));
  clock.set(clock.now() + 2s);
  parking.settle();
  CHECK(ran == limits::waiting_requests_max);
  CHECK(parking.waiting() == 0);
}
