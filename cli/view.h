#pragma once
// How an object of the API is shown to people: which of its fields, in which order, under which names.
// One view per noun, in the file of its commands.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace satsrail::cli {

enum class Show : std::uint8_t {
  text,      // as it is; a list by commas, an object as k=v; may be cut to fit a table
  id,        // as it is, and never cut: people copy it
  time,      // in a table "2026-01-01T00:15:00Z" is "01-01 00:15:00"
  count,     // how many there are in a list
  money,     // minor units of the object's "currency": 5000 -> "50.00 USD"
  sats,      // 50000 -> "50,000 sats"
  state,     // coloured by what it means
  ok,        // 200 good, anything else bad
  livemode,  // "live" or "test"
};

struct Field {
  std::string_view label = {};
  std::string_view path = {};  // "clock.now"
  Show show = Show::text;
};

inline constexpr std::size_t k_block_fields_max = 24;
inline constexpr std::size_t k_columns_max = 8;

// Plain arrays, so that a view is one constant; a field without a label ends each.
struct View {
  std::string_view id;                            // what --quiet prints
  Field block[k_block_fields_max + 1] = {};       // one object; for people, fields without a value are left out
  Field columns[k_columns_max + 1] = {};          // one of a list; for people, columns without any value are left out
  std::string_view empty = "there are none yet";  // said on a terminal when a list has no rows
};

template <std::size_t N>
constexpr std::span<const Field> fields(const Field (&all)[N]) {
  std::size_t count = 0;
  while (count < N && !all[count].label.empty()) {
    ++count;
  }
  return {all, count};
}

}  // namespace satsrail::cli
