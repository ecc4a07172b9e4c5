#include "cli/since.h"

#include "cli/identify.h"
#include "cli/text.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <algorithm>

namespace satsrail::cli {

bool is_cursor(std::string_view text) {
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.size() <= 18 &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const auto dot = text.find('.');
  return is_number(text.substr(0, dot)) && (dot == std::string_view::npos || is_number(text.substr(dot + 1)));
}

Outcome<std::string> parse_since(Context& context, const std::string& typed) {
  const auto word = std::string(trim(typed));
  if (word == "now") {
    return std::string();
  }
  if (word == "start") {
    return std::string("0");
  }
  if (word.starts_with("evt_")) {
    return resolve_id(context, Source::events, word);
  }
  if (is_cursor(word)) {
    return word;
  }
  if (const auto duration = parse_duration(word); duration.ok() && duration->count() > 0) {
    return word;
  }
  return usage_failure("invalid_since", "'" + printable(typed) + "' is no value for --since",
                       "it is a moment (now, start), an event (evt_…), or how long ago (10m)", "as in:  --since 10m");
}

}  // namespace satsrail::cli
