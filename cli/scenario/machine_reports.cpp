// Reports for programs: lines of JSON, and JUnit XML.

#include "cli/json_text.h"
#include "cli/scenario/report.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

double to_milliseconds(std::chrono::microseconds duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

std::string_view to_string(StepKind kind) {
  return kind == StepKind::command ? "run" : kind == StepKind::api ? "api" : "shell";
}

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

json failure_json(const Scenario& scenario, const StepFailure& failure) {
  json found = json::array();
  for (const auto& each : failure.mismatches) {
    found.push_back({{"path", each.path},
                     {"expected", each.expected},
                     {"got", each.got},
                     {"at", place_text(scenario.file, each.place)}});
  }
  return {{"message", failure.what},    {"at", place_text(scenario.file, failure.place)},
          {"details", failure.details}, {"mismatches", std::move(found)},
          {"events", failure.events},   {"deliveries", failure.deliveries}};
}

class JsonReport : public Report {
 public:
  explicit JsonReport(Output& out) : m_out(out) {}

  void begin(const Scenario& scenario, const std::string& base_url) override {
    m_out.stream_line(dump({{"type", "suite"},
                            {"file", scenario.file},
                            {"name", scenario.name},
                            {"description", scenario.description},
                            {"steps", scenario.steps.size() + scenario.cleanup.size()},
                            {"base_url", base_url}}));
  }
  void step(const Scenario& scenario, const StepResult& result) override {
    m_out.stream_line(dump({{"type", "step"},
                            {"file", scenario.file},
                            {"line", result.step->place.line},
                            {"number", result.number},
                            {"name", result.step->name},
                            {"kind", to_string(result.step->kind)},
                            {"cleanup", result.cleanup},
                            {"state", cli::to_string(result.state)},
                            {"duration_ms", to_milliseconds(result.duration)},
                            {"exit_code", or_null(result.exit_code)},
                            {"status", or_null(result.status)},
                            {"failure", result.failure ? failure_json(scenario, *result.failure) : json()}}));
  }
  void end(const ScenarioResult& /*result*/) override {}
  void all(const std::vector<ScenarioResult>& results) override {
    json files = json::array();
    std::size_t failed = 0;
    std::chrono::microseconds duration{0};
    for (const auto& each : results) {
      failed += each.passed() ? 0 : 1;
      duration += each.duration;
      files.push_back({{"file", each.scenario->file},
                       {"state", each.passed() ? "passed" : "failed"},
                       {"duration_ms", to_milliseconds(each.duration)},
                       {"error", each.no_sandbox ? json(each.no_sandbox->what) : json()}});
    }
    m_out.stream_line(dump({{"type", "end"},
                            {"scenarios", results.size()},
                            {"passed", results.size() - failed},
                            {"failed", failed},
                            {"duration_ms", to_milliseconds(duration)},
                            {"files", std::move(files)}}));
  }

 private:
  Output& m_out;
};

// As text or attribute of XML 1.0: what it has no place for (control characters, broken UTF-8) becomes '?' or U+FFFD.
std::string xml(std::string_view text) {
  const auto clean = json(std::string(text)).dump(-1, ' ', false, json::error_handler_t::replace);
  std::string out;
  for (const char c : json::parse(clean).get<std::string>()) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    }
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml(value) + "\"";
}

std::string seconds_text(std::chrono::microseconds duration) {
  auto micros = std::to_string(duration.count() % 1'000'000);
  micros.insert(0, 6 - micros.size(), '0');
  return std::to_string(duration.count() / 1'000'000) + "." + micros;
}

std::string failure_text(const Scenario& scenario, const StepFailure& failure) {
  std::string out = place_text(scenario.file, failure.place) + ": " + failure.what + "\n";
  for (const auto& text : failure.details) {
    out += "  " + text + "\n";
  }
  for (const auto& each : failure.mismatches) {
    out += "  " + (each.path.empty() ? "the answer" : each.path) + "\n    expected  " + each.expected +
           "\n    got       " + each.got + "\n";
  }
  for (const auto& text : failure.events) {
    out += "  event     " + text + "\n";
  }
  for (const auto& text : failure.deliveries) {
    out += "  delivery  " + text + "\n";
  }
  return out;
}

std::string testcase(const Scenario& scenario, const StepResult& result) {
  auto out = "    <testcase" + attribute("name", std::to_string(result.number) + ". " + result.step->name) +
             attribute("classname", scenario.name) + attribute("file", scenario.file) +
             attribute("line", std::to_string(result.step->place.line)) +
             attribute("time", seconds_text(result.duration));
  if (result.state == StepState::passed) {
    return out + "/>\n";
  }
  if (result.state == StepState::skipped) {
    return out + ">\n      <skipped message=\"a step before it failed\"/>\n    </testcase>\n";
  }
  return out + ">\n      <failure type=\"failed\"" + attribute("message", result.failure->what) + ">" +
         xml(failure_text(scenario, *result.failure)) + "</failure>\n    </testcase>\n";
}

std::string testsuite(const ScenarioResult& result) {
  const auto& scenario = *result.scenario;
  std::string cases;
  for (const auto& step : result.steps) {
    cases += testcase(scenario, step);
  }
  if (result.no_sandbox) {
    cases += "    <testcase" + attribute("name", "start the sandbox") + attribute("classname", scenario.name) +
             ">\n      <error" + attribute("message", result.no_sandbox->what) + ">" + xml(result.no_sandbox->why) +
             "</error>\n    </testcase>\n";
  }
  const auto count = [](std::size_t number) { return std::to_string(number); };
  return "  <testsuite" + attribute("name", scenario.name) + attribute("file", scenario.file) +
         attribute("tests", count(result.steps.size() + (result.no_sandbox ? 1 : 0))) +
         attribute("failures", count(result.count(StepState::failed))) +
         attribute("errors", result.no_sandbox ? "1" : "0") +
         attribute("skipped", count(result.count(StepState::skipped))) +
         attribute("time", seconds_text(result.duration)) + ">\n" + cases + "  </testsuite>\n";
}

}  // namespace

std::unique_ptr<Report> make_json_report(Output& out) {
  return std::make_unique<JsonReport>(out);
}

std::string junit_xml(const std::vector<ScenarioResult>& results) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::string suites;
  for (const auto& each : results) {
    tests += each.steps.size() + (each.no_sandbox ? 1 : 0);
    failures += each.count(StepState::failed);
    errors += each.no_sandbox ? 1 : 0;
    suites += testsuite(each);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"satsrail run\"" +
         attribute("tests", std::to_string(tests)) + attribute("failures", std::to_string(failures)) +
         attribute("errors", std::to_string(errors)) + ">\n" + suites + "</testsuites>\n";
}

}  // namespace satsrail::cli
