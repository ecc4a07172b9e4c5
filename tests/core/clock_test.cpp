#include "core/ports/clock.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace satsrail;
using namespace std::chrono_literals;

namespace {

const Time k_noon = from_millis(1'705'320'000'000);
const Time k_never = Time::max();

// Waits on a clock in a thread of its own. Ending it joins the thread, so a wait that never ends hangs the test.
class Waiter {
 public:
  Waiter(Clock& clock, Time deadline)
      : m_thread([this, &clock, deadline](std::stop_token stop) {
          clock.wait_until(deadline, stop);
          m_returned_at = clock.now();
          m_done = true;
        }) {}
  bool done() const { return m_done; }
  Time join() {
    m_thread.join();
    return m_returned_at;
  }
  void stop_and_join() {
    m_thread.request_stop();
    m_thread.join();
  }

 private:
  std::atomic<bool> m_done{false};
  Time m_returned_at{};
  std::jthread m_thread;
};

}  // namespace

TEST_CASE("manual clock: stands until it is moved") {
  ManualClock clock(k_noon);
  CHECK(clock.now() == k_noon);
  clock.advance(90s);
  CHECK(clock.now() == k_noon + 90s);
  clock.wait_until(k_noon, {});  // long past: returns at once
  Waiter waiter(clock, k_noon + 1h);
  clock.set(k_noon + 1h);
  CHECK(waiter.join() == k_noon + 1h);
}

TEST_CASE("sandbox clock: runs with real time at a distance") {
  ManualClock real(k_noon);
  SandboxClock clock(real);
  CHECK(clock.now() == k_noon);
  clock.set(k_noon + 24h);
  CHECK(clock.now() == k_noon + 24h);
  real.advance(5s);
  CHECK(clock.now() == k_noon + 24h + 5s);
  CHECK(clock.state() == SandboxClockState{24h, std::nullopt});
}

TEST_CASE("sandbox clock: frozen it stands, resumed it runs on from there") {
  ManualClock real(k_noon);
  SandboxClock clock(real);
  clock.freeze();
  real.advance(1h);
  CHECK(clock.now() == k_noon);
  clock.set(k_noon + 10min);
  CHECK(clock.now() == k_noon + 10min);
  clock.freeze();  // again: nothing changes
  CHECK(clock.state().frozen_at == k_noon + 10min);
  clock.resume();
  CHECK(clock.now() == k_noon + 10min);
  real.advance(1s);
  CHECK(clock.now() == k_noon + 10min + 1s);
  clock.resume();  // already running
  CHECK(clock.now() == k_noon + 10min + 1s);
}

TEST_CASE("sandbox clock: its state survives a restart") {
  ManualClock real(k_noon);
  SandboxClock before(real);
  before.set(k_noon + 24h);
  real.advance(1min);
  CHECK(SandboxClock(real, before.state()).now() == k_noon + 24h + 1min);
  before.freeze();
  real.advance(1h);
  CHECK(SandboxClock(real, before.state()).now() == k_noon + 24h + 1min);
}

TEST_CASE("sandbox clock: held it moves step by step, released it runs or stands as before") {
  ManualClock real(k_noon);
  SandboxClock clock(real);

  SECTION("running") {
    clock.hold();
    real.advance(3s);
    CHECK(clock.now() == k_noon);
    clock.set(k_noon + 15min);
    CHECK(clock.now() == k_noon + 15min);
    // What is remembered on the way: a crash must not take the clock back behind what it has passed.
    CHECK(clock.state() == SandboxClockState{.offset = 15min - 3s, .frozen_at = std::nullopt});
    clock.release();
    CHECK(clock.now() == k_noon + 15min);
    real.advance(1s);
    CHECK(clock.now() == k_noon + 15min + 1s);
  }
  SECTION("frozen") {
    clock.freeze();
    clock.hold();
    clock.set(k_noon + 15min);
    clock.release();
    real.advance(1h);
    CHECK(clock.now() == k_noon + 15min);
    CHECK(clock.state().frozen_at == k_noon + 15min);
  }
  SECTION("frozen while held") {
    clock.hold();
    clock.set(k_noon + 1min);
    clock.freeze();
    clock.set(k_noon + 2min);
    clock.release();
    real.advance(1h);
    CHECK(clock.now() == k_noon + 2min);
  }
  clock.release();  // without a hold: nothing happens
}

TEST_CASE("sandbox clock: a jump wakes who waits for that time") {
  ManualClock real(k_noon);
  SandboxClock clock(real);
  SECTION("running") {}
  SECTION("frozen") {
    clock.freeze();
  }
  SECTION("held") {
    clock.hold();
  }
  Waiter waiter(clock, k_noon + 15min);
  clock.set(k_noon + 15min);
  CHECK(waiter.join() >= k_noon + 15min);
}

TEST_CASE("clocks: wake lets a waiter look again, whatever it waits for") {
  ManualClock real(k_noon);
  SandboxClock running(real);
  SandboxClock frozen(real);
  frozen.freeze();
  SystemClock system;
  for (Clock* const clock : {static_cast<Clock*>(&real), static_cast<Clock*>(&running), static_cast<Clock*>(&frozen),
                             static_cast<Clock*>(&system)}) {
    Waiter waiter(*clock, k_never);
    while (!waiter.done()) {
      clock->wake();  // until it has been heard: the waiter may not have begun
      std::this_thread::yield();
    }
    waiter.join();
  }
}

TEST_CASE("clocks: a stop ends a wait for a time that never comes") {
  ManualClock real(k_noon);
  SandboxClock running(real);
  SandboxClock held(real);
  held.hold();
  SystemClock system;
  for (Clock* const clock : {static_cast<Clock*>(&real), static_cast<Clock*>(&running), static_cast<Clock*>(&held),
                             static_cast<Clock*>(&system)}) {
    Waiter waiter(*clock, k_never);
    waiter.stop_and_join();
    CHECK(waiter.done());
  }
}

TEST_CASE("clocks: a time that is past is not waited for") {
  SystemClock system;
  SandboxClock clock(system);
  system.wait_until(system.now() - 1h, {});
  system.wait_until(Time::min(), {});
  clock.wait_until(clock.now() - 1h, {});
  clock.wait_until(Time::min(), {});
  system.wait_until(system.now() + 2ms, {});
  const Time soon = clock.now() + 2ms;
  clock.wait_until(soon, {});
  CHECK(clock.now() >= soon);
}
