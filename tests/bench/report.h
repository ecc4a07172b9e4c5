#pragma once
// What was measured, beside what was hoped for. Figures, never a verdict: the exit code knows nothing of speed.

#include "tests/bench/load.h"

#include <optional>
#include <string>
#include <vector>

namespace satsrail::bench {

struct Figure {
  std::string subject;
  int connections = 0;  // 0: not a load over HTTP
  Sample sample;
};

struct Goal {
  std::string what;
  std::optional<double> reached;  // nothing: not measured in this run, and `note` says why
  double goal = 0;
  bool at_least = true;  // else at most
  std::string unit;      // "x", "ms", "MiB"
  std::string note{};
};

class Report {
 public:
  void add(std::string subject, int connections, const Sample& sample) {
    m_figures.push_back({std::move(subject), connections, sample});
  }
  void add(Goal goal) { m_goals.push_back(std::move(goal)); }
  std::string table() const;
  std::string json() const;

 private:
  std::vector<Figure> m_figures;
  std::vector<Goal> m_goals;
};

}  // namespace satsrail::bench
