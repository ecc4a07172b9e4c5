#pragma once
// What `listen` shows: a line for each event, and for each attempt to deliver one.

#include "cli/context.h"
#include "core/client/event_stream_client.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace satsrail::cli {

// --output
enum class Detail : std::uint8_t {
  full,     // events, attempts, and what was sent and answered
  normal,   // events, attempts, and the body of an answer that is no success
  compact,  // attempts, a line each
  quiet,    // attempts that failed
};
Detail detail_of(const Invocation& invocation);

class ListenDisplay {
 public:
  ListenDisplay(Context& context, Detail detail) : m_context(context), m_out(context.out), m_detail(detail) {}

  // A block of the stream: on a terminal for people, else tab-separated, or as it came under --json. With full detail,
  // and when a target is back, the sandbox is asked for more.
  void show(const client::StreamBlock& block, const nlohmann::ordered_json& data);

 private:
  struct Target {
    std::string url;
    bool is_down = false;
  };

  void ready(const nlohmann::ordered_json& data);
  void ready_for_people(const nlohmann::ordered_json& webhooks);
  void event(const nlohmann::ordered_json& data);
  void attempt(const nlohmann::ordered_json& data);
  void attempt_line(const nlohmann::ordered_json& data);
  void failure_body(const nlohmann::ordered_json& data);
  void exchange(const nlohmann::ordered_json& data);
  void note_target(const nlohmann::ordered_json& data);
  std::string waiting_at(const std::string& endpoint);
  void tab_line(const std::vector<std::string>& cells);

  Context& m_context;
  Output& m_out;
  Detail m_detail;
  std::map<std::string, Target> m_targets;  // by endpoint
};

}  // namespace satsrail::cli
