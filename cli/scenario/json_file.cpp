#include "cli/scenario/json_file.h"

#include "cli/text.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

// Walks over the text and tells how far the parser has come: the library itself keeps no places of values.
class Reading {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Reading(const char* at, const char** furthest) : m_at(at), m_furthest(furthest) {}
  reference operator*() const { return *m_at; }
  Reading& operator++() {
    *m_furthest = ++m_at;
    return *this;
  }
  Reading operator++(int) {
    const auto before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Reading& other) const { return m_at == other.m_at; }
  bool operator!=(const Reading& other) const { return m_at != other.m_at; }

 private:
  const char* m_at;
  const char** m_furthest;
};

// Where in the document the parser is: told by its callback of each key, value, begin and end.
class Path {
 public:
  // The pointer of what has just begun or been read.
  std::string enter_value() {
    if (m_levels.empty()) {
      return {};
    }
    auto& level = m_levels.back();
    return level.is_array ? pointer_to(level.pointer, level.index++) : level.member;
  }
  std::string set_key(const std::string& key) {
    m_levels.back().member = pointer_to(m_levels.back().pointer, key);
    return m_levels.back().member;
  }
  void open(bool is_array) { m_levels.push_back({enter_value(), {}, 0, is_array}); }
  void close() { m_levels.pop_back(); }
  const std::string& pointer() const { return m_levels.back().pointer; }

 private:
  struct Level {
    std::string pointer;
    std::string member;
    std::size_t index;
    bool is_array;
  };
  std::vector<Level> m_levels;
};

Failure invalid(const std::string& name, TextPlace place, const std::string& why) {
  return usage_failure("invalid_json", place_text(name, place) + ": this is no JSON", printable(why),
                       "names and text stand in double quotes; nothing follows a last comma");
}

// "…at line 3, column 5: syntax error while parsing …" without its head.
std::string reason_of(const std::exception& error) {
  const std::string text = error.what();
  const auto at = text.find(": ");
  return at == std::string::npos ? text : text.substr(at + 2);
}

}  // namespace

Outcome<Document> parse_json_document(std::string_view text, std::string name) {
  Document out{std::move(name), {}, {}};
  const char* furthest = text.data();
  // One character is read beyond a number; of text and brackets the last one is their own.
  const auto line = [&] {
    const char* end = furthest > text.data() ? furthest - 1 : furthest;
    return static_cast<std::size_t>(std::count(text.data(), end, '\n')) + 1;
  };
  Path path;
  std::optional<Failure> twice;
  int depth_max = 0;
  const auto note = [&](int depth, json::parse_event_t event, const json& parsed) {
    using Event = json::parse_event_t;
    depth_max = std::max(depth_max, depth);
    if (event == Event::object_start || event == Event::array_start) {
      path.open(event == Event::array_start);
      out.places.try_emplace(path.pointer(), TextPlace{line(), 0});
    } else if (event == Event::object_end || event == Event::array_end) {
      path.close();
    } else if (event == Event::key) {
      const auto pointer = path.set_key(parsed.get<std::string>());
      if (!out.places.try_emplace(pointer, TextPlace{line(), 0}).second && !twice) {
        twice = invalid(out.name, {line(), 0}, "'" + parsed.get<std::string>() + "' stands here a second time");
      }
    } else {
      out.places.try_emplace(path.enter_value(), TextPlace{line(), 0});
    }
    return true;
  };
  try {
    const char* end = text.data() + text.size();
    out.root = std::make_shared<const json>(
        json::parse(Reading(text.data(), &furthest), Reading(end, &furthest), json::parser_callback_t(note)));
  } catch (const json::exception& error) {
    return invalid(out.name, {line(), 0}, reason_of(error));
  }
  if (twice) {
    return *twice;
  }
  if (!out.root->is_object() || depth_max > limits::json_depth_max) {
    return invalid(out.name, {1, 0}, out.root->is_object() ? "it is nested too deeply" : "it has to be an object");
  }
  return out;
}

}  // namespace satsrail::cli
