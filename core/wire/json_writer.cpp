#include "core/wire/json_writer.h"

#include "core/util/time_format.h"

#include <array>
#include <charconv>

namespace satsrail::wire {

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view k_hex = "0123456789abcdef";
  out.push_back('"');
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') {
      continue;
    }
    out.append(text, plain_from, i - plain_from);
    plain_from = i + 1;
    switch (byte) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default:
        out.append("\\u00");
        out.push_back(k_hex[byte >> 4]);
        out.push_back(k_hex[byte & 0x0f]);
    }
  }
  out.append(text, plain_from);
  out.push_back('"');
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  m_out.push_back(bracket);
  m_first = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  m_out.push_back(bracket);
  m_first = false;
  return *this;
}

void JsonWriter::separate() {
  if (!m_first) {
    m_out.push_back(',');
  }
  m_first = false;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  m_out.push_back('"');
  m_out.append(name);
  m_out.append("\":");
  m_first = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(m_out, text);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  m_out.append(digits.data(), end);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  return raw(flag ? "true" : "false");
}

JsonWriter& JsonWriter::value(Time time) {
  separate();
  m_out.push_back('"');
  append_iso(m_out, time);
  m_out.push_back('"');
  return *this;
}

JsonWriter& JsonWriter::value(std::nullptr_t) {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  m_out.append(json);
  return *this;
}

}  // namespace satsrail::wire
