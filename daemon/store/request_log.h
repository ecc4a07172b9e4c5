#pragma once
// The log of requests: a database of its own, filled by a thread of its own, so that no request waits for it. It is
// there to be looked at, not to be relied on: after a crash the last entries may be missing, and under a load that is
// too much for it the oldest of those that wait are dropped, and counted.

#include "core/domain/logged_request.h"
#include "core/ports/clock.h"
#include "core/result.h"
#include "daemon/store/database.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace satsrail::store {

struct RequestFilter {
  std::optional<Scope> scope;  // none: everybody's
  std::string method;          // upper case; empty: any
  int status_min = 0;          // with status_max 0: any, also those without an answer
  int status_max = 0;
  std::string path;           // how it begins
  std::optional<Time> since;  // real time
  std::string fault;          // an id or "header"; "any": of any fault
};

class RequestLog {
 public:
  // `path` is a file or ":memory:". A file that cannot be used (damaged, of another version, not writable) is replaced
  // by an empty one, or by memory: a log stops nobody. `real` must outlive it.
  RequestLog(const std::string& path, const Clock& real);
  ~RequestLog();

  // `written` is called on the log's thread when there is something new to read, and followers to read it.
  void start(std::function<void()> written);
  // Writes what waits and ends the thread.
  void stop();
  // From any thread; never waits for the disk.
  void add(std::unique_ptr<LoggedRequest> request);

  // Reading writes down what waits first: whoever got an answer finds it here. From any thread.
  // Newest first, before `before` (a seq) where it is set.
  std::vector<LoggedRequest> newest(const RequestFilter& filter, std::optional<std::int64_t> before, std::size_t limit);
  // Oldest first, after `seq`.
  std::vector<LoggedRequest> after(const RequestFilter& filter, std::int64_t seq, std::size_t limit);
  // By its id or the beginning of one. Errors: not_found; conflict when several begin so.
  Result<LoggedRequest> find(const RequestFilter& filter, std::string_view id);
  std::int64_t last_seq();
  void clear();

  std::int64_t dropped() const;  // since the start

  std::atomic<int> followers{0};  // streams that are to be told when there is something new

 private:
  std::unique_ptr<Connection> open(const std::string& path);
  void loop();
  bool write_batch();  // with m_database_mutex held; false when nothing waited
  void write_waiting();
  void insert(const LoggedRequest& request);
  void prune();
  std::vector<LoggedRequest> select(const RequestFilter& filter, const std::string& order_and_limit);

  const Clock& m_real;
  std::function<void()> m_written;

  mutable std::mutex m_mutex;  // of the queue
  std::condition_variable m_changed;
  std::deque<std::unique_ptr<LoggedRequest>> m_waiting;
  std::size_t m_waiting_bytes = 0;
  std::int64_t m_dropped = 0;
  bool m_idle = false;
  bool m_stopping = false;

  std::mutex m_database_mutex;
  std::unique_ptr<Connection> m_database;
  std::int64_t m_unpruned = 0;
  std::thread m_thread;
};

}  // namespace satsrail::store
