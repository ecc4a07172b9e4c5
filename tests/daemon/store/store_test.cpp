// The store: what is answered is kept, what fails leaves no trace, and nobody waits for nobody.

#include "daemon/store/store.h"

#include "core/limits.h"
#include "daemon/store/account_store.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <stdexcept>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

constexpr auto k_patience = 60s;

// A store on a file, and a writer that can be kept busy so that what comes meanwhile makes one group.
struct StoreWorld {
  TempDir folder;
  ManualClock clock{from_millis(1'705'312'800'000)};
  std::string path = folder.path() / "sandbox.db";
  std::unique_ptr<store::Store> store;
  std::atomic<int> commits{0};  // with something to wait for

  StoreWorld() {
    auto opened = store::Store::open({path, false}, clock);
    store = *std::move(opened);
    store->start([this](const store::CommitNotice&) { ++commits; });
  }

  // The writer stands until the returned promise is kept.
  std::promise<void> occupy_writer() {
    std::promise<void> go;
    std::promise<void> busy;
    store->write(
        [&busy, wait = std::make_shared<std::future<void>>(go.get_future())](store::Tx&) -> Status {
          busy.set_value();
          wait->wait();
          return Done{};
        },
        [](const Status&) {});
    busy.get_future().wait();
    return go;
  }

  template <class Work>
  std::future<Status> write(Work work) {
    auto answer = std::make_shared<std::promise<Status>>();
    auto future = answer->get_future();
    store->write(std::move(work), [answer](Status status) { answer->set_value(std::move(status)); });
    return future;
  }

  std::optional<std::string> setting(const std::string& name) {
    return store->read([&](store::Tx& tx) { return store::settings::find(tx, name); });
  }
};

Status get(std::future<Status>& answer) {
  if (answer.wait_for(k_patience) != std::future_status::ready) {
    throw std::runtime_error("no answer from the writer");
  }
  return answer.get();
}

auto put(std::string name) {
  return [name = std::move(name)](store::Tx& tx) -> Status {
    tx.notice.events = true;
    store::settings::put(tx, name, "kept");
    return Done{};
  };
}

}  // namespace

TEST_CASE("store: one failure in a group leaves the others whole") {
  StoreWorld world;
  auto go = world.occupy_writer();
  std::vector<std::future<Status>> answers;
  answers.push_back(world.write(put("first")));
  answers.push_back(world.write([](store::Tx& tx) -> Status {
    tx.notice.events = true;
    store::settings::put(tx, "refused", "written, then refused");
    store::settings::put(tx, "first", "overwritten");
    return Error(ErrorCode::conflict, "no");
  }));
  answers.push_back(world.write(put("second")));
  answers.push_back(world.write([](store::Tx& tx) -> Status {
    store::settings::put(tx, "thrown", "written, then thrown");
    throw std::runtime_error("a bug");
  }));
  answers.push_back(world.write([](store::Tx& tx) -> Status {
    store::settings::put(tx, "broken", "written, then against a constraint");
    tx.query_once("INSERT INTO merchants (id) VALUES (NULL)").run();
    return Done{};
  }));
  answers.push_back(world.write([](store::Tx&) -> Status { return Error(ErrorCode::not_found, "wrote nothing"); }));
  answers.push_back(world.write(put("last")));
  CHECK(world.store->queued() == answers.size());
  go.set_value();

  CHECK(get(answers[0]).ok());
  CHECK(get(answers[1]).error().code() == ErrorCode::conflict);
  CHECK(get(answers[2]).ok());
  const auto thrown = get(answers[3]);
  REQUIRE_FALSE(thrown.ok());
  CHECK(thrown.error().code() == ErrorCode::internal);
  CHECK(thrown.error().message() == "Internal error");  // the bug is for the log
  CHECK(get(answers[4]).error().code() == ErrorCode::internal);
  CHECK(get(answers[5]).error().code() == ErrorCode::not_found);
  CHECK(get(answers[6]).ok());

  CHECK(world.setting("first") == "kept");
  CHECK(world.setting("second") == "kept");
  CHECK(world.setting("last") == "kept");
  CHECK_FALSE(world.setting("refused"));
  CHECK_FALSE(world.setting("thrown"));
  CHECK_FALSE(world.setting("broken"));
  world.store->stop();
  CHECK(world.commits == 1);  // all of them shared one
}

TEST_CASE("store: jobs of a group see what those before them wrote") {
  StoreWorld world;
  auto go = world.occupy_writer();
  auto first = world.write(put("a"));
  auto second = world.write([](store::Tx& tx) -> Status {
    if (!store::settings::find(tx, "a")) {
      return Error(ErrorCode::not_found, "a");
    }
    return Done{};
  });
  go.set_value();
  CHECK(get(first).ok());
  CHECK(get(second).ok());
}

