#include "daemon/http/request_guard.h"

#include "core/limits.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace satsrail::http {
namespace {

constexpr Refusal k_malformed{400, "bad_request", "Malformed request"};
constexpr Refusal k_head_too_large{431, "headers_too_large", "The request's headers are too large"};
constexpr Refusal k_target_too_long{414, "uri_too_long", "The request's URL is too long"};

constexpr Refusal bad(std::string_view message) {
  return {400, "bad_request", message};
}

// RFC 9110, section 5.6.2. Maps a character of a token to its lower case, any other to 0.
constexpr auto k_token = [] {
  std::array<char, 256> table{};
  for (const char letter : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")) {
    table[static_cast<std::uint8_t>(letter)] = letter;
  }
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    table[static_cast<std::uint8_t>(letter)] = static_cast<char>(letter - 'A' + 'a');
  }
  return table;
}();

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return k_token[static_cast<std::uint8_t>(c)] != 0; });
}

// Visible ASCII and bytes of UTF-8: no controls, no blank.
bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte > 0x20 && byte != 0x7f;
  });
}

bool is_field_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
  });
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Does a comma-separated list name this member?
bool list_has(std::string_view list, std::string_view lower_case_member) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (equals_ignoring_case(trim(list.substr(0, comma)), lower_case_member)) {
      return true;
    }
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

std::optional<Refusal> check_target(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  if (path.size() > limits::request_path_bytes_max || target.size() - path.size() > limits::request_query_bytes_max) {
    return k_target_too_long;
  }
  // An origin server that is no proxy needs the origin form only (RFC 9112, section 3.2.1). '#' never travels.
  if (target.empty() || target.front() != '/' || !is_visible(target) || target.find('#') != std::string_view::npos) {
    return bad("The request's target must be an absolute path");
  }
  return std::nullopt;
}

std::optional<Refusal> check_request_line(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) {
    return k_malformed;
  }
  head.line = line;
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, second - first - 1);
  const auto version = line.substr(second + 1);
  if (!is_token(head.method)) {
    return k_malformed;
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return version.substr(0, 5) == "HTTP/" && is_visible(version)
               ? Refusal{505, "http_version_not_supported", "Only HTTP/1.1 and HTTP/1.0 are spoken here"}
               : k_malformed;
  }
  head.http_1_0 = version == "HTTP/1.0";
  head.keep_alive = !head.http_1_0;
  return check_target(head.target);
}

// Digits and nothing else: no sign, no list, no blank, no hexadecimal.
std::optional<std::size_t> parse_length(std::string_view text) {
  if (text.empty() || text.size() > 18) {
    return std::nullopt;
  }
  std::size_t length = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') {
      return std::nullopt;
    }
    length = length * 10 + static_cast<std::size_t>(digit - '0');
  }
  return length;
}

struct Seen {
  int host = 0;
  int content_length = 0;
};

std::optional<Refusal> check_connection(std::string_view value, RequestHead& head) {
  if (list_has(value, "close")) {
    head.keep_alive = false;
  } else if (head.http_1_0 && list_has(value, "keep-alive")) {
    head.keep_alive = true;
  }
  return std::nullopt;
}

std::optional<Refusal> check_content_length(std::string_view value, Seen& seen, RequestHead& head) {
  const auto length = parse_length(value);
  if (!length || ++seen.content_length > 1) {
    return bad("Content-Length must be one plain number");
  }
  head.content_length = *length;
  return std::nullopt;
}

