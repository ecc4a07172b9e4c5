#include "cli/event_search.h"

#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/since.h"
#include "cli/text.h"
#include "core/domain/webhook_endpoint.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::size_t k_account_width = 76;  // and two blanks in front: fits a terminal of 80 columns

std::int64_t seq_of(const json& event) {
  return std::strtoll(text_at_path(event, "seq").c_str(), nullptr, 10);
}

// Is there a question of which type an event is?
bool is_one_type(const std::vector<std::string>& types) {
  return types.size() == 1 && types[0].find_first_of("*!") == std::string::npos;
}

std::string line_of(const json& event, const EventSearch& search) {
  std::vector<std::string> parts;
  for (const auto& condition : search.conditions) {
    if (!is_met(condition, event)) {
      parts.push_back(difference(condition, event));
    }
  }
  return printable(text_at_path(event, "id")) +
         (is_one_type(search.types) ? "" : "  " + printable(text_at_path(event, "type"))) + "  " +
         (parts.empty() ? printable(text_at_path(event, "created_at")) : join(parts, "; "));
}

}  // namespace

// The oldest event that counts.
struct EventFindings::From {
  std::int64_t after_seq = 0;
  std::optional<Time> not_before;

  bool holds(const json& event) const {
    if (seq_of(event) <= after_seq) {
      return false;
    }
    const auto at = parse_iso(text_at_path(event, "created_at"));
    return !not_before || !at.ok() || at->time >= *not_before;
  }
};

EventFindings::EventFindings(EventSearch search) : m_search(std::move(search)) {}

void EventFindings::take(const Event& event) {
  if (!any_pattern_matches(m_search.types, text_at_path(event, "type"))) {
    return;
  }
  ++m_of_type;
  keep_sample(event);
  if (are_met(m_search.conditions, event)) {
    m_matches.push_back(event);
  } else {
    keep_if_near(event);
  }
}

void EventFindings::keep_sample(const Event& event) {
  const auto says_more = [&](const Condition& condition) {
    return check_paths({condition}, {event}).ok() && !check_paths({condition}, m_samples).ok();
  };
  if (m_samples.empty() || std::any_of(m_search.conditions.begin(), m_search.conditions.end(), says_more)) {
    m_samples.push_back(event);
  }
}

void EventFindings::keep_if_near(const Event& event) {
  const auto distance = differences(m_search.conditions, event).size();
  // The youngest of those that are equally near stands first.
  const auto place = std::find_if(m_nearest.begin(), m_nearest.end(), [&](const Event& other) {
    return distance <= differences(m_search.conditions, other).size();
  });
  m_nearest.insert(place, event);
  if (m_nearest.size() > k_nearest_max) {
    m_nearest.pop_back();
  }
}

Outcome<EventFindings::From> EventFindings::beginning(Context& context) const {
  From from;
  const auto& since = m_search.since;
  if (since.starts_with("evt_")) {
    TRY_ASSIGN(const auto reply, context.get(Key::merchant, object_path(Source::events, since)));
    from.after_seq = seq_of(json::parse(reply.body(), nullptr, false));
  } else if (is_cursor(since)) {
    from.after_seq = std::strtoll(since.c_str(), nullptr, 10);
  } else if (const auto duration = parse_duration(since); duration.ok()) {
    TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/clock"));
    const auto now = parse_iso(text_at_path(json::parse(reply.body(), nullptr, false), "now"));
    if (now.ok()) {
      from.not_before = now->time - *duration;
    }
  }
  return from;
}

Outcome<Done> EventFindings::read_log(Context& context) {
  if (m_search.since.empty()) {
    return Done{};  // from now on, and it looks once
  }
  TRY_ASSIGN(const auto from, beginning(context));
  client::Query filter;
  if (is_one_type(m_search.types)) {
    filter.emplace_back("type", m_search.types[0]);
  }
  // Newest first, so that a short time needs a short look. What happens meanwhile moves events to later pages, where
  // they are not to count twice.
  std::vector<Event> found;
  std::int64_t pages = 1;
  bool go_on = true;
  for (std::int64_t page = 1; go_on && page <= pages; ++page) {
    auto query = filter;
    query.emplace_back("page", std::to_string(page));
    query.emplace_back("per_page", std::to_string(limits::per_page_max));
    TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/events", std::move(query)));
    const auto list = json::parse(reply.body(), nullptr, false);
    const auto* rows = list.is_object() ? at_path(list, "data") : nullptr;
    for (const auto& event : rows != nullptr && rows->is_array() ? *rows : json::array()) {
      go_on = from.holds(event);
      if (!go_on) {
        break;
      }
      if (found.empty() || seq_of(event) < seq_of(found.back())) {
        found.push_back(event);
      }
    }
    pages = list.is_object() ? std::strtoll(text_at_path(list, "meta.total_pages").c_str(), nullptr, 10) : 0;
  }
  std::for_each(found.rbegin(), found.rend(), [this](const Event& event) { take(event); });
  return Done{};
}

Outcome<Done> EventFindings::look_around(Context& context) {
  if (m_of_type > 0) {
    return Done{};
  }
  TRY_ASSIGN(const auto reply,
             context.get(Key::merchant, "/_sandbox/events", {{"per_page", std::to_string(limits::per_page_max)}}));
  const auto list = json::parse(reply.body(), nullptr, false);
  const auto* rows = list.is_object() ? at_path(list, "data") : nullptr;
  for (const auto& event : rows != nullptr && rows->is_array() ? *rows : json::array()) {
    ++m_around[text_at_path(event, "type")];
  }
  m_looked_around = true;
  return Done{};
}

std::string EventFindings::account() const {
  std::vector<std::string> lines;
  if (!m_matches.empty()) {
    lines.emplace_back("found:");
    for (std::size_t i = 0; i < std::min(m_matches.size(), k_nearest_max); ++i) {
      lines.push_back("  " + line_of(m_matches[i], m_search));
    }
    if (m_matches.size() > k_nearest_max) {
      lines.push_back("  … and " + std::to_string(m_matches.size() - k_nearest_max) + " more");
    }
  }
  if (!m_nearest.empty()) {
    const auto others = m_of_type - m_matches.size();
    lines.push_back(others == 1 ? "one came near:" : "the nearest of " + std::to_string(others) + " others:");
    for (const auto& event : m_nearest) {
      lines.push_back("  " + line_of(event, m_search));
    }
  }
  if (!lines.empty()) {
    return join(lines, "\n");
  }
  if (!m_looked_around || m_around.empty()) {
    return "no event happened";
  }
  std::vector<std::string> others;
  for (const auto& [type, count] : m_around) {
    others.push_back(std::to_string(count) + " " + printable(type));
  }
  return join(wrapped("none of that type happened; lately there were " + join(others, ", "), k_account_width), "\n");
}

std::string EventFindings::account_json(std::optional<std::int64_t> expected) const {
  json out{{"expected_count", expected ? json(*expected) : json()}, {"found_count", m_matches.size()}};
  const auto add = [&](const char* name, const std::vector<Event>& events) {
    out[name] = json::array();
    for (std::size_t i = 0; i < std::min(events.size(), k_nearest_max); ++i) {
      out[name].push_back({{"id", text_at_path(events[i], "id")},
                           {"type", text_at_path(events[i], "type")},
                           {"created_at", text_at_path(events[i], "created_at")},
                           {"differences", differences(m_search.conditions, events[i])}});
    }
  };
  add("found", m_matches);
  add("nearest", m_nearest);
  if (m_looked_around) {
    out["other_events"] = m_around;
  }
  return dump(out);
}

}  // namespace satsrail::cli
