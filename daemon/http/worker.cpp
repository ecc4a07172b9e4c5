#include "daemon/http/worker.h"

#include "core/limits.h"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <limits>
#include <stdexcept>

namespace satsrail::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// No connection has these ids: its low half is a slot, and there are far fewer than 2^32 - 2.
constexpr std::uint64_t k_wake = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t k_listener = k_wake - 1;
constexpr int k_accepts_per_turn = 64;
// How long accept() rests when descriptors or connections have run out; one that closes ends the rest early.
constexpr milliseconds k_accept_rest{50};

std::uint64_t pack(ConnectionId id) {
  return std::uint64_t{id.generation} << 32 | id.slot;
}

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    const auto& in6 = reinterpret_cast<const sockaddr_in6&>(address);
    ::inet_ntop(AF_INET6, &in6.sin6_addr, text.data(), text.size());
    return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(in6.sin6_port));
  }
  const auto& in4 = reinterpret_cast<const sockaddr_in&>(address);
  ::inet_ntop(AF_INET, &in4.sin_addr, text.data(), text.size());
  return std::string(text.data()) + ":" + std::to_string(ntohs(in4.sin_port));
}

}  // namespace

Worker::Worker(Front& front)
    : m_front(front), m_mailbox(std::make_shared<Mailbox>()), m_epoll(::epoll_create1(EPOLL_CLOEXEC)) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = k_wake;
  if (!m_epoll || ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_mailbox->wake_fd(), &event) != 0) {
    throw std::runtime_error("cannot set up epoll for connections");
  }
}

void Worker::run() {
  m_now = steady_clock::now();
  resume_accepting();
  std::array<epoll_event, 128> events;
  for (;;) {
    const int timeout = m_mailbox->may_sleep() ? next_timeout() : 0;
    const int count = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) {
      throw std::runtime_error("epoll_wait failed");
    }
    m_now = steady_clock::now();
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      on_event(event.data.u64, event.events);
    }
    take_mail();
    expire();
    if (stop_if_asked()) {
      return;
    }
  }
}

// In milliseconds, rounded up; -1 is forever.
int Worker::next_timeout() const {
  auto next = TimePoint::max();
  for (std::size_t phase = 0; phase < k_phases; ++phase) {
    if (phase != static_cast<std::size_t>(Phase::answering) && !m_by_phase[phase].empty()) {
      next = std::min(next, m_by_phase[phase].front().deadline);
    }
  }
  if (!m_accepting && !m_stopping) {
    next = std::min(next, m_accept_again);
  }
  if (const auto stop_at = m_front.stop_at.load(std::memory_order_acquire); stop_at != 0) {
    next = std::min(next, TimePoint(std::chrono::nanoseconds(stop_at)));
  }
  if (next == TimePoint::max()) {
    return -1;
  }
  const auto left = std::chrono::ceil<milliseconds>(next - steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max()));
}

void Worker::on_event(std::uint64_t data, std::uint32_t events) {
  if (data == k_wake) {
    return;
  }
  if (data == k_listener) {
    accept_connections();
    return;
  }
  const Slot* slot = find({static_cast<std::uint32_t>(data), static_cast<std::uint32_t>(data >> 32)});
  if (slot == nullptr) {
    return;
  }
  Connection& connection = *slot->connection;
  connection.readable = connection.readable || (events & (EPOLLIN | EPOLLRDHUP)) != 0;
  connection.end_reported = connection.end_reported || (events & EPOLLRDHUP) != 0;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
    close(slot->connection);
  } else {
    advance(slot->connection);
  }
}

Worker& Worker::least_loaded() {
  Worker* best = this;
  for (const auto& worker : m_front.workers) {
    if (worker->load() < best->load()) {
      best = worker.get();
    }
  }
  return *best;
}

void Worker::accept_connections() {
  for (int i = 0; i < k_accepts_per_turn && m_accepting; ++i) {
    if (m_front.connections.fetch_add(1, std::memory_order_relaxed) >= m_front.options.connections_max) {
      m_front.connections.fetch_sub(1, std::memory_order_relaxed);
      pause_accepting(k_accept_rest);
      return;
    }
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    FileDescriptor socket(
        ::accept4(m_front.listener, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      m_front.connections.fetch_sub(1, std::memory_order_relaxed);
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return;
      }
      if (errno != EINTR && errno != ECONNABORTED) {
        // Out of descriptors or memory, or no longer listening. The listener stays ready, so watching it would spin.
        pause_accepting(k_accept_rest);
      }
      continue;
    }
    NewConnection arrival{std::move(socket), address_text(address)};
    Worker& owner = least_loaded();
    owner.m_load.fetch_add(1, std::memory_order_relaxed);
    if (&owner == this) {
      open(std::move(arrival));
    } else {
      owner.m_mailbox->post(std::move(arrival));
    }
  }
}

