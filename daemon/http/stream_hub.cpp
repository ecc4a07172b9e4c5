#include "daemon/http/stream_hub.h"

#include "core/limits.h"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <limits>
#include <stdexcept>

namespace satsrail::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::uint64_t k_wake = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t k_log_read = 256;     // frames per read of the log for all
constexpr std::size_t k_batch = 64;         // frames sent to one client in one go
constexpr milliseconds k_large_fan_out{1};  // a longer one rests as long: streams take half a core at most
const std::string k_heartbeat_block = ": keep-alive\n\n";
const std::string k_end_block = "event: end\ndata: {\"type\":\"end\",\"reason\":\"stopping\"}\n\n";

std::uint64_t pack(StreamClientId id) {
  return std::uint64_t{id.generation} << 32 | id.slot;
}

}  // namespace

StreamHub::StreamHub(StreamHubOptions options, StreamSource* source)
    : m_options(std::move(options)), m_source(source), m_epoll(::epoll_create1(EPOLL_CLOEXEC)) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = k_wake;
  if (!m_epoll || ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_wake.fd(), &event) != 0) {
    throw std::runtime_error("cannot set up epoll for event streams");
  }
}

StreamHub::~StreamHub() {
  begin_stop(steady_clock::now());
  join();
}

void StreamHub::start() {
  m_thread = std::thread([this] { run_guarded("streams", m_options.on_fatal, [this] { run(); }); });
}

void StreamHub::ring() {
  if (!m_bell.exchange(true, std::memory_order_acq_rel)) {
    m_wake.signal();
  }
}

bool StreamHub::reserve() {
  if (m_open.fetch_add(1, std::memory_order_relaxed) < m_options.streams_max) {
    return true;
  }
  m_open.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

void StreamHub::adopt(FileDescriptor socket, std::string head, StreamRequest request) {
  {
    const std::lock_guard lock(m_mutex);
    m_adoptions.push_back({std::move(socket), std::move(head), std::move(request)});
  }
  m_wake.signal();
}

void StreamHub::abandon(StreamRequest request) {
  {
    const std::lock_guard lock(m_mutex);
    m_abandoned.push_back(std::move(request));
  }
  m_wake.signal();
}

void StreamHub::begin_stop(steady_clock::time_point deadline) {
  {
    const std::lock_guard lock(m_mutex);
    m_stop_begun = true;
    m_stop_deadline = deadline;
  }
  m_wake.signal();
}

void StreamHub::join() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop_asked = true;
  }
  m_wake.signal();
  if (m_thread.joinable()) {
    m_thread.join();
  }
}

void StreamHub::run() {
  std::array<epoll_event, 256> events;
  for (;;) {
    const int count = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), next_timeout());
    if (count < 0 && errno != EINTR) {
      throw std::runtime_error("epoll_wait failed");
    }
    m_now = steady_clock::now();
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (event.data.u64 != k_wake) {
        on_socket_event(event.data.u64, event.events);
      }
    }
    take_adoptions();
    show_news();
    catch_up();
    beat();
    if (stop_if_asked()) {
      return;
    }
  }
}

// In milliseconds, rounded up; -1 is forever.
int StreamHub::next_timeout() const {
  if (!m_catching_up.empty()) {
    return 0;
  }
  auto next = TimePoint::max();
  if (!m_heartbeats.empty()) {
    next = m_heartbeats.front().first;
  }
  if (m_bell.load(std::memory_order_acquire)) {
    next = std::min(next, m_next_show);
  }
  if (m_ending && m_count > 0) {
    next = std::min(next, m_end_deadline);
  }
  if (next == TimePoint::max()) {
    return -1;
  }
  const auto left = std::chrono::ceil<milliseconds>(next - steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max()));
}

void StreamHub::take_adoptions() {
  std::vector<Adoption> adoptions;
  std::vector<StreamRequest> abandoned;
  {
    const std::lock_guard lock(m_mutex);
    adoptions.swap(m_adoptions);
    abandoned.swap(m_abandoned);
  }
  for (auto& adoption : adoptions) {
    open(std::move(adoption));
  }
  for (auto& request : abandoned) {
    if (request.on_close) {
      request.on_close();
    }
  }
}

