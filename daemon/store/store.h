#pragma once
// The one door to the data. Writes go through one writer thread with group commit: it takes what is queued, runs
// each job in a savepoint of one transaction, commits once, and only then lets the callers know. So a durable
// commit (WAL, synchronous=FULL) is shared by all that wait for it. Reads use connections of their own.

#include "core/ports/clock.h"
#include "core/result.h"
#include "daemon/store/database.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace satsrail::store {

struct StoreOptions {
  std::string path;  // a file, or ":memory:"
  bool full_sync = true;
};

class Store {
 public:
  // Opens or makes the database and migrates it. Errors (conflict) name what is wrong and what to do: the file
  // belongs to a newer version, is locked by another process, is no database, or cannot be written.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options, const Clock& clock);
  ~Store();

  // Starts the writer. `committed` is called on the writer thread after each commit that wrote something to wait for.
  void start(std::function<void(const CommitNotice&)> committed);
  // Runs what is queued, then ends the writer. Later writes answer `unavailable`.
  void stop();

  // Queues `work`: Result<T>(Tx&), run on the writer thread in a savepoint; an error undoes it. `done`:
  // void(Result<T>) is called on the writer thread once the group is durable, or has failed.
  // Neither may block. A full queue answers `unavailable` at once, on the calling thread.
  template <class Work, class OnDone>
  void write(Work work, OnDone done) {
    enqueue(std::make_unique<TypedJob<Work, OnDone>>(std::move(work), std::move(done)));
  }
  // The same, waiting for the answer. Never call it on the writer thread.
  template <class Work>
  auto write_and_wait(Work work) -> std::invoke_result_t<Work&, Tx&> {
    using R = std::invoke_result_t<Work&, Tx&>;
    std::promise<R> promise;
    auto answer = promise.get_future();
    write(std::move(work), [&promise](R result) { promise.set_value(std::move(result)); });
    return answer.get();
  }

  // Runs `work`: R(Tx&) read-only on the calling thread. Each statement sees the last commit; `work` with several
  // statements that must agree asks for read_snapshot().
  template <class Work>
  auto read(Work work) -> std::invoke_result_t<Work&, Tx&> {
    ReadLease lease(*this);
    Tx tx(lease.connection(), m_clock.now(), false);
    return work(tx);
  }

  template <class Work>
  auto read_snapshot(Work work) -> std::invoke_result_t<Work&, Tx&> {
    ReadLease lease(*this);
    lease.connection().query("BEGIN").run();
    struct End {
      Connection& connection;
      ~End() { connection.query("COMMIT").run(); }
    } end{lease.connection()};
    Tx tx(lease.connection(), m_clock.now(), false);
    return work(tx);
  }

  // Makes `target` hold all data, as of one instant. Waits for no writer; one in memory lets nobody else in meanwhile.
  void copy_to(Connection& target);

  // Puts the database in the file `path` in place of this one, on the writer's thread between two groups and in one
  // transaction: a crash leaves the old data or the new.
  struct Replacement {
    std::string path;                                  // its schema is this version's
    std::function<Status(Tx& live, Tx& next)> adjust;  // before, in a transaction of `next`; an error stops it all
    std::function<void(Tx&)> replaced;                 // after, before any other work sees the data; read-only
  };
  // Waits until that is done. Errors: those of `adjust`; conflict with the reason when the disk fails; unavailable.
  Status replace(Replacement replacement);
  // How often the data were replaced: work that was prepared under another number speaks of things that are gone.
  std::uint64_t generation() const { return m_generation.load(); }

  std::size_t queued() const;
  const std::string& path() const { return m_options.path; }
  bool in_memory() const { return m_options.path == ":memory:"; }

 private:
  class Job {
   public:
    virtual ~Job() = default;
    virtual bool run(Tx& tx) = 0;        // false: undo what it wrote
    virtual void fail(Error error) = 0;  // replaces the outcome
    virtual void finish() = 0;           // tells the caller
  };
  template <class Work, class OnDone>
  class TypedJob final : public Job {
   public:
    using R = std::invoke_result_t<Work&, Tx&>;
    TypedJob(Work work, OnDone done) : m_work(std::move(work)), m_done(std::move(done)) {}
    bool run(Tx& tx) override {
      m_result.emplace(m_work(tx));
      return m_result->ok();
    }
    void fail(Error error) override { m_result.emplace(std::move(error)); }
    void finish() override { m_done(std::move(*m_result)); }

   private:
    Work m_work;
    OnDone m_done;
    std::optional<R> m_result;
  };

  // A reader's connection, given back at the end. A database in memory has one connection for all, behind a lock.
  class ReadLease {
   public:
    explicit ReadLease(Store& store);
    ~ReadLease();
    Connection& connection() const { return *m_connection; }

   private:
    Store& m_store;
    std::unique_lock<std::mutex> m_memory_lock;
    std::unique_ptr<Connection> m_owned;
    Connection* m_connection;
  };

  Store(StoreOptions options, const Clock& clock, std::unique_ptr<Connection> writer);
  void enqueue(std::unique_ptr<Job> job);
  void writer_loop();
  void run_group(std::vector<std::unique_ptr<Job>>& group);
  Status put_in_place(const Replacement& replacement);
  CommitNotice run_in_savepoints(std::vector<std::unique_ptr<Job>>& group);
  void fail_all(std::vector<std::unique_ptr<Job>>& group, const std::string& reason);

  StoreOptions m_options;
  const Clock& m_clock;
  std::unique_ptr<Connection> m_writer;
  std::mutex m_writer_mutex;  // held around the writer's connection when it is shared (in memory)

  mutable std::mutex m_mutex;
  std::condition_variable m_work;
  std::deque<std::unique_ptr<Job>> m_queue;
  std::deque<std::packaged_task<Status()>> m_replacements;
  bool m_stopping = false;
  std::atomic<std::uint64_t> m_generation{0};

  std::mutex m_readers_mutex;
  std::vector<std::unique_ptr<Connection>> m_readers;

  std::function<void(const CommitNotice&)> m_committed;
  std::thread m_thread;
};

}  // namespace satsrail::store
