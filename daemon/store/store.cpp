#include "daemon/store/store.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "daemon/runtime/thread.h"
#include "daemon/store/migrate.h"

#include <algorithm>

namespace satsrail::store {

Store::Store(StoreOptions options, const Clock& clock, std::unique_ptr<Connection> writer)
    : m_options(std::move(options)), m_clock(clock), m_writer(std::move(writer)) {}

Store::~Store() {
  stop();
}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options, const Clock& clock) {
  try {
    auto writer = std::make_unique<Connection>(
        ConnectionOptions{.path = options.path, .read_only = false, .full_sync = options.full_sync});
    TRY(migrate(*writer, options.path));
    return std::unique_ptr<Store>(new Store(options, clock, std::move(writer)));
  } catch (const StoreError& error) {
    return explain_open_error(error, options.path);
  }
}

void Store::start(std::function<void(const CommitNotice&)> committed) {
  m_committed = std::move(committed);
  m_thread = guarded_thread("writer", [this] { writer_loop(); });
}

void Store::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_work.notify_all();
  if (m_thread.joinable()) {
    m_thread.join();
  }
}

std::size_t Store::queued() const {
  const std::lock_guard lock(m_mutex);
  return m_queue.size();
}

void Store::enqueue(std::unique_ptr<Job> job) {
  std::unique_lock lock(m_mutex);
  if (!m_stopping && m_queue.size() < limits::write_queue_max) {
    m_queue.push_back(std::move(job));
    lock.unlock();
    m_work.notify_one();
    return;
  }
  lock.unlock();
  job->fail(Error(ErrorCode::unavailable, "The sandbox is stopping or its write queue is full; try again"));
  job->finish();
}

void Store::writer_loop() {
  std::vector<std::unique_ptr<Job>> group;
  while (true) {
    {
      std::unique_lock lock(m_mutex);
      m_work.wait(lock, [this] { return m_stopping || !m_queue.empty() || !m_replacements.empty(); });
      if (!m_replacements.empty()) {
        auto replacement = std::move(m_replacements.front());
        m_replacements.pop_front();
        lock.unlock();
        replacement();
        continue;
      }
      if (m_queue.empty()) {
        return;
      }
      const auto count = std::min(m_queue.size(), limits::group_commit_max);
      group.assign(std::make_move_iterator(m_queue.begin()),
                   std::make_move_iterator(m_queue.begin() + static_cast<std::ptrdiff_t>(count)));
      m_queue.erase(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(count));
    }
    run_group(group);
    group.clear();
  }
}

void Store::copy_to(Connection& target) {
  const ReadLease lease(*this);
  lease.connection().copy_to(target);
}

Status Store::replace(Replacement replacement) {
  std::packaged_task<Status()> task([this, replacement = std::move(replacement)] { return put_in_place(replacement); });
  auto answer = task.get_future();
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
      return Error(ErrorCode::unavailable, "The sandbox is stopping");
    }
    m_replacements.push_back(std::move(task));
  }
  m_work.notify_one();
  return answer.get();
}

Status Store::put_in_place(const Replacement& replacement) {
  std::unique_lock<std::mutex> memory_lock;
  if (in_memory()) {
    memory_lock = std::unique_lock(m_writer_mutex);
  }
  try {
    Connection next({.path = replacement.path, .read_only = false, .full_sync = true, .wal = false});
    next.query("BEGIN IMMEDIATE").run();
    Tx old_data(*m_writer, m_clock.now(), false);
    Tx new_data(next, m_clock.now(), true);
    TRY(replacement.adjust(old_data, new_data));  // an error closes the connection, which undoes it
    next.query("COMMIT").run();
    // Counted on both sides: who begins in between belongs to neither.
    ++m_generation;
    next.copy_to(*m_writer);
  } catch (const std::exception& error) {
    log::error("replacing the database: {}", error.what());
    return Error(ErrorCode::conflict, error.what());
  }
  Tx tx(*m_writer, m_clock.now(), false);
  replacement.replaced(tx);
  // Only now: a request that knew the new data by keys of the old would be of neither.
  ++m_generation;
  if (memory_lock) {
    memory_lock.unlock();
  }
  m_committed({.events = true, .attempts = true, .deliveries = true, .node = true, .timers = true});
  return Done{};
}

void Store::run_group(std::vector<std::unique_ptr<Job>>& group) {
  CommitNotice notice;
  try {
    std::unique_lock<std::mutex> memory_lock;
    if (in_memory()) {
      memory_lock = std::unique_lock(m_writer_mutex);
    }
    notice = run_in_savepoints(group);
    m_writer->query("COMMIT").run();
  } catch (const std::exception& error) {
    // The disk is full or failing: nobody is told that their write was kept.
    try {
      if (m_writer->in_transaction()) {
        m_writer->query("ROLLBACK").run();
      }
    } catch (const std::exception& rollback_error) {
      log::error("rolling back: {}", rollback_error.what());
    }
    fail_all(group, error.what());
    return;
  }
  for (const auto& job : group) {
    job->finish();
  }
  if (notice.events || notice.attempts || notice.deliveries || notice.timers || notice.node) {
    m_committed(notice);
  }
}

CommitNotice Store::run_in_savepoints(std::vector<std::unique_ptr<Job>>& group) {
  CommitNotice notice;
  m_writer->query("BEGIN IMMEDIATE").run();
  for (const auto& job : group) {
    Tx tx(*m_writer, m_clock.now(), true);
    const auto changes_before = m_writer->total_changes();
    bool keep = false;
    m_writer->query("SAVEPOINT job").run();
    try {
      keep = job->run(tx);
    } catch (const std::exception& error) {
      if (!m_writer->in_transaction()) {
        throw;  // SQLite gave up the whole group: the disk
      }
      log::error("a write failed: {}", error.what());
      job->fail(Error(ErrorCode::internal, "Internal error"));
    }
    if (!keep && m_writer->total_changes() != changes_before) {
      m_writer->query("ROLLBACK TO job").run();
    }
    m_writer->query("RELEASE job").run();
    if (keep) {
      notice.events |= tx.notice.events;
      notice.attempts |= tx.notice.attempts;
      notice.deliveries |= tx.notice.deliveries;
      notice.timers |= tx.notice.timers;
      notice.node |= tx.notice.node;
    }
  }
  return notice;
}

void Store::fail_all(std::vector<std::unique_ptr<Job>>& group, const std::string& reason) {
  log::error("a commit of {} writes failed: {}", group.size(), reason);
  for (const auto& job : group) {
    job->fail(Error(ErrorCode::internal, "Internal error"));
    job->finish();
  }
}

Store::ReadLease::ReadLease(Store& store) : m_store(store), m_connection(nullptr) {
  if (store.in_memory()) {
    m_memory_lock = std::unique_lock(store.m_writer_mutex);
    m_connection = store.m_writer.get();
    return;
  }
  {
    const std::lock_guard lock(store.m_readers_mutex);
    if (!store.m_readers.empty()) {
      m_owned = std::move(store.m_readers.back());
      store.m_readers.pop_back();
    }
  }
  if (m_owned == nullptr) {
    m_owned = std::make_unique<Connection>(
        ConnectionOptions{.path = store.m_options.path, .read_only = true, .full_sync = true});
  }
  m_connection = m_owned.get();
}

Store::ReadLease::~ReadLease() {
  if (m_owned != nullptr) {
    const std::lock_guard lock(m_store.m_readers_mutex);
    m_store.m_readers.push_back(std::move(m_owned));
  }
}

}  // namespace satsrail::store
