#include "core/util/time_format.h"

#include "core/limits.h"

#include <array>
#include <charconv>
#include <optional>

namespace satsrail {

namespace {

using namespace std::chrono_literals;

void write_decimal(char* out, unsigned value, int digits) {
  for (int place = digits; place-- > 0; value /= 10) {
    out[place] = static_cast<char>('0' + value % 10);
  }
}

constexpr bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

// Reads a text from the left; each step says whether it found what it wanted.
class Reader {
 public:
  explicit Reader(std::string_view text) : m_rest(text) {}

  bool done() const { return m_rest.empty(); }
  bool skip(char letter) { return skip_any(std::string_view(&letter, 1)); }
  bool skip_any(std::string_view letters) {
    if (m_rest.empty() || letters.find(m_rest.front()) == std::string_view::npos) {
      return false;
    }
    m_rest.remove_prefix(1);
    return true;
  }
  // Exactly `digits` decimal digits.
  std::optional<int> number(std::size_t digits) {
    if (m_rest.size() < digits) {
      return std::nullopt;
    }
    int value = 0;
    for (const char letter : m_rest.substr(0, digits)) {
      if (!is_digit(letter)) {
        return std::nullopt;
      }
      value = value * 10 + (letter - '0');
    }
    m_rest.remove_prefix(digits);
    return value;
  }
  std::string_view digits() {
    std::size_t size = 0;
    while (size < m_rest.size() && is_digit(m_rest[size])) {
      ++size;
    }
    const std::string_view found = m_rest.substr(0, size);
    m_rest.remove_prefix(size);
    return found;
  }

 private:
  std::string_view m_rest;
};

Error bad_time(std::string_view text, std::string_view why) {
  std::string message = "\"";
  message.append(text.substr(0, 40)).append("\" is not a time: ").append(why);
  return {ErrorCode::validation_error, std::move(message)};
}

Error bad_duration(std::string_view text, std::string_view why) {
  std::string message = "\"";
  message.append(text.substr(0, 40)).append("\" is not a duration: ").append(why);
  return {ErrorCode::validation_error, std::move(message)};
}

Result<std::chrono::sys_days> read_date(Reader& reader, std::string_view text) {
  const auto year = reader.number(4);
  const bool first_dash = reader.skip('-');
  const auto month = reader.number(2);
  const bool second_dash = reader.skip('-');
  const auto day = reader.number(2);
  if (!year || !first_dash || !month || !second_dash || !day) {
    return bad_time(text, "it must begin with a date such as 2024-01-15");
  }
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return bad_time(text, "the calendar has no such day");
  }
  return std::chrono::sys_days(date);
}

Result<Duration> read_clock(Reader& reader, std::string_view text) {
  const auto hour = reader.number(2);
  const bool first_colon = reader.skip(':');
  const auto minute = reader.number(2);
  const bool second_colon = reader.skip(':');
  const auto second = reader.number(2);
  if (!hour || !first_colon || !minute || !second_colon || !second) {
    return bad_time(text, "after the date comes T and a time such as 10:15:00");
  }
  if (*hour > 23 || *minute > 59 || *second > 59) {
    return bad_time(text, "a day has 24 hours of 60 minutes of 60 seconds");
  }
  Duration total = std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  if (reader.skip('.')) {
    std::string_view fraction = reader.digits();
    if (fraction.empty()) {
      return bad_time(text, "digits must follow the decimal point");
    }
    int millis = 0;
    for (std::size_t place = 0; place < 3; ++place) {
      millis = millis * 10 + (place < fraction.size() ? fraction[place] - '0' : 0);
    }
    total += Duration(millis);
  }
  return total;
}

// How far local time is ahead of UTC.
Result<Duration> read_offset(Reader& reader, std::string_view text) {
  if (reader.skip_any("Zz")) {
    return Duration::zero();
  }
  const bool ahead = reader.skip('+');
  if (!ahead && !reader.skip('-')) {
    return bad_time(text, "it must end with Z or an offset such as +02:00");
  }
  const auto hours = reader.number(2);
  const bool colon = reader.skip(':');
  const auto minutes = reader.number(2);
  if (!hours || !colon || !minutes || *hours > 23 || *minutes > 59) {
    return bad_time(text, "the offset must look like +02:00");
  }
  const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return ahead ? offset : -offset;
}

struct Unit {
  std::string_view name;
  Duration size;
};
constexpr std::array k_units{Unit{"d", 24h}, Unit{"h", 1h}, Unit{"m", 1min}, Unit{"s", 1s}, Unit{"ms", 1ms}};

}  // namespace