// The header fields that decide how the request is read. Each refusal here closes one way to be read differently
// by two parties, or to make a small request expensive.
std::optional<Refusal> check_framing(std::string_view name, std::string_view value, Seen& seen, RequestHead& head) {
  switch (name.front()) {
    case 'c':
      if (name == "content-length") {
        return check_content_length(value, seen, head);
      }
      if (name == "connection") {
        return check_connection(value, head);
      }
      if (name == "content-encoding") {
        return bad("Content-Encoding is not accepted: send the body as it is");
      }
      if (name == "content-type" && value.size() >= 10 && equals_ignoring_case(value.substr(0, 10), "multipart/")) {
        return Refusal{415, "unsupported_media_type", "Multipart bodies are not accepted: send JSON"};
      }
      return std::nullopt;
    case 'e':
      if (name == "expect" && !head.http_1_0) {
        if (!equals_ignoring_case(value, "100-continue")) {
          return Refusal{417, "expectation_failed", "The only known expectation is 100-continue"};
        }
        head.expects_continue = true;
      }
      return std::nullopt;
    case 'h':
      if (name == "host" && ++seen.host > 1) {
        return bad("There must be one Host header");
      }
      return std::nullopt;
    case 't':
      if (name == "transfer-encoding") {
        return bad("Transfer-Encoding is not accepted: send a Content-Length");
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// Range would turn JSON into many copies of itself, Accept-Encoding costs 190 us per answer with brotli, and
// cpp-httplib stores the socket's addresses under the last four names, where a client's own would shadow them.
bool is_dropped(std::string_view name) {
  constexpr std::array<std::string_view, 7> k_dropped{"range",       "if-range",   "accept-encoding", "remote_addr",
                                                      "remote_port", "local_addr", "local_port"};
  return std::find(k_dropped.begin(), k_dropped.end(), name) != k_dropped.end();
}

std::optional<Refusal> check_header_line(std::string_view line, RequestHead& head, Seen& seen, Params& headers) {
  const auto colon = line.find(':');
  // A line that begins with a blank (obs-fold) and a blank before the colon end here too: neither is a token.
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return bad("Malformed header line");
  }
  const auto value = trim(line.substr(colon + 1));
  if (!is_field_text(value)) {
    return bad("A header value holds a control character");
  }
  std::string name(line.substr(0, colon));
  for (char& letter : name) {
    letter = k_token[static_cast<std::uint8_t>(letter)];
  }
  if (auto refusal = check_framing(name, value, seen, head)) {
    return refusal;
  }
  if (!is_dropped(name)) {
    headers.emplace_back(std::move(name), value);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_head(std::string_view bytes, RequestHead& head, Params& headers) {
  if (bytes.size() > limits::request_header_bytes_max) {
    return check_unfinished_head(bytes);
  }
  auto end = bytes.find("\r\n");
  if (auto refusal = check_request_line(bytes.substr(0, end), head)) {
    return refusal;
  }
  Seen seen;
  std::size_t lines = 0;
  headers.clear();
  headers.reserve(8);
  for (bytes.remove_prefix(end + 2); bytes.size() > 2; bytes.remove_prefix(end + 2)) {
    if (++lines > limits::request_header_count_max) {
      return k_head_too_large;
    }
    // A bare CR or LF stays inside the line, where is_field_text refuses it.
    end = bytes.find("\r\n");
    if (auto refusal = check_header_line(bytes.substr(0, end), head, seen, headers)) {
      return refusal;
    }
  }
  if (seen.host == 0 && !head.http_1_0) {
    return bad("There must be one Host header");
  }
  if (head.content_length > limits::request_body_bytes_max) {
    return Refusal{413, "payload_too_large", "The request's body is too large"};
  }
  return std::nullopt;
}

std::optional<Refusal> check_unfinished_head(std::string_view bytes) {
  const auto line = bytes.substr(0, bytes.find("\r\n"));
  if (bytes.size() > limits::request_header_bytes_max) {
    const auto target = line.substr(std::min(line.find(' '), line.size()));
    return target.size() > limits::request_path_bytes_max + limits::request_query_bytes_max ? k_target_too_long
                                                                                            : k_head_too_large;
  }
  // A client that ends its lines with a bare LF would wait for an answer until its deadline.
  for (auto feed = bytes.find('\n'); feed != std::string_view::npos; feed = bytes.find('\n', feed + 1)) {
    if (feed == 0 || bytes[feed - 1] != '\r') {
      return k_malformed;
    }
  }
  return bytes.find('\0') == std::string_view::npos ? std::nullopt : std::optional(k_malformed);
}

}  // namespace satsrail::http
