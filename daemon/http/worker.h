#pragma once
// One of the threads that read requests, run the handler and send answers.
//
// A connection belongs to one worker from accept to close, so nothing about it is locked: other threads reach it
// through the worker's mailbox only, by an id that may be out of date. Sockets are watched edge-triggered for
// everything from the start, so a request costs no epoll_ctl: epoll_wait, recv, send.

#include "daemon/http/connection.h"
#include "daemon/http/mailbox.h"
#include "daemon/http/server.h"
#include "daemon/http/stream_hub.h"

#include <array>
#include <atomic>
#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace satsrail::http {

class Worker;

// What the workers of one server have in common. Outlives them.
struct Front {
  const ServerOptions& options;
  const Handler& handler;
  const RequestLineParser& parser;
  StreamHub& hub;
  int listener = -1;
  std::vector<std::unique_ptr<Worker>> workers{};
  std::atomic<std::size_t> connections{0};  // open, and a place taken for each accept() under way
  // Nanoseconds of the steady clock at which everything that is left is closed; 0: not stopping.
  std::atomic<std::int64_t> stop_at{0};
};

class Worker {
 public:
  explicit Worker(Front& front);

  void run();                         // the thread's body; returns after a stop
  void wake() { m_mailbox->wake(); }  // from any thread: look at Front::stop_at
  std::size_t load() const { return m_load.load(std::memory_order_relaxed); }

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Iterator = std::list<Connection>::iterator;
  struct Slot {
    Iterator connection;
    std::uint32_t generation = 0;
    bool taken = false;
  };

  // worker.cpp: the loop, arrivals and departures
  int next_timeout() const;
  void on_event(std::uint64_t data, std::uint32_t events);
  void accept_connections();
  void pause_accepting(std::chrono::milliseconds time);
  void resume_accepting();
  Worker& least_loaded();
  void open(NewConnection arrival);
  void take_mail();
  void expire();
  void expire(Phase phase);
  bool stop_if_asked();
  Slot* find(ConnectionId id);
  void enter(Iterator connection, Phase phase);
  void forget(Iterator connection);
  void close(Iterator connection);

  // exchange.cpp: requests in, answers out
  void advance(Iterator connection);
  void read_requests(Connection& connection);
  void serve(Connection& connection, std::string_view& bytes);
  void dispatch(Connection& connection);
  void refuse(Connection& connection, const Refusal& refusal);
  void finish(Connection& connection, Answer answer);
  void append(Connection& connection, const Response& response);
  void settle(Iterator connection);
  void upgrade(Iterator connection);
  void leave(Iterator connection);
  void discard(Iterator connection);

  Front& m_front;
  std::shared_ptr<Mailbox> m_mailbox;
  FileDescriptor m_epoll;
  std::atomic<std::size_t> m_load{0};  // connections here and on their way here
  TimePoint m_now;                     // once per turn of the loop
  bool m_accepting = false;
  bool m_stopping = false;
  TimePoint m_accept_again;                                // valid while not accepting
  std::array<std::list<Connection>, k_phases> m_by_phase;  // each in the order of its deadlines
  std::vector<Slot> m_slots;
  std::vector<std::uint32_t> m_free_slots;
  Mail m_mail;
  DateHeader m_date;
  std::string m_spare_out;  // an output buffer that goes from connection to connection
  std::array<char, 64 * 1024> m_input;
};

}  // namespace satsrail::http