void append_iso(std::string& out, Time time) {
  // year_month_day is plain arithmetic on the day number: no locale, no time zone table.
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto second = static_cast<unsigned>(std::chrono::floor<std::chrono::seconds>(time - day).count());
  std::array<char, 20> text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0',
                            'T', '0', '0', ':', '0', '0', ':', '0', '0', 'Z'};
  write_decimal(text.data(), static_cast<unsigned>(static_cast<int>(date.year())), 4);
  write_decimal(text.data() + 5, static_cast<unsigned>(date.month()), 2);
  write_decimal(text.data() + 8, static_cast<unsigned>(date.day()), 2);
  write_decimal(text.data() + 11, second / 3600, 2);
  write_decimal(text.data() + 14, second / 60 % 60, 2);
  write_decimal(text.data() + 17, second % 60, 2);
  out.append(text.data(), text.size());
}

std::string format_iso(Time time) {
  std::string out;
  append_iso(out, time);
  return out;
}

Result<IsoTime> parse_iso(std::string_view text) {
  Reader reader(text);
  TRY_ASSIGN(const auto date, read_date(reader, text));
  if (reader.done()) {
    return IsoTime{date, true};
  }
  if (!reader.skip_any("Tt ")) {
    return bad_time(text, "after the date comes T and a time such as 10:15:00");
  }
  TRY_ASSIGN(const auto clock, read_clock(reader, text));
  TRY_ASSIGN(const auto offset, read_offset(reader, text));
  if (!reader.done()) {
    return bad_time(text, "something follows its end");
  }
  return IsoTime{date + clock - offset, false};
}

Result<Duration> parse_duration(std::string_view text) {
  std::string_view rest = text;
  Duration total{0};
  std::size_t next_unit = 0;  // units go from large to small, each at most once
  if (rest.empty()) {
    return bad_duration(text, "write a number and a unit, such as 500ms, 20s, 16m, 2h or 3d");
  }
  while (!rest.empty()) {
    std::int64_t count = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (!is_digit(rest.front())) {
      return bad_duration(text, "write whole numbers with units, such as 500ms, 20s, 16m, 2h, 3d or 1h30m");
    }
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    std::size_t size = 0;
    while (size < rest.size() && !is_digit(rest[size])) {
      ++size;
    }
    const std::string_view name = rest.substr(0, size);
    rest.remove_prefix(size);
    if (name.empty()) {
      return bad_duration(text, "a number lacks its unit: ms, s, m, h or d");
    }
    std::size_t unit = 0;
    while (unit < k_units.size() && k_units[unit].name != name) {
      ++unit;
    }
    if (unit == k_units.size()) {
      return bad_duration(text, "the units are ms, s, m, h and d");
    }
    if (unit < next_unit) {
      return bad_duration(text, "units go from large to small, each once, as in 1h30m");
    }
    next_unit = unit + 1;
    const Duration size_of_one = k_units[unit].size;
    if (failure != std::errc() || count > (limits::duration_max - total) / size_of_one) {
      return bad_duration(text, "it is longer than 10 years");
    }
    total += count * size_of_one;
  }
  return total;
}

std::string format_duration(Duration duration) {
  if (duration == Duration::zero()) {
    return "0s";
  }
  std::string out;
  if (duration < Duration::zero()) {
    out += '-';
    duration = -duration;
  }
  for (const auto& unit : k_units) {
    if (const auto count = duration / unit.size; count > 0) {
      out.append(std::to_string(count)).append(unit.name);
      duration %= unit.size;
    }
  }
  return out;
}

}  // namespace satsrail
