#pragma once
// Where `listen` is in the stream, kept in the sandbox folder as it goes, so that `--since last` goes on there.

#include "cli/context.h"
#include "core/client/event_stream_client.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace satsrail::cli {

// A place in the stream: a cursor, and the event before it, by which one sees that it is still the same log.
struct ListenPlace {
  std::string cursor;  // as the stream takes it for `since`; empty: from now
  std::string event;   // an id, or empty while there is none
};

// The events that the stream's endpoints have not got yet. A listener that goes on behind one of them would lose it,
// for its endpoints, and what they are owed, end with the stream.
class OwedEvents {
 public:
  // `begin` is where the stream was asked to begin.
  explicit OwedEvents(const ListenPlace& begin) : m_last{begin} {}
  void take_ready(const nlohmann::ordered_json& ready);
  void take_event(const nlohmann::ordered_json& block, const std::string& cursor);
  void take_attempt(const nlohmann::ordered_json& block, const std::string& cursor);

  // Behind everything that is done with, before the oldest event that is not.
  const ListenPlace& safe_place() const { return m_owed.empty() ? m_last : m_owed.begin()->second.before; }

 private:
  struct Endpoint {
    std::string id;
    std::vector<std::string> events;  // patterns
  };
  struct Owed {
    std::set<std::string> endpoints;  // ids of those that are still to get it
    ListenPlace before;
  };
  std::vector<Endpoint> m_endpoints;
  std::map<std::uint64_t, Owed> m_owed;           // in the order of the stream
  std::map<std::string, std::uint64_t> m_number;  // of an event that is owed, by its id
  std::uint64_t m_count = 0;
  ListenPlace m_last;
};

// The file. One write of one short line a block, which costs microseconds and which no kill -9 can cut in two.
class CursorFile {
 public:
  // No file without a sandbox folder: then nothing is kept.
  explicit CursorFile(const Sandbox& sandbox);
  ~CursorFile();
  CursorFile(const CursorFile&) = delete;
  CursorFile& operator=(const CursorFile&) = delete;

  void keep(const ListenPlace& place);

 private:
  int m_fd = -1;
  std::string m_kept;
};

// What --since last stands for. Where the sandbox was reset since, or nothing was kept yet, a note says so.
// Error: no_cursor (2) without a sandbox folder.
Outcome<ListenPlace> last_place(Context& context);

}  // namespace satsrail::cli
