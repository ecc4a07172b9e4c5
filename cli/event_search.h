#pragma once
// Looking for events: which are meant, which come near, and what there is instead.

#include "cli/context.h"
#include "cli/where.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::cli {

inline constexpr std::size_t k_nearest_max = 5;  // events that are shown when none is as it should be

struct EventSearch {
  std::vector<std::string> types;  // patterns
  std::vector<Condition> conditions;
  std::string since;  // as parse_since() answers it
};

// Sorts events into those that are meant, and of the rest keeps the nearest of the same type.
class EventFindings {
 public:
  using Event = nlohmann::ordered_json;

  explicit EventFindings(EventSearch search);

  // One event, in the order in which they happened.
  void take(const Event& event);
  // All that the log has of them since `since`, in place of take().
  Outcome<Done> read_log(Context& context);
  // When no event of the type was seen: which others happened lately.
  Outcome<Done> look_around(Context& context);

  // In the order in which they happened.
  const std::vector<Event>& matches() const { return m_matches; }
  // Of the same type, not meant; the fewest differences first, then the youngest. At most k_nearest_max.
  const std::vector<Event>& nearest() const { return m_nearest; }
  std::size_t count_of_type() const { return m_of_type; }
  const std::map<std::string, int>& around() const { return m_around; }  // how many of each type

  // Does a condition name a field that no event of the type has? Error: unknown_field (2).
  Outcome<Done> check_fields() const { return check_paths(m_search.conditions, m_samples); }

  // In words, a few lines; and as data for --json, an object.
  std::string account() const;
  std::string account_json(std::optional<std::int64_t> expected) const;

 private:
  struct From;
  Outcome<From> beginning(Context& context) const;
  void keep_sample(const Event& event);
  void keep_if_near(const Event& event);

  EventSearch m_search;
  std::vector<Event> m_matches;
  std::vector<Event> m_nearest;
  std::vector<Event> m_samples;  // one for each field that a condition names, and the first
  std::size_t m_of_type = 0;
  std::map<std::string, int> m_around;
  bool m_looked_around = false;
};

}  // namespace satsrail::cli
