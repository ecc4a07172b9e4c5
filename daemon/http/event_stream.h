#pragma once
// Server-sent events for thousands of clients on one thread.
//
// The hub owns the sockets of all open streams. When the bell rings it reads what is new from the source once
// and writes it to every client that may see it, without blocking; a client that does not read is cut off
// when its buffer is full (limits::event_stream_buffer_bytes_max) and resumes from its last cursor.

#include "daemon/http/message.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace satsrail::http {

// One thing to show, already rendered as a server-sent-event block ("id: …\nevent: …\ndata: …\n\n").
struct StreamFrame {
  StreamCursor cursor;                  // a client that has seen this frame resumes after it
  std::shared_ptr<const void> subject;  // opaque to the hub, for StreamSource::visible
  std::string block;
};

class StreamSource {
 public:
  virtual ~StreamSource() = default;
  // Everything after `after`, oldest first, at most `limit` frames, from one snapshot. Called on the hub's thread.
  virtual std::vector<StreamFrame> frames_after(StreamCursor after, std::size_t limit) = 0;
  // Where the log ends now.
  virtual StreamCursor end() = 0;
  // May a client with this filter see this frame?
  virtual bool visible(const void* filter, const StreamFrame& frame) const = 0;
};

}  // namespace satsrail::http
