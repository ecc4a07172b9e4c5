#pragma once
#include "core/limits.h"
namespace satsrail::limits {
inline constexpr std::size_t scenario_steps_max = 1'000;  // of a file; a longer story is told in several
inline constexpr std::size_t scenario_files_max = 1'000;
inline constexpr std::size_t scenario_events_max = 10'000;  // of a scenario, that --events-out writes
inline constexpr auto scenario_step_timeout = 60s;  // unless a step says otherwise
inline constexpr auto scenario_step_timeout_max = 1h;
inline constexpr std::size_t scenario_output_bytes_max = 16 * 1024 * 1024;  // of a step; a test suite prints less
}
