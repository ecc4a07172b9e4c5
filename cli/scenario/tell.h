#pragma once
// Tells a scenario to a sandbox, step by step.

#include "cli/held_signals.h"
#include "cli/parser.h"
#include "cli/sandbox_variables.h"
#include "cli/scenario/result.h"

#include <functional>

namespace satsrail::cli {

// Stops at the first step that fails; the steps of [[cleanup]] are run all the same. `on_step` is told of each as soon
// as it is over. The result points into `scenario`.
ScenarioResult tell(const Scenario& scenario, const SandboxVariables& sandbox, const Environment& environment,
                    const HeldSignals& signals, const std::function<void(const StepResult&)>& on_step);

}  // namespace satsrail::cli
