#include "daemon/jobs/scheduler.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "daemon/runtime/thread.h"
#include "daemon/store/account_store.h"

#include <algorithm>
#include <charconv>

namespace satsrail::jobs {

namespace {

constexpr std::string_view k_offset = "clock.offset_ms";
constexpr std::string_view k_frozen_at = "clock.frozen_at_ms";

std::optional<std::int64_t> read_millis(store::Tx& tx, std::string_view name) {
  const auto text = store::settings::find(tx, name);
  std::int64_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

SandboxClockState load_clock(store::Tx& tx) {
  SandboxClockState state;
  state.offset = Duration(read_millis(tx, k_offset).value_or(0));
  if (const auto frozen = read_millis(tx, k_frozen_at)) {
    state.frozen_at = from_millis(*frozen);
  }
  return state;
}

void save_clock(store::Tx& tx, const SandboxClockState& state) {
  store::settings::put(tx, k_offset, std::to_string(state.offset.count()));
  if (state.frozen_at) {
    store::settings::put(tx, k_frozen_at, std::to_string(to_millis(*state.frozen_at)));
  } else {
    store::settings::erase(tx, k_frozen_at);
  }
}

Scheduler::Scheduler(store::Store& store, SandboxClock& clock, std::vector<Job*> jobs)
    : m_store(store), m_clock(clock), m_jobs(std::move(jobs)) {}

Scheduler::~Scheduler() {
  stop();
}

void Scheduler::start() {
  m_thread = guarded_thread("scheduler", [this] { loop(m_stop.get_token()); });
}

void Scheduler::stop() {
  m_stop.request_stop();
  m_clock.wake();
  if (m_thread.joinable()) {
    m_thread.join();
  }
}

std::optional<Time> Scheduler::next_due_after(Time now) {
  return m_store.read([&](store::Tx& tx) {
    std::optional<Time> next;
    for (auto* job : m_jobs) {
      const auto due = job->next_due_after(tx, now);
      if (due && (!next || *due < *next)) {
        next = due;
      }
    }
    return next;
  });
}

void Scheduler::loop(const std::stop_token& stop) {
  // Most new work falls due a minute after it is made at the earliest: a look now and then is enough to see it in
  // time. A commit that makes work for sooner wakes this thread.
  constexpr auto k_look_again = limits::scheduler_look_again;
  while (!stop.stop_requested()) {
    const auto now = m_clock.now();
    const auto next = next_due_after(now);
    if (m_moving.try_lock()) {
      // Asked for after `now` was read: what falls due between the two readings is not missed.
      for (auto* job : m_jobs) {
        job->kick();
      }
      m_moving.unlock();
    }
    m_clock.wait_until(std::min(next.value_or(now + k_look_again), now + k_look_again), stop);
  }
}

void Scheduler::settle_all(std::vector<Ran>& ran) {
  // A job may make work for one before it: round until nothing more happens at this instant.
  bool again = true;
  while (again && !m_stop.stop_requested()) {
    again = false;
    for (auto* job : m_jobs) {
      auto done = job->settle();
      again = again || !done.empty();
      std::move(done.begin(), done.end(), std::back_inserter(ran));
    }
  }
}

std::vector<Ran> Scheduler::advance_to(Time target) {
  const std::lock_guard lock(m_moving);
  std::vector<Ran> ran;
  for (auto* job : m_jobs) {
    job->begin_move();
  }
  m_clock.hold();
  settle_all(ran);
  while (!m_stop.stop_requested()) {
    const auto next = next_due_after(m_clock.now());
    if (!next || *next > target) {
      break;
    }
    m_clock.set(*next);
    remember();
    settle_all(ran);
  }
  m_clock.set(target);
  m_clock.release();
  remember();
  for (auto* job : m_jobs) {
    job->end_move();
  }
  return ran;
}

void Scheduler::freeze() {
  const std::lock_guard lock(m_moving);
  m_clock.freeze();
  remember();
}

void Scheduler::resume() {
  const std::lock_guard lock(m_moving);
  m_clock.resume();
  remember();
}

void Scheduler::reset() {
  const std::lock_guard lock(m_moving);
  m_clock.reset();
  remember();
}

void Scheduler::while_held(const std::function<void()>& work) {
  const std::lock_guard lock(m_moving);
  m_clock.hold();
  work();
  m_clock.release();
}

void Scheduler::remember() {
  const auto state = m_clock.state();
  const auto saved = m_store.write_and_wait([&state](store::Tx& tx) -> Status {
    save_clock(tx, state);
    return Done{};
  });
  if (!saved) {
    log::error("remembering the clock: {}", saved.error().message());
  }
}

}  // namespace satsrail::jobs
