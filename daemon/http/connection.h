#pragma once
// One client of the API: its socket, the request it is sending, the bytes it has not taken yet.

#include "daemon/http/file_descriptor.h"
#include "daemon/http/mailbox.h"
#include "daemon/http/request_reader.h"
#include "daemon/http/response_writer.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace satsrail::http {

// What a connection waits for. Each phase has its own time limit, the same for all connections in it.
enum class Phase : std::uint8_t {
  idle,       // a request's first byte
  receiving,  // the rest of it; the deadline counts from the first byte
  answering,  // the handler's answer: no limit here
  sending,    // room in the socket; the limit counts from the last progress
  leaving,    // the client's end of stream after our last word
  held,       // the client's giving up: it is not to be answered
};
inline constexpr std::size_t k_phases = 6;

struct Connection {
  Connection(FileDescriptor fd, ConnectionId its_id, std::string its_peer, const RequestLineParser& parser)
      : socket(std::move(fd)), id(its_id), reader(parser), peer(std::move(its_peer)) {}

  FileDescriptor socket;
  ConnectionId id;
  Phase phase = Phase::idle;
  std::chrono::steady_clock::time_point deadline;
  RequestReader reader;
  Framing framing;            // of the request that is being answered
  bool readable = false;      // epoll has reported bytes that recv() has not drained yet
  bool end_reported = false;  // epoll has reported the end of the client's bytes; it follows those that are unread
  bool ended = false;         // recv() has met that end
  bool in_handler = false;    // a request is with the handler
  bool new_request = true;    // the next byte begins a request, and so its deadline
  bool last_answer = false;   // nothing more is read; close when `out` is sent
  bool refused = false;       // what the client still sends must be drained, or it may never see why
  bool broken = false;        // the socket failed
  bool held = false;          // the request in the handler is not to be answered
  std::size_t out_sent = 0;
  std::size_t out_seen = 0;  // out_sent when the phase `sending` was entered last
  std::size_t discarded = 0;
  std::string in;   // what the reader left over: part of a head, or requests that came early
  std::string out;  // answers that are not sent yet, from out_sent on
  std::string peer;
  std::unique_ptr<Answer> upgrade;  // an answer that turns this connection into an event stream

  bool takes_requests() const { return !in_handler && !last_answer && !broken && !upgrade; }
  // Sends `out` as far as the socket takes it. True when all of it is sent; sets `broken` when the client is gone.
  bool flush();
  // Drops all of `in` but its last `size` bytes. An idle connection keeps no buffer.
  void keep_rest(std::size_t size);
  // Receives into `buffer`: the number of bytes; 0 when there are none now, or none ever (ended or broken).
  std::size_t receive(char* buffer, std::size_t size);
};

}  // namespace satsrail::http