void StreamHub::open(Adoption adoption) {
  if (m_count == 0) {
    // Nobody listened, so nothing was read: memory begins anew where the log ends now.
    m_recent.restart(m_source != nullptr ? m_source->end() : StreamCursor{});
  }
  StreamClientId id;
  if (m_free_slots.empty()) {
    id.slot = static_cast<std::uint32_t>(m_clients.size());
    m_clients.emplace_back();
  } else {
    id.slot = m_free_slots.back();
    m_free_slots.pop_back();
  }
  id.generation = ++m_generation;
  auto& place = m_clients[id.slot];
  place = std::make_unique<StreamClient>();
  ++m_count;
  StreamClient& client = *place;
  client.id = id;
  client.socket = std::move(adoption.socket);
  client.cursor = adoption.request.start;
  client.filter = std::move(adoption.request.filter);
  client.on_close = std::move(adoption.request.on_close);
  client.beats = !adoption.request.next || adoption.request.beats;
  client.next = std::move(adoption.request.next);
  client.pending = std::move(adoption.head) + adoption.request.preamble;
  client.blocked_since = m_now;
  client.blocked_mark = m_recent.total_bytes();
  join_followers(client);

  // Edge-triggered for room and for the client's end: never touched again.
  epoll_event event{};
  event.events = EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = pack(id);
  if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, client.socket.get(), &event) != 0) {
    close(client);
    return;
  }
  if (client.beats) {
    m_heartbeats.emplace_back(m_now + m_options.heartbeat, id);
  }
  if (m_ending) {
    end(client);
  } else if (client.next) {
    ask_next(client);
  } else {
    advance(client);
  }
}

// A client that does not read is not asked again before it has taken what there was: nothing piles up for it.
void StreamHub::ask_next(StreamClient& client) {
  client.ended = !client.next(client.pending);
  advance(client);
}

// A client that has seen all that is no longer in memory goes on from memory.
void StreamHub::join_followers(StreamClient& client) {
  client.following = m_source == nullptr || has_seen(client.cursor, m_recent.floor());
  client.position = m_recent.begin();
}

StreamClient* StreamHub::find(StreamClientId id) {
  if (id.slot >= m_clients.size() || !m_clients[id.slot] || m_clients[id.slot]->id.generation != id.generation) {
    return nullptr;
  }
  return m_clients[id.slot].get();
}

void StreamHub::on_socket_event(std::uint64_t packed, std::uint32_t events) {
  StreamClient* client = find({static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)});
  if (client == nullptr) {
    return;
  }
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
    close(*client);
    return;
  }
  const auto id = client->id;
  advance(*client);
  client = find(id);
  if (client != nullptr && client->next && !client->ended && !client->blocked()) {
    ask_next(*client);  // bells rang while its socket was full
  }
}

void StreamHub::read_log() {
  if (m_source == nullptr) {
    return;
  }
  std::size_t count = 0;
  do {
    auto frames = m_source->frames_after(m_recent.tail(), k_log_read);
    count = frames.size();
    m_recent.append(std::move(frames));
  } while (count == k_log_read && !m_recent.is_full());
  if (count == k_log_read) {
    ring();  // the rest comes next time, when this much has been shown
  }
}

void StreamHub::show_news() {
  if (m_now < m_next_show || !m_bell.exchange(false, std::memory_order_acq_rel) || m_count == 0) {
    return;
  }
  read_log();
  for (const auto& client : m_clients) {
    if (!client || client->ended) {
      continue;
    }
    if (client->next) {
      if (!client->blocked()) {
        ask_next(*client);
      }
    } else if (client->blocked()) {
      cut_off_if_stalled(*client);
    } else if (client->following) {
      advance(*client);
    }
  }
  m_recent.forget_old();  // shown by now: only who lags needs them again
  const auto end = steady_clock::now();
  if (end - m_now > k_large_fan_out) {
    m_next_show = end + (end - m_now);
  }
}

void StreamHub::cut_off_if_stalled(StreamClient& client) {
  if (m_recent.total_bytes() - client.blocked_mark > limits::event_stream_buffer_bytes_max &&
      m_now - client.blocked_since >= m_options.stall) {
    close(client);
  }
}

// Everything that this client's socket takes now, except reads of its own, which queue up to be fair.
void StreamHub::advance(StreamClient& client) {
  if (!client.flush(m_now, m_recent.total_bytes())) {
    close(client);
    return;
  }
  if (client.ended) {
    if (!client.blocked()) {
      close(client);
    }
    return;
  }
  if (client.next) {
    return;
  }
  while (!client.blocked() && client.following) {
    if (client.position < m_recent.begin()) {
      join_followers(client);
      continue;
    }
    if (!follow(client)) {
      return;
    }
  }
  if (!client.blocked() && !client.catching_up) {
    client.catching_up = true;
    m_catching_up.push_back(client.id);
  }
}