TEST_CASE("store: who is told that it is kept can read it") {
  StoreWorld world;
  std::promise<std::optional<std::string>> seen;
  world.store->write(put("a"), [&](const Status&) {
    // On the writer's thread, after the commit: a reader of its own sees it.
    seen.set_value(world.setting("a"));
  });
  CHECK(seen.get_future().get() == "kept");
}

TEST_CASE("store: a group that finds the disk full keeps exactly what it says it kept") {
  StoreWorld world;
  REQUIRE(world.store
              ->write_and_wait([](store::Tx& tx) -> Status {
                auto pages = tx.query_once("PRAGMA page_count");
                pages.step();
                auto limit = tx.query_once("PRAGMA max_page_count = " + std::to_string(pages.integer(0) + 4));
                limit.step();
                return Done{};
              })
              .ok());
  auto go = world.occupy_writer();
  std::vector<std::future<Status>> answers;
  for (int i = 0; i < 8; ++i) {
    answers.push_back(world.write([i](store::Tx& tx) -> Status {
      store::settings::put(tx, "big" + std::to_string(i), std::string(i % 2 == 0 ? 10 : 60'000, 'x'));
      return Done{};
    }));
  }
  go.set_value();
  int failed = 0;
  for (int i = 0; i < 8; ++i) {
    const bool ok = get(answers[static_cast<std::size_t>(i)]).ok();
    failed += ok ? 0 : 1;
    INFO(i);
    CHECK(world.setting("big" + std::to_string(i)).has_value() == ok);
  }
  CHECK(failed >= 4);
  // It goes on with what has room.
  CHECK(world.store->write_and_wait(put("small")).ok());
}

TEST_CASE("store: a reader cannot write") {
  StoreWorld world;
  const auto write = [&] {
    world.store->read([](store::Tx& tx) {
      CHECK_FALSE(tx.writable());
      store::settings::put(tx, "smuggled", "x");
      return 0;
    });
  };
  CHECK_THROWS_AS(write(), store::StoreError);
  CHECK_FALSE(world.setting("smuggled"));
  // The connection is as good as before.
  CHECK(world.store->write_and_wait(put("a")).ok());
  CHECK(world.setting("a") == "kept");
}

TEST_CASE("store: a snapshot stays what it was while a plain read sees the last commit") {
  StoreWorld world;
  world.store->read_snapshot([&](store::Tx& tx) {
    CHECK_FALSE(store::settings::find(tx, "a"));
    CHECK(world.store->write_and_wait(put("a")).ok());
    CHECK_FALSE(store::settings::find(tx, "a"));
    return 0;
  });
  world.store->read([&](store::Tx& tx) {
    CHECK(store::settings::find(tx, "a"));
    CHECK(world.store->write_and_wait(put("b")).ok());
    CHECK(store::settings::find(tx, "b"));
    return 0;
  });
}

TEST_CASE("store: stopping runs what is queued and refuses what comes later") {
  StoreWorld world;
  auto go = world.occupy_writer();
  auto queued = world.write(put("queued"));
  std::thread stopper([&world] { world.store->stop(); });
  go.set_value();
  stopper.join();
  CHECK(get(queued).ok());
  auto late = world.write(put("late"));
  CHECK(get(late).error().code() == ErrorCode::unavailable);
  CHECK(world.setting("queued") == "kept");
  CHECK_FALSE(world.setting("late"));
}

TEST_CASE("store: a full queue says so at once and loses nothing that it took") {
  StoreWorld world;
  auto go = world.occupy_writer();
  std::atomic<std::size_t> kept{0};
  for (std::size_t i = 0; i < limits::write_queue_max; ++i) {
    world.store->write([](store::Tx&) -> Status { return Done{}; },
                       [&kept](const Status& status) { kept += status.ok() ? 1 : 0; });
  }
  auto refused = world.write(put("one too many"));
  REQUIRE(refused.wait_for(0s) == std::future_status::ready);  // the writer has not moved
  CHECK(refused.get().error().code() == ErrorCode::unavailable);
  go.set_value();
  world.store->stop();
  CHECK(kept == limits::write_queue_max);
  CHECK_FALSE(world.setting("one too many"));
}

TEST_CASE("store: writers of many threads are all served") {
  StoreWorld world;
  std::vector<std::thread> threads;
  std::atomic<int> kept{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&world, &kept, t] {
      for (int i = 0; i < 25; ++i) {
        const auto name = std::to_string(t) + "/" + std::to_string(i);
        kept += world.store->write_and_wait(put(name)).ok() && world.setting(name) ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(kept == 200);
}
