#include "cli/scenario/result.h"

#include <algorithm>

namespace satsrail::cli {

bool ScenarioResult::passed() const {
  return !no_sandbox && interrupted_by == 0 && first_failure() == nullptr;
}

std::size_t ScenarioResult::count(StepState state) const {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [&](const auto& each) { return each.state == state; }));
}

const StepResult* ScenarioResult::first_failure() const {
  const auto found =
      std::find_if(steps.begin(), steps.end(), [](const auto& each) { return each.state == StepState::failed; });
  return found == steps.end() ? nullptr : &*found;
}

}  // namespace satsrail::cli
