#include "daemon/http/response_writer.h"

#include "core/id.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace satsrail::http {
namespace {

struct Reason {
  int status;
  std::string_view text;
};
constexpr std::array k_reasons{
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{402, "Payment Required"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Content"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
};

std::string_view reason(int status) {
  for (const auto& known : k_reasons) {
    if (known.status == status) {
      return known.text;
    }
  }
  return "Unknown";
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

// Everything up to the headers that depend on the framing.
void append_head(std::string& out, const Response& response, std::string_view date) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason(response.status)).append("\r\n");
  append_header(out, "Date", date);
  if (!response.content_type.empty()) {
    append_header(out, "Content-Type", response.content_type);
  }
  for (const auto& [name, value] : response.headers) {
    if (is_one_line(name) && is_one_line(value)) {
      append_header(out, name, value);
    }
  }
}

}  // namespace

std::string_view DateHeader::value() {
  const std::time_t second = std::time(nullptr);
  if (second != m_second) {
    static constexpr std::array k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm parts{};
    ::gmtime_r(&second, &parts);
    std::array<char, 64> text;
    const int length = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                     k_days.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                                     k_months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                                     parts.tm_hour, parts.tm_min, parts.tm_sec);
    m_text.assign(text.data(), static_cast<std::size_t>(length));
    m_second = second;
  }
  return m_text;
}

void append_response(std::string& out, const Response& response, const Framing& framing, std::string_view date) {
  append_head(out, response, date);
  // RFC 9110, section 8.6: a 204 has no length, and a 304 none that would describe its own (absent) body. A 1xx, which
  // only a fault answers with, has neither.
  const bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
  if (has_body) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  if (!framing.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (framing.http_1_0) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
  if (has_body && !framing.head_only) {
    out.append(response.body);
  }
}

void append_stream_head(std::string& out, const Response& head, std::string_view date) {
  append_head(out, head, date);
  out.append("Connection: close\r\n\r\n");
}

Response refusal_response(const Refusal& refusal) {
  const std::string request_id = make_request_id();
  Response response;
  response.status = refusal.status;
  // The texts are literals without anything that JSON would have to escape.
  response.body.append(R"({"error":{"code":")").append(refusal.code).append(R"(","message":")");
  response.body.append(refusal.message).append(R"(","status":)").append(std::to_string(refusal.status));
  response.body.append(R"(,"details":[],"request_id":")").append(request_id).append(R"("}})");
  response.headers.emplace_back("X-Request-Id", request_id);
  return response;
}

Response internal_error() {
  return refusal_response({500, "internal", "Something went wrong inside the sandbox; its log has the details"});
}

}  // namespace satsrail::http
