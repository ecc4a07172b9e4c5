#pragma once
// How pages write money and time.

#include <cstdint>
#include <string>
#include <string_view>

namespace satsrail::web {

// "$1,234.50" for USD, "1,234.50 EUR" otherwise. `amount` is a decimal number, `currency` in either case.
std::string display_amount(std::string_view amount, std::string_view currency);
// "50,000 sats", "1 sat"
std::string display_sats(std::int64_t sats);
// "14:05", "1:02:30"; "0:00" for what is not positive.
std::string display_countdown(std::int64_t seconds);
// "2024-01-15T10:15:00Z" -> "15 January 2024, 10:15 UTC"; what is no such timestamp comes back as it is.
std::string display_time(std::string_view iso);
// "2024-01-15T10:15:00Z" -> "10:15 UTC"; else as display_time.
std::string display_time_of_day(std::string_view iso);

}  // namespace satsrail::web
