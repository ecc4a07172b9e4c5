#include "cli/scenario/tell.h"

#include "cli/json_text.h"
#include "cli/run.h"
#include "cli/scenario/answer.h"
#include "cli/scenario/step_process.h"
#include "cli/scenario/variables.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace satsrail::cli {

using json = nlohmann::ordered_json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Words = std::vector<std::string>;

namespace {

constexpr const char* k_tail_count = "6";  // events and deliveries that are shown of a failure

class Teller {
 public:
  Teller(const Scenario& scenario, const SandboxVariables& sandbox, const Environment& environment,
         const HeldSignals& signals)
      : m_sandbox(sandbox), m_environment(sandbox.over(environment)), m_signals(signals), m_variables(m_environment) {
    for (const auto& [name, value] : scenario.vars) {
      m_variables.set(name, value);
    }
  }

  StepResult tell(const Step& step) {
    StepResult result{.step = &step, .state = StepState::passed};
    const auto begun = steady_clock::now();
    if (auto failure = perform(step, result)) {
      result.state = StepState::failed;
      result.failure = std::move(*failure);
    }
    result.duration = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begun);
    if (result.failure && m_interrupted_by == 0) {
      result.failure->events = newest({"events", "list"}, {"created_at", "type", "data.object.id"});
      result.failure->deliveries =
          newest({"deliveries", "list"}, {"event_type", "state", "attempt_count", "last_status", "last_error", "url"});
    }
    return result;
  }

  // Does the step refer to what was never captured?
  bool lacks_variables(const Step& step) const {
    const auto is_known = [&](const auto& filled) { return filled.ok(); };
    return (step.kind != StepKind::shell && !is_known(m_variables.fill_all(step.words))) ||
           (step.body && !is_known(m_variables.fill(step.body)));
  }

  int interrupted_by() const { return m_interrupted_by; }

 private:
  using MaybeFailure = std::optional<StepFailure>;

  static StepFailure failed(const Step& step, std::string what, std::vector<std::string> details = {}) {
    return {std::move(what), std::move(details), {}, step.place, {}, {}};
  }
  static StepFailure failed(const Step& step, const Failure& failure) {
    return failed(step, failure.what, {failure.why, failure.hint});
  }

  // None when all went as it should.
  MaybeFailure perform(const Step& step, StepResult& result) {
    auto output = run(step);
    if (!output.ok()) {
      return failed(step, output.error());
    }
    if (auto failure = ended_badly(step, *output)) {
      return failure;
    }
    result.exit_code = output->exit_code;
    auto answer = std::make_shared<const json>(answer_of(step, *output));
    if (step.kind == StepKind::api) {
      if (const auto http = http_answer_in(output->out)) {
        result.status = http->status;
        answer = http->body;
      }
    }
    if (auto failure = wrong_end(step, result, *output, *answer)) {
      return failure;
    }
    if (auto failure = unexpected(step, *answer)) {
      return failure;
    }
    return capture(step, *answer);
  }

  Outcome<StepOutput> run(const Step& step) {
    if (step.kind == StepKind::shell) {
      return run_in_child([&] { return become_shell(step.words[0]); }, {}, step.timeout, m_signals);
    }
    TRY_ASSIGN(auto words, m_variables.fill_all(step.words));
    if (step.kind == StepKind::command) {
      if (step.as_json) {
        words.insert(words.begin(), "--json");
      }
      return run_in_child([&] { return command(words); }, {}, step.timeout, m_signals);
    }
    // Its own limit ends it first, and says so.
    words.insert(words.begin(), "api");
    words.insert(words.end(), {"--include", "--timeout", std::to_string(step.timeout.count()) + "ms"});
    for (const auto& [name, text] : step.headers) {
      TRY_ASSIGN(const auto value, m_variables.fill(text));
      words.insert(words.end(), {"-H", name + ": " + value});
    }
    std::string body;
    if (step.body) {
      TRY_ASSIGN(const auto filled, m_variables.fill(step.body));
      body = plain_text(filled.get());
      words.insert(words.end(), {"-d", "-"});
    }
    return run_in_child([&] { return command(words); }, body, step.timeout + milliseconds(1000), m_signals);
  }

  int command(const Words& words) const {
    m_sandbox.export_all();
    return cli::run(words, m_environment, stdout, stderr);
  }

  // The shell expands ${token} by itself: every variable of the scenario is one of its environment.
  int become_shell(const std::string& text) const {
    m_sandbox.export_all();
    for (const auto& [name, value] : m_variables.values()) {
      ::setenv(name.c_str(), plain_text(value.get()).c_str(), 1);
    }
    ::execl("/bin/sh", "sh", "-c", text.c_str(), nullptr);
    std::fprintf(stderr, "error: cannot run /bin/sh\n  %s\n", std::strerror(errno));
    return 127;
  }

