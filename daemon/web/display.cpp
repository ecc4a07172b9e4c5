#include "daemon/web/display.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace satsrail::web {

namespace {

// "1234567.50" -> "1,234,567.50". Anything that is no plain number comes back as it is.
std::string with_separators(std::string_view number) {
  const std::string_view whole = number.substr(0, number.find('.'));
  const bool plain = std::all_of(whole.begin(), whole.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!plain) {
    return std::string(number);
  }
  std::string grouped;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) {
      grouped += ',';
    }
    grouped += whole[i];
  }
  grouped += number.substr(whole.size());
  return grouped;
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// Are the positions of `pattern` that hold '0' digits in `text`, and the others the same?
bool begins_like(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) {
    return false;
  }
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (pattern[i] == '0' ? !digit : text[i] != pattern[i]) {
      return false;
    }
  }
  return true;
}

constexpr std::string_view k_iso_shape = "0000-00-00T00:00";
constexpr std::array<std::string_view, 12> k_months{"January",   "February", "March",    "April",
                                                    "May",       "June",     "July",     "August",
                                                    "September", "October",  "November", "December"};

}  // namespace

std::string display_amount(std::string_view amount, std::string_view currency) {
  std::string code(currency);
  for (char& letter : code) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  const std::string number = with_separators(amount);
  return code == "USD" ? "$" + number : number + " " + code;
}

std::string display_sats(std::int64_t sats) {
  return with_separators(std::to_string(sats)) + (sats == 1 ? " sat" : " sats");
}

std::string display_countdown(std::int64_t seconds) {
  const std::int64_t left = std::max<std::int64_t>(seconds, 0);
  const std::int64_t hours = left / 3600;
  const std::int64_t minutes = left / 60 % 60;
  const std::string end = ":" + two_digits(left % 60);
  return hours > 0 ? std::to_string(hours) + ":" + two_digits(minutes) + end : std::to_string(minutes) + end;
}

std::string display_time(std::string_view iso) {
  if (!begins_like(iso, k_iso_shape)) {
    return std::string(iso);
  }
  const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
  const int day = (iso[8] - '0') * 10 + (iso[9] - '0');
  if (month < 1 || month > 12) {
    return std::string(iso);
  }
  std::string text = std::to_string(day) + " ";
  text += k_months[static_cast<std::size_t>(month) - 1];
  text += " ";
  text += iso.substr(0, 4);
  return text + ", " + display_time_of_day(iso);
}

std::string display_time_of_day(std::string_view iso) {
  return begins_like(iso, k_iso_shape) ? std::string(iso.substr(11, 5)) + " UTC" : std::string(iso);
}

}  // namespace satsrail::web
