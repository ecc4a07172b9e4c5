#include "daemon/http/request_reader.h"

#include "core/limits.h"

#include <algorithm>
#include <utility>

namespace satsrail::http {

RequestReader::Step RequestReader::refuse(const Refusal& refusal) {
  m_refusal = refusal;
  return Step::refused;
}

RequestReader::Step RequestReader::feed_head(std::string_view& bytes) {
  // Some clients send an extra line end after a body (RFC 9112, section 2.2).
  while (bytes.size() >= 2 && bytes[0] == '\r' && bytes[1] == '\n') {
    bytes.remove_prefix(2);
    m_scanned = 0;
  }
  const auto end = bytes.find("\r\n\r\n", m_scanned);
  if (end == std::string_view::npos) {
    m_scanned = bytes.size() > 3 ? bytes.size() - 3 : 0;
    const auto refusal = check_unfinished_head(bytes);
    return refusal ? refuse(*refusal) : Step::need_more;
  }
  m_scanned = 0;
  m_head = {};
  if (const auto refusal = check_head(bytes.substr(0, end + 4), m_head, m_request.headers)) {
    return refuse(*refusal);
  }
  if (!m_parser->parse(m_head, m_request)) {
    return refuse({400, "bad_request", "Malformed request"});
  }
  bytes.remove_prefix(end + 4);
  m_in_body = true;
  return Step::ready;
}

RequestReader::Step RequestReader::feed(std::string_view& bytes) {
  if (!m_in_body) {
    if (const auto step = feed_head(bytes); step != Step::ready) {
      return step;
    }
  }
  auto& body = m_request.body;
  const auto wanted = std::min(m_head.content_length - body.size(), bytes.size());
  body.append(bytes.substr(0, wanted));
  bytes.remove_prefix(wanted);
  if (body.size() == m_head.content_length) {
    return Step::ready;
  }
  if (std::exchange(m_head.expects_continue, false) && body.empty()) {
    return Step::send_continue;
  }
  return Step::need_more;
}

Request RequestReader::take() {
  m_in_body = false;
  return std::exchange(m_request, Request{});
}

}  // namespace satsrail::http
