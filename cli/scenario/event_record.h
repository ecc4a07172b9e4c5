#pragma once
// All that happened in a scenario's sandbox, written down for whoever looks at a failed run later.

#include "cli/failure.h"
#include "cli/held_signals.h"
#include "cli/parser.h"
#include "cli/sandbox_variables.h"
#include "cli/scenario/scenario.h"
#include "core/result.h"

#include <fstream>
#include <string>

namespace satsrail::cli {

class EventRecord {
 public:
  // Empties the file. Error: output_failed (1).
  static Outcome<EventRecord> open(const std::string& path);
  // A line for each event, oldest first: {"file", "event"}. At most limits::scenario_events_max of each scenario.
  // Error: output_failed (1).
  Outcome<Done> add(const Scenario& scenario, const SandboxVariables& sandbox, const Environment& environment,
                    const HeldSignals& signals);

 private:
  EventRecord(std::string path, std::ofstream file) : m_path(std::move(path)), m_file(std::move(file)) {}

  std::string m_path;
  std::ofstream m_file;
};

// A report that could not be written. (1)
Failure unwritten(const std::string& path);

}  // namespace satsrail::cli
