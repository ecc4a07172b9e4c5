#include "tests/bench/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace satsrail::bench {

std::string Report::table() const {
  std::string text = fmt::format("{:<52}{:>6}{:>12}{:>10}{:>10}\n", "", "conns", "per second", "p50 ms", "p99 ms");
  for (const auto& figure : m_figures) {
    const auto connections = figure.connections == 0 ? "-" : std::to_string(figure.connections);
    text += fmt::format("{:<52}{:>6}{:>12.0f}{:>10.3f}{:>10.3f}\n", figure.subject, connections,
                        figure.sample.per_second, figure.sample.p50_ms, figure.sample.p99_ms);
  }
  text += fmt::format("\n{:<66}{:>12}{:>14}\n", "", "reached", "goal");
  for (const auto& goal : m_goals) {
    const auto reached = goal.reached ? fmt::format("{:.2f} {}", *goal.reached, goal.unit) : std::string("-");
    const auto hoped = fmt::format("{} {:g} {}", goal.at_least ? ">=" : "<=", goal.goal, goal.unit);
    text += fmt::format("{:<66}{:>12}{:>14}{}\n", goal.what, reached, hoped,
                        goal.note.empty() ? "" : "  (" + goal.note + ")");
  }
  return text;
}

std::string Report::json() const {
  nlohmann::ordered_json json{{"figures", nlohmann::json::array()}, {"goals", nlohmann::json::array()}};
  for (const auto& figure : m_figures) {
    json["figures"].push_back({{"subject", figure.subject},
                               {"connections", figure.connections},
                               {"per_second", figure.sample.per_second},
                               {"p50_ms", figure.sample.p50_ms},
                               {"p99_ms", figure.sample.p99_ms},
                               {"requests", figure.sample.requests},
                               {"errors", figure.sample.errors}});
  }
  for (const auto& goal : m_goals) {
    json["goals"].push_back({{"what", goal.what},
                             {"reached", goal.reached ? nlohmann::json(*goal.reached) : nlohmann::json()},
                             {"goal", goal.goal},
                             {"comparison", goal.at_least ? ">=" : "<="},
                             {"unit", goal.unit},
                             {"note", goal.note}});
  }
  return json.dump(2);
}

}  // namespace satsrail::bench