void Worker::pause_accepting(milliseconds time) {
  if (m_accepting) {
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, m_front.listener, nullptr);
    m_accepting = false;
  }
  m_accept_again = m_now + time;
}

void Worker::resume_accepting() {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLEXCLUSIVE;
  event.data.u64 = k_listener;
  m_accepting = ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_front.listener, &event) == 0;
  m_accept_again = m_now + k_accept_rest;
}

void Worker::open(NewConnection arrival) {
  ConnectionId id;
  if (m_free_slots.empty()) {
    id.slot = static_cast<std::uint32_t>(m_slots.size());
    m_slots.emplace_back();
  } else {
    id.slot = m_free_slots.back();
    m_free_slots.pop_back();
  }
  Slot& slot = m_slots[id.slot];
  id.generation = ++slot.generation;
  auto& idle = m_by_phase[static_cast<std::size_t>(Phase::idle)];
  slot.connection = idle.emplace(idle.end(), std::move(arrival.socket), id, std::move(arrival.peer), m_front.parser);
  slot.taken = true;
  slot.connection->deadline = m_now + m_front.options.keep_alive_idle;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = pack(id);
  if (m_stopping || ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, slot.connection->socket.get(), &event) != 0) {
    close(slot.connection);
  }
}

Worker::Slot* Worker::find(ConnectionId id) {
  if (id.slot >= m_slots.size() || !m_slots[id.slot].taken || m_slots[id.slot].generation != id.generation) {
    return nullptr;
  }
  return &m_slots[id.slot];
}

void Worker::take_mail() {
  m_mailbox->take(m_mail);
  for (auto& arrival : m_mail.connections) {
    open(std::move(arrival));
  }
  for (auto& answer : m_mail.answers) {
    if (const Slot* slot = find(answer.to)) {
      const Iterator connection = slot->connection;
      finish(*connection, std::move(answer));
      advance(connection);
    } else if (answer.stream) {
      m_front.hub.abandon(std::move(*answer.stream));
    }
  }
  m_mail.connections.clear();
  m_mail.answers.clear();
}

void Worker::expire() {
  expire(Phase::idle);
  expire(Phase::receiving);
  expire(Phase::sending);
  expire(Phase::leaving);
  expire(Phase::held);
  if (!m_accepting && !m_stopping && m_now >= m_accept_again) {
    resume_accepting();
  }
}

void Worker::expire(Phase phase) {
  auto& connections = m_by_phase[static_cast<std::size_t>(phase)];
  while (!connections.empty() && connections.front().deadline <= m_now) {
    const auto connection = connections.begin();
    if (phase == Phase::receiving) {
      refuse(*connection, {408, "request_timeout", "The request did not arrive in time"});
      settle(connection);
    } else {
      close(connection);
    }
  }
}

// True when every connection is closed and the thread may go.
bool Worker::stop_if_asked() {
  const auto stop_at = m_front.stop_at.load(std::memory_order_acquire);
  if (stop_at == 0) {
    return false;
  }
  if (!m_stopping) {
    m_stopping = true;
    pause_accepting({});
    for (const auto phase : {Phase::idle, Phase::held}) {
      auto& unoccupied = m_by_phase[static_cast<std::size_t>(phase)];
      while (!unoccupied.empty()) {
        close(unoccupied.begin());
      }
    }
  }
  const bool late = m_now.time_since_epoch() >= std::chrono::nanoseconds(stop_at);
  bool empty = true;
  for (auto& connections : m_by_phase) {
    while (late && !connections.empty()) {
      close(connections.begin());
    }
    empty = empty && connections.empty();
  }
  if (empty) {
    m_mailbox->close();
  }
  return empty;
}

void Worker::enter(Iterator connection, Phase phase) {
  const auto& options = m_front.options;
  const auto from = static_cast<std::size_t>(connection->phase);
  const auto to = static_cast<std::size_t>(phase);
  const std::array<milliseconds, k_phases> limits_by_phase{
      options.keep_alive_idle,  options.request_deadline, {},
      options.request_deadline, limits::discard_time_max, limits::fault_hold_max};
  connection->phase = phase;
  connection->deadline = m_now + limits_by_phase[to];
  m_by_phase[to].splice(m_by_phase[to].end(), m_by_phase[from], connection);
}

void Worker::forget(Iterator connection) {
  Slot& slot = m_slots[connection->id.slot];
  slot.taken = false;
  m_free_slots.push_back(connection->id.slot);
  m_by_phase[static_cast<std::size_t>(connection->phase)].erase(connection);
  m_load.fetch_sub(1, std::memory_order_relaxed);
  const auto others = m_front.connections.fetch_sub(1, std::memory_order_relaxed) - 1;
  if (!m_accepting && !m_stopping && others < m_front.options.connections_max) {
    resume_accepting();
  }
}

void Worker::close(Iterator connection) {
  if (connection->upgrade) {
    m_front.hub.abandon(std::move(*connection->upgrade->stream));
  }
  forget(connection);
}

}  // namespace satsrail::http