  MaybeFailure ended_badly(const Step& step, const StepOutput& output) {
    if (output.interrupted_by != 0) {
      m_interrupted_by = output.interrupted_by;
      return failed(step, "interrupted");
    }
    if (output.too_much) {
      return failed(step, "it was ended: it printed more than " +
                              std::to_string(limits::scenario_output_bytes_max / 1024 / 1024) + " MiB");
    }
    if (output.timed_out) {
      auto details = said_lines(output.err);
      details.emplace_back("allow it more:  timeout = \"5m\"");
      return failed(step, "it was ended: it took longer than " + std::to_string(step.timeout.count()) + " ms",
                    std::move(details));
    }
    return std::nullopt;
  }

  static MaybeFailure wrong_end(const Step& step, const StepResult& result, const StepOutput& output,
                                const json& answer) {
    if (step.kind == StepKind::api && result.status && !step.exit) {
      const bool fits = step.status ? *result.status == *step.status : *result.status / 100 == 2;
      return fits ? MaybeFailure()
                  : failed(step,
                           "status " + std::to_string(*result.status) + " instead of " +
                               (step.status ? std::to_string(*step.status) : "2xx"),
                           {printable(dump(answer))});
    }
    const int wanted = step.exit.value_or(0);
    if (output.exit_code == wanted) {
      return std::nullopt;
    }
    return failed(step, "exit code " + std::to_string(output.exit_code) + " instead of " + std::to_string(wanted),
                  said_lines(output.err.empty() ? output.out : output.err));
  }

  MaybeFailure unexpected(const Step& step, const json& answer) const {
    auto expectations = step.expectations;
    for (auto& each : expectations) {
      auto filled = m_variables.fill(each.value);
      if (!filled.ok()) {
        return failed(step, filled.error());
      }
      each.value = std::move(*filled);
    }
    auto found = mismatches(expectations, answer);
    if (found.empty()) {
      return std::nullopt;
    }
    auto failure = failed(step, found.size() == 1 ? "one value is not as expected"
                                                  : std::to_string(found.size()) + " values are not as expected");
    failure.place = found.front().place;
    failure.mismatches = std::move(found);
    return failure;
  }

  MaybeFailure capture(const Step& step, const json& answer) {
    for (const auto& each : step.captures) {
      const auto* value = at_path(answer, each.path);
      if (value == nullptr) {
        auto failure = failed(step, "there is no '" + printable(each.path) + "' in the answer to capture",
                              {other_path(each.path, answer)});
        failure.place = each.place;
        return failure;
      }
      m_variables.set(each.name, std::make_shared<const json>(*value));
    }
    return std::nullopt;
  }

  // The newest rows of a list, oldest first, a line each.
  std::vector<std::string> newest(Words words, std::initializer_list<const char*> paths) {
    words.insert(words.end(), {"--json", "--per-page", k_tail_count});
    const auto output = run_in_child([&] { return command(words); }, {}, limits::answer_timeout, m_signals);
    if (output.ok() && output->interrupted_by != 0) {
      m_interrupted_by = output->interrupted_by;
    }
    const auto rows = output.ok() ? json::parse(output->out, nullptr, false) : json();
    const auto* data = at_path(rows, "data");
    std::vector<std::string> out;
    for (std::size_t i = data != nullptr && data->is_array() ? data->size() : 0; i-- > 0;) {
      Words parts;
      for (const char* path : paths) {
        if (auto text = text_at_path((*data)[i], path); !text.empty()) {
          parts.push_back(printable(text));
        }
      }
      out.push_back(join(parts, "  "));
    }
    return out;
  }

  const SandboxVariables& m_sandbox;
  Environment m_environment;
  const HeldSignals& m_signals;
  Variables m_variables;
  int m_interrupted_by = 0;
};

}  // namespace

ScenarioResult tell(const Scenario& scenario, const SandboxVariables& sandbox, const Environment& environment,
                    const HeldSignals& signals, const std::function<void(const StepResult&)>& on_step) {
  ScenarioResult out{.scenario = &scenario};
  const auto begun = steady_clock::now();
  Teller teller(scenario, sandbox, environment, signals);
  const auto add = [&](const Step& step, bool cleanup, bool skip) {
    StepResult result{.step = &step};
    if (!skip) {
      result = teller.tell(step);
    }
    result.number = out.steps.size() + 1;
    result.cleanup = cleanup;
    out.steps.push_back(std::move(result));
    on_step(out.steps.back());
  };
  for (const auto& step : scenario.steps) {
    add(step, false, out.first_failure() != nullptr);
  }
  for (const auto& step : scenario.cleanup) {
    // What the scenario did not come to make needs no cleaning up.
    add(step, true, out.first_failure() != nullptr && teller.lacks_variables(step));
  }
  out.interrupted_by = teller.interrupted_by();
  out.duration = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begun);
  return out;
}

}  // namespace satsrail::cli
