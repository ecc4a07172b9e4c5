#include "core/client/event_stream_client.h"

#include "core/limits.h"

namespace satsrail::client {

bool SseParser::feed(std::string_view bytes, const Handler& on_block) {
  for (const char c : bytes) {
    if (c == '\n' && m_after_cr) {
      m_after_cr = false;
      continue;
    }
    m_after_cr = c == '\r';
    if (c == '\n' || c == '\r') {
      if (!take_line(on_block)) {
        return false;
      }
      m_line.clear();
    } else {
      m_line += c;
    }
  }
  return m_line.size() + m_block.data.size() <= limits::event_stream_block_bytes_max;
}

bool SseParser::take_line(const Handler& on_block) {
  std::string_view line = m_line;
  if (m_first_line) {
    m_first_line = false;
    if (line.starts_with("\xEF\xBB\xBF")) {
      line.remove_prefix(3);
    }
  }
  if (line.empty()) {
    if (!m_has_data) {
      m_block.type.clear();
      return true;
    }
    m_block.data.pop_back();  // the newline after the last data line
    const bool go_on = on_block(m_block);
    m_block.type.clear();
    m_block.data.clear();
    m_has_data = false;
    return go_on;
  }
  if (line.front() == ':') {
    return on_block(StreamBlock{{}, m_block.id, {}});
  }
  const auto colon = line.find(':');
  const auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) {
    value.remove_prefix(1);
  }
  if (field == "data") {
    m_block.data += value;
    m_block.data += '\n';
    m_has_data = true;
  } else if (field == "event") {
    m_block.type = value;
  } else if (field == "id") {
    m_block.id = value;
  }
  return true;
}

void StreamTime::begin() {
  if (!m_has_begun && m_time) {
    m_deadline = std::chrono::steady_clock::now() + *m_time;
  }
  m_has_begun = true;
}

StreamResult EventStreamClient::run(const StreamQuery& query, StreamTime& time, const SseParser::Handler& on_block) {
  Query pairs = query.more;
  if (query.body.empty() && !query.types.empty()) {
    pairs.emplace_back("types", query.types);
  }
  if (query.body.empty() && !query.since.empty()) {
    pairs.emplace_back("since", query.since);
  }
  HttpRequest request;
  request.method = query.body.empty() ? "GET" : "POST";
  request.target = m_options.base_url.prefix + with_query(query.path, pairs);
  request.headers = standard_headers(m_options.key);
  request.headers[0].second = "text/event-stream";
  if (!query.body.empty()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = query.body;
  }
  // A stream that holds has a heartbeat; three missed ones in a row mean that the other side is gone.
  Transport transport({m_options.base_url.origin, m_options.timeout, 3 * limits::event_stream_heartbeat});

  const auto opened_by = std::chrono::steady_clock::now() + m_options.timeout;
  bool is_open = false;
  SseParser parser;
  bool stopped = false;
  bool finished = false;
  auto http = transport.stream(
      request,
      [&](std::string_view bytes) {
        return parser.feed(bytes, [&](const StreamBlock& block) {
          finished = block.type == "end";
          stopped = !on_block(block);
          is_open = true;
          time.begin();
          return !stopped && !finished;
        });
      },
      [&] { return is_open ? time.deadline() : opened_by; });

  if (!is_open && http.failure == NoAnswer::timed_out) {
    http.status = 0;  // a head without a block is no answer
  }
  StreamResult result{StreamEnd::lost, {std::move(http), {}}};
  const auto& reply = result.reply.http;
  if (stopped) {
    result.end = StreamEnd::stopped;
  } else if (finished) {
    result.end = StreamEnd::finished;
  } else if (is_open && time.is_up()) {
    result.end = StreamEnd::deadline;
  } else if (reply.status == 0) {
    result.end = StreamEnd::unreachable;
  } else if (reply.status != 200) {
    result.end = StreamEnd::refused;
    result.reply.error = parse_api_error(reply.body);
  }
  return result;
}

}  // namespace satsrail::client
