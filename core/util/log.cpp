#include "core/util/log.h"

#include "core/ports/clock.h"
#include "core/util/time_format.h"

#include <unistd.h>

#include <atomic>
#include <string>

namespace satsrail::log {

namespace {

std::atomic<Level> g_level{Level::info};

std::string_view name(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      break;
  }
  return "error";
}

}  // namespace

void set_level(Level level) {
  g_level = level;
}

void write(Level level, std::string_view line) {
  if (level < g_level.load()) {
    return;
  }
  const auto text = fmt::format("{} {} {}\n", format_iso(SystemClock().now()), name(level), line);
  // One write per line: lines of several threads never mix. Where stderr is gone there is nobody to tell.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace satsrail::log