// Shows one batch from memory. True when there may be more to do for this client.
bool StreamHub::follow(StreamClient& client) {
  m_blocks.clear();
  m_stands.clear();
  auto cursor = client.cursor;
  auto position = client.position;
  for (; position < m_recent.end() && m_blocks.size() < k_batch; ++position) {
    const StreamFrame& frame = m_recent.at(position);
    const bool news = !has_seen(cursor, frame.cursor);
    see(cursor, frame.cursor);
    if (news && m_source->visible(client.filter.get(), frame)) {
      m_blocks.push_back(&frame.block);
      m_stands.push_back({cursor, position + 1});
    }
  }
  const auto taken = client.send(m_blocks, m_now, m_recent.total_bytes());
  if (!taken) {
    close(client);
    return false;
  }
  const Stand stand = *taken == m_blocks.size() ? Stand{cursor, position} : m_stands[*taken - 1];
  client.cursor = stand.cursor;
  client.position = stand.position;
  return !client.blocked() && position < m_recent.end();
}

// Shows one batch from the log to a client that is behind what is in memory.
void StreamHub::read_own(StreamClient& client) {
  const auto frames = m_source->frames_after(client.cursor, k_batch);
  m_blocks.clear();
  m_stands.clear();
  auto cursor = client.cursor;
  for (const auto& frame : frames) {
    see(cursor, frame.cursor);
    if (m_source->visible(client.filter.get(), frame)) {
      m_blocks.push_back(&frame.block);
      m_stands.push_back({cursor, 0});
    }
  }
  const auto taken = client.send(m_blocks, m_now, m_recent.total_bytes());
  if (!taken) {
    close(client);
    return;
  }
  if (*taken < m_blocks.size()) {
    client.cursor = m_stands[*taken - 1].cursor;
    return;
  }
  client.cursor = cursor;
  if (frames.size() < k_batch) {
    // That was the end of the log, read after what is in memory was: so nothing of that is missing.
    see(client.cursor, m_recent.tail());
    join_followers(client);
  }
  advance(client);
}

void StreamHub::catch_up() {
  std::vector<StreamClientId> queue;
  queue.swap(m_catching_up);
  for (const auto id : queue) {
    StreamClient* client = find(id);
    if (client == nullptr) {
      continue;
    }
    client->catching_up = false;
    if (!client->blocked() && !client->following && !client->ended) {
      read_own(*client);
    }
  }
}

void StreamHub::beat() {
  while (!m_heartbeats.empty() && m_heartbeats.front().first <= m_now) {
    const auto id = m_heartbeats.front().second;
    m_heartbeats.pop_front();
    StreamClient* client = find(id);
    if (client == nullptr || client->ended) {
      continue;
    }
    const std::array blocks{&k_heartbeat_block};
    // Whoever took nothing for a whole beat is not there any more.
    const bool gone = client->blocked() ? m_now - client->blocked_since >= m_options.heartbeat
                                        : !client->send(blocks, m_now, m_recent.total_bytes());
    if (gone) {
      close(*client);
    } else {
      m_heartbeats.emplace_back(m_now + m_options.heartbeat, id);
    }
  }
}

void StreamHub::end(StreamClient& client) {
  client.ended = true;
  if (client.beats) {
    client.pending += k_end_block;
  }
  advance(client);
}

// True when everything is closed and the thread may go.
bool StreamHub::stop_if_asked() {
  bool asked = false;
  {
    const std::lock_guard lock(m_mutex);
    if (!m_stop_begun) {
      return false;
    }
    m_end_deadline = m_stop_deadline;
    asked = m_stop_asked && m_adoptions.empty() && m_abandoned.empty();
  }
  const bool late = m_now >= m_end_deadline;
  if (!m_ending) {
    // What was committed before the end is shown before the end.
    m_ending = true;
    m_next_show = m_now;
    ring();
    show_news();
  }
  for (const auto& client : m_clients) {
    if (client && !client->ended) {
      end(*client);
    }
    if (client && late) {
      close(*client);
    }
  }
  return asked && m_count == 0;
}

void StreamHub::close(StreamClient& client) {
  const auto id = client.id;
  const auto on_close = std::move(client.on_close);
  m_clients[id.slot].reset();  // closes the socket, which leaves epoll by that
  m_free_slots.push_back(id.slot);
  --m_count;
  m_open.fetch_sub(1, std::memory_order_relaxed);
  if (on_close) {
    on_close();
  }
}

}  // namespace satsrail::http
