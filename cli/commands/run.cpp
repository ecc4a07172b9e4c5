#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/held_signals.h"
#include "cli/sandbox_process.h"
#include "cli/sandbox_variables.h"
#include "cli/scenario/event_record.h"
#include "cli/scenario/read_scenario.h"
#include "cli/scenario/report.h"
#include "cli/scenario/step_process.h"
#include "cli/scenario/tell.h"
#include "cli/scenario/variables.h"
#include "cli/text.h"
#include "cli/throwaway_sandbox.h"
#include "core/limits.h"
#include "core/result.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace satsrail::cli::handlers {

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

Outcome<GivenVariables> given_variables(const Invocation& in) {
  GivenVariables out;
  for (const auto& pair : in.values("var")) {
    const auto equals = pair.find('=');
    const auto name = pair.substr(0, equals);
    if (equals == std::string::npos || !is_variable_name(name)) {
      return usage_failure("invalid_pair", "'" + printable(pair) + "' is no variable", "it has to be NAME=VALUE",
                           "as in:  --var amount=50.00");
    }
    out.emplace_back(name, pair.substr(equals + 1));
  }
  return out;
}

// A folder stands for the scenarios that lie in it, by name.
Outcome<Words> files_of(const Words& named) {
  Words out;
  for (const auto& path : named) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      out.push_back(path);
      continue;
    }
    Words found;
    for (const auto& entry : fs::directory_iterator(path, error)) {
      const auto extension = entry.path().extension();
      if (entry.is_regular_file(error) && (extension == ".toml" || extension == ".json")) {
        found.push_back(entry.path().lexically_normal().string());
      }
    }
    if (found.empty()) {
      return usage_failure("no_scenarios", "there is no scenario in " + printable(path),
                           "it holds no .toml and no .json file", "name a file, or another folder");
    }
    std::sort(found.begin(), found.end());
    out.insert(out.end(), found.begin(), found.end());
  }
  if (out.size() > limits::scenario_files_max) {
    return usage_failure("too_many_files", "these are " + std::to_string(out.size()) + " files",
                         std::to_string(limits::scenario_files_max) + " are the most", "run them in several parts");
  }
  return out;
}

// Everything is read before anything runs.
Outcome<std::vector<Scenario>> read_all(const Words& files, const GivenVariables& given,
                                        const Environment& environment) {
  std::vector<Scenario> out;
  Words declared;
  for (const auto& file : files) {
    TRY_ASSIGN(auto scenario, read_scenario(file, given, environment));
    declared.insert(declared.end(), scenario.declared.begin(), scenario.declared.end());
    out.push_back(std::move(scenario));
  }
  for (const auto& [name, value] : given) {
    if (std::find(declared.begin(), declared.end(), name) == declared.end()) {
      const auto near = closest(name, declared);
      return usage_failure("unknown_variable", "there is no variable '" + name + "' to set",
                           "none of the files has it under [vars]",
                           near ? "did you mean:  --var " + *near + "=…" : "declare it there, with its usual value");
    }
  }
  return out;
}

Outcome<Done> check_report_path(const std::optional<std::string>& path) {
  std::error_code error;
  if (path && !fs::is_directory(fs::absolute(*path).parent_path(), error)) {
    return usage_failure("no_folder", "cannot write " + printable(*path), "there is no such folder", "make it first");
  }
  return Done{};
}

Outcome<Done> write_junit(const std::string& path, const std::vector<ScenarioResult>& results) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << junit_xml(results);
  file.close();
  return file ? Outcome<Done>(Done{}) : Outcome<Done>(unwritten(path));
}

// Runs scenarios, each in a sandbox of its own or all in the one that was found.
class Runner {
 public:
  Runner(Context& context, const HeldSignals& signals, Report& report)
      : m_context(context), m_signals(signals), m_report(report) {}

  // Error: the sandbox of --here does not answer (4, 5); there is no satsraild (1).
  Outcome<Done> prepare() {
    if (const auto path = m_context.in.value("events-out")) {
      TRY_ASSIGN(m_record, EventRecord::open(*path));
    }
    if (!m_context.in.has("here")) {
      TRY_ASSIGN(m_program, find_daemon(m_context.env));
      return Done{};
    }
    TRY(m_context.get(Key::merchant, "/_sandbox/status"));
    TRY_ASSIGN(const auto* found, m_context.sandbox());
    TRY_ASSIGN(m_here, variables_of(*found));
    return Done{};
  }

  // Error: --events-out could not be written (1).
  Outcome<ScenarioResult> run(const Scenario& scenario) {
    auto result = m_here ? tell_to(scenario, *m_here, {}) : run_in_throwaway(scenario);
    m_report.end(result);
    if (m_here && !scenario.sandbox_flags.empty()) {
      m_context.out.note("note: --here leaves [sandbox] of " + printable(scenario.file) + " aside");
    }
    if (m_unwritten) {
      return *m_unwritten;
    }
    return result;
  }

