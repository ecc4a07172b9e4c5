#pragma once
// The thread that owns every open event stream (see event_stream.h for what it promises).
//
// The newest frames are kept in memory, so a bell costs one read of the log however many clients listen. A
// client that lags is not buffered for: when its socket takes bytes again it goes on from its own cursor, from
// memory or, if it fell too far behind, by reads of its own. So a client costs some 200 bytes and at most the
// rest of one frame.
//
// A stream that follows something of its own (StreamRequest::next) is asked for news at each bell instead.

#include "daemon/http/event_stream.h"
#include "daemon/http/file_descriptor.h"
#include "daemon/http/recent_frames.h"
#include "daemon/http/stream_client.h"
#include "daemon/http/thread_guard.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace satsrail::http {

struct StreamHubOptions {
  std::chrono::milliseconds heartbeat;
  std::chrono::milliseconds stall;  // see limits::event_stream_stall_max
  std::size_t streams_max;
  OnFatal on_fatal;
};

class StreamHub {
 public:
  // `source` may be null: such streams show their preamble and their heartbeats.
  StreamHub(StreamHubOptions options, StreamSource* source);
  ~StreamHub();
  StreamHub(const StreamHub&) = delete;
  StreamHub& operator=(const StreamHub&) = delete;

  void start();
  // New events may be in the log. From any thread; a ring while one is pending costs an atomic exchange.
  void ring();
  // May one more stream be opened? Counts it; every true is followed by one adopt().
  bool reserve();
  // Takes a connected, non-blocking socket. `head` is sent first. From any thread.
  void adopt(FileDescriptor socket, std::string head, StreamRequest request);
  // A stream whose client was gone before it began: only its on_close is due. From any thread.
  void abandon(StreamRequest request);
  // Ends every stream, and each that is adopted from now on. What a client did not take by `deadline` is lost.
  void begin_stop(std::chrono::steady_clock::time_point deadline);
  // Returns when every stream is closed. No adopt() may follow.
  void join();
  std::size_t open_streams() const { return m_open.load(std::memory_order_relaxed); }

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Adoption {
    FileDescriptor socket;
    std::string head;
    StreamRequest request;
  };

  void run();
  int next_timeout() const;
  void take_adoptions();
  void open(Adoption adoption);
  StreamClient* find(StreamClientId id);
  void on_socket_event(std::uint64_t id, std::uint32_t events);
  void read_log();
  void show_news();
  void join_followers(StreamClient& client);
  void ask_next(StreamClient& client);
  void catch_up();
  void advance(StreamClient& client);
  bool follow(StreamClient& client);
  void read_own(StreamClient& client);
  void cut_off_if_stalled(StreamClient& client);
  void beat();
  void end(StreamClient& client);
  bool stop_if_asked();
  void close(StreamClient& client);

  StreamHubOptions m_options;
  StreamSource* m_source;
  FileDescriptor m_epoll;
  WakeUp m_wake;
  std::thread m_thread;
  std::atomic<std::size_t> m_open{0};
  std::atomic<bool> m_bell{false};

  std::mutex m_mutex;  // guards what other threads leave here
  std::vector<Adoption> m_adoptions;
  std::vector<StreamRequest> m_abandoned;
  bool m_stop_begun = false;
  bool m_stop_asked = false;
  TimePoint m_stop_deadline;

  // From here on the hub's thread alone.
  std::vector<std::unique_ptr<StreamClient>> m_clients;
  std::vector<std::uint32_t> m_free_slots;
  std::size_t m_count = 0;
  std::uint32_t m_generation = 0;
  TimePoint m_now;
  bool m_ending = false;
  TimePoint m_end_deadline;

  RecentFrames m_recent;
  TimePoint m_next_show;  // a large fan-out leaves the processor to others in between

  // Scratch for showing one batch: the blocks, and where the client stands after each.
  struct Stand {
    StreamCursor cursor;
    std::uint64_t position;
  };
  std::vector<const std::string*> m_blocks;
  std::vector<Stand> m_stands;
  std::vector<StreamClientId> m_catching_up;
  std::deque<std::pair<TimePoint, StreamClientId>> m_heartbeats;
};

}  // namespace satsrail::http
