#pragma once
// What became of a scenario: for its reports.

#include "cli/failure.h"
#include "cli/scenario/expectations.h"
#include "cli/scenario/scenario.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::cli {

enum class StepState : std::uint8_t { passed, failed, skipped };

// Why a step failed, and what helps to see why.
struct StepFailure {
  std::string what{};                  // one line
  std::vector<std::string> details{};  // what the step itself said
  std::vector<Mismatch> mismatches{};
  TextPlace place{};
  std::vector<std::string> events{};      // the newest of the sandbox, the last one last
  std::vector<std::string> deliveries{};  // the same
};

struct StepResult {
  const Step* step = nullptr;
  std::size_t number = 0;  // from 1; cleanup goes on counting
  bool cleanup = false;
  StepState state = StepState::skipped;
  std::chrono::microseconds duration{0};
  std::optional<int> exit_code{};
  std::optional<int> status{};  // of an HTTP answer
  std::optional<StepFailure> failure{};
};

struct ScenarioResult {
  const Scenario* scenario = nullptr;
  std::vector<StepResult> steps{};
  std::optional<Failure> no_sandbox{};  // it could not even begin
  std::chrono::microseconds duration{0};
  int interrupted_by = 0;  // a signal

  bool passed() const;
  std::size_t count(StepState state) const;
  const StepResult* first_failure() const;  // none when all passed
};

}  // namespace satsrail::cli
