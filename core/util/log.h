#pragma once
// Lines for the operator, on stderr: "2026-01-01T00:00:00Z error text". Real time, whatever the sandbox clock says.
// Secrets never come here.

#include <fmt/format.h>

#include <string_view>

namespace satsrail::log {

enum class Level { debug, info, warning, error };

// Lines below this level are dropped. Default: info.
void set_level(Level level);
void write(Level level, std::string_view line);

template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace satsrail::log
