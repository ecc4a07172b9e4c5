#include "core/wire/choice.h"

#include "core/limits.h"

#include <algorithm>

namespace satsrail::wire {

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::optional<std::string> choice(Fields& fields, std::string_view name, std::span<const std::string_view> words) {
  auto text = fields.text(name, limits::text_chars_max);
  if (text && std::find(words.begin(), words.end(), *text) == words.end()) {
    fields.fail(name, "must be " + listed(words));
    return std::nullopt;
  }
  return text;
}

void refuse_blank(Fields& fields, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (fields.has(name) || fields.is_null(name)) {
      fields.require(name);
    }
  }
}

}  // namespace satsrail::wire
