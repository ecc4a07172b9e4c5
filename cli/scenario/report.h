#pragma once
// How scenarios are reported: to a person at a terminal, in tab-separated lines, as lines of JSON, as JUnit XML.

#include "cli/output.h"
#include "cli/scenario/result.h"

#include <memory>
#include <string>
#include <vector>

namespace satsrail::cli {

class Report {
 public:
  virtual ~Report() = default;
  virtual void begin(const Scenario& scenario, const std::string& base_url) = 0;
  virtual void step(const Scenario& scenario, const StepResult& result) = 0;
  virtual void end(const ScenarioResult& result) = 0;
  virtual void all(const std::vector<ScenarioResult>& results) = 0;
};

// The one that fits the output: JSON lines under --json and --format, a page for people, else tab-separated lines;
// under --quiet the names of the files that failed.
std::unique_ptr<Report> make_report(Output& out);
std::unique_ptr<Report> make_json_report(Output& out);

// A <testsuite> for each file and a <testcase> for each step.
std::string junit_xml(const std::vector<ScenarioResult>& results);

std::string_view to_string(StepState state);
std::string milliseconds_text(std::chrono::microseconds duration);  // "12.3"
// "2 of 3 scenarios failed", "1 scenario passed".
std::string summary_of(const std::vector<ScenarioResult>& results);

}  // namespace satsrail::cli