 private:
  ScenarioResult tell_to(const Scenario& scenario, const SandboxVariables& sandbox, const std::vector<pid_t>& keep) {
    m_report.begin(scenario, sandbox.base_url);
    static_cast<void>(m_context.out.flush());
    auto result = tell(scenario, sandbox, m_context.env, m_signals, [&](const StepResult& step) {
      m_report.step(scenario, step);
      // Each line leaves at once; a child must find nothing of it in its buffer. What fails here fails at the end.
      static_cast<void>(m_context.out.flush());
    });
    if (m_record) {
      if (auto added = m_record->add(scenario, sandbox, m_context.env, m_signals); !added.ok()) {
        m_unwritten = std::move(added).error();
      }
    }
    end_strays(keep);
    return result;
  }

  ScenarioResult run_in_throwaway(const Scenario& scenario) {
    auto sandbox = make_sandbox(scenario);
    if (!sandbox.ok()) {
      m_report.begin(scenario, "");
      return {.scenario = &scenario, .no_sandbox = sandbox.error()};
    }
    const auto variables = variables_of_ready((*sandbox)->ready(), (*sandbox)->dir(), is_live(scenario));
    if (!variables.ok()) {
      m_report.begin(scenario, "");
      return {.scenario = &scenario, .no_sandbox = variables.error()};
    }
    auto result = tell_to(scenario, *variables, (*sandbox)->processes());
    if (m_context.in.has("keep")) {
      m_context.out.note("kept: look at it with  satsrail start --dir " + shell_quoted((*sandbox)->dir()));
    }
    return result;
  }

  Outcome<std::unique_ptr<ThrowawaySandbox>> make_sandbox(const Scenario& scenario) {
    TRY_ASSIGN(auto flags, daemon_flags_of(scenario.sandbox_flags));
    TRY_ASSIGN(const auto timeout, m_context.timeout());
    return ThrowawaySandbox::start(m_context.env, {m_program, std::move(flags), m_context.in.has("keep"),
                                                   timeout.value_or(limits::daemon_ready_timeout)});
  }

  bool is_live(const Scenario& scenario) const {
    return m_context.in.has("live") || std::find(scenario.sandbox_flags.begin(), scenario.sandbox_flags.end(),
                                                 "--live") != scenario.sandbox_flags.end();
  }

  Context& m_context;
  const HeldSignals& m_signals;
  Report& m_report;
  std::string m_program;
  std::optional<SandboxVariables> m_here;
  std::optional<EventRecord> m_record;
  std::optional<Failure> m_unwritten;
};

// The first thing to look at.
Failure failure_of(const std::vector<ScenarioResult>& results) {
  const auto failed = std::find_if(results.begin(), results.end(), [](const auto& each) { return !each.passed(); });
  std::string why;
  if (failed->no_sandbox) {
    why = failed->scenario->file + ": " + failed->no_sandbox->what;
  } else if (const auto* step = failed->first_failure()) {
    why = place_text(failed->scenario->file, step->failure->place) + ": " + step->failure->what;
  }
  return {ExitCode::refused,
          "scenario_failed",
          summary_of(results),
          printable(why),
          "look around in its sandbox:  satsrail run --keep " + shell_quoted(failed->scenario->file),
          {}};
}

}  // namespace

Outcome<int> run(Context& context) {
  TRY_ASSIGN(const auto given, given_variables(context.in));
  const auto junit = context.in.value("junit");
  TRY(check_report_path(junit));
  TRY(check_report_path(context.in.value("events-out")));
  TRY_ASSIGN(const auto files, files_of(context.in.args));
  TRY_ASSIGN(const auto scenarios, read_all(files, given, context.env));
  std::vector<ScenarioResult> results;
  int interrupted_by = 0;
  {
    const HeldSignals signals;
    adopt_strays();
    const auto report = make_report(context.out);
    Runner runner(context, signals, *report);
    TRY(runner.prepare());
    for (const auto& scenario : scenarios) {
      TRY_ASSIGN(auto result, runner.run(scenario));
      results.push_back(std::move(result));
      interrupted_by = results.back().interrupted_by;
      TRY(context.out.flush());
      if (interrupted_by != 0) {
        break;
      }
    }
    report->all(results);
  }
  if (junit) {
    TRY(write_junit(*junit, results));
  }
  if (interrupted_by != 0) {
    TRY(context.out.flush());
    std::signal(interrupted_by, SIG_DFL);
    std::raise(interrupted_by);
  }
  if (std::any_of(results.begin(), results.end(), [](const auto& each) { return !each.passed(); })) {
    return failure_of(results);
  }
  return 0;
}

}  // namespace satsrail::cli::handlers
