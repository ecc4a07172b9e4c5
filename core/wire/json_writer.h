#pragma once
// Writes JSON text, field by field, in the order written. The wire's field order is part of the contract and a
// session is written on every read, so no document tree is built (measured: a tree of 25 fields costs as much as
// the whole database read).

#include "core/money.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail::wire {

// Appends `text` (valid UTF-8) as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

class JsonWriter {
 public:
  JsonWriter() { m_out.reserve(1024); }

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);  // name must need no escaping

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(std::int64_t{number}); }
  JsonWriter& value(std::size_t number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(Time time);  // "2024-01-15T10:15:00Z"
  JsonWriter& value(Sat sats) { return value(sats.value); }
  JsonWriter& value(FiatCents cents) { return value(cents.value); }
  JsonWriter& value(std::nullptr_t);
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : value(nullptr);
  }
  // Text that is JSON already.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  // Null where there is no text.
  JsonWriter& text_or_null(std::string_view name, std::string_view text) {
    return text.empty() ? field(name, nullptr) : field(name, text);
  }
  JsonWriter& raw_field(std::string_view name, std::string_view json) { return key(name).raw(json); }

  std::string take() { return std::move(m_out); }
  const std::string& text() const { return m_out; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string m_out;
  bool m_first = true;  // nothing written yet inside the innermost bracket, or right after a key
};

}  // namespace satsrail::wire
