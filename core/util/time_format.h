#pragma once
// Times and durations as text.

#include "core/result.h"
#include "core/time.h"

#include <string>
#include <string_view>

namespace satsrail {

// "2024-01-15T10:15:00Z": UTC, whole seconds, rounded down. For years 0 to 9999.
std::string format_iso(Time time);
void append_iso(std::string& out, Time time);

struct IsoTime {
  Time time;
  bool date_only = false;  // "2024-01-15": midnight UTC, and the caller decides what the end of such a day is
};
// RFC 3339: a date, or date and time with "Z" or "±hh:mm"; a fraction is cut to milliseconds. No leap seconds.
// Error: validation_error, a sentence that says what is wrong.
Result<IsoTime> parse_iso(std::string_view text);

// "500ms", "20s", "16m", "2h", "3d", or several from large to small: "1h30m". At most limits::duration_max.
// Error: validation_error, a sentence that says what is wrong.
Result<Duration> parse_duration(std::string_view text);
// The shortest text that parse_duration reads back: "1h30m", "0s". A minus in front when negative.
std::string format_duration(Duration duration);

}  // namespace satsrail
