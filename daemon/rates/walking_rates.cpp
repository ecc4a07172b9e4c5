#include "daemon/rates/walking_rates.h"

#include <algorithm>
#include <bit>

namespace satsrail {

namespace {

__extension__ using Wide = __int128;

constexpr int k_levels = 34;
static_assert((limits::clock_millis_max - limits::clock_millis_min) /
                      std::chrono::duration_cast<Duration>(limits::rate_walk_step_min).count() <
                  (1LL << k_levels),
              "no moment of the clock may lie beyond the end of a walk");

// How far the walk is from its start, as a part of the fixed rate, with 32 binary places.
constexpr int k_places = 32;
constexpr Wide k_one = Wide{1} << k_places;
constexpr int k_basis_points = 10'000;

// The finisher of SplitMix64 (Steele, Lea and Flood, 2014): every bit of the answer hangs on every bit of the number.
std::uint64_t scramble(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15U;
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31U);
}

// 64 throws of a coin, counted from their mean: -32 to 32, with a standard deviation of 4.
int chance(std::int64_t seed, std::int64_t step) {
  return std::popcount(scramble(scramble(static_cast<std::uint64_t>(seed)) ^ static_cast<std::uint64_t>(step))) - 32;
}

// The square root of 2^exponent, times 2^30.
Wide root_of_power(int exponent) {
  constexpr Wide k_one_root = Wide{1} << 30;
  constexpr Wide k_root_of_two = 1'518'500'249;
  return (exponent % 2 == 0 ? k_one_root : k_root_of_two) * (Wide{1} << (exponent / 2));
}

// The walk after so many steps, before anything bounds it.
Wide place_at(const RateWalk& walk, std::int64_t step) {
  const Wide sigma = k_one * walk.sigma_bp / k_basis_points;
  std::int64_t first = 0;
  Wide at_first = 0;
  // The deviation after n steps is sigma times the root of n; the chance brings a factor of 4.
  Wide at_last = sigma * chance(walk.seed, 1LL << k_levels) * root_of_power(k_levels) / (Wide{4} << 30);
  for (int level = k_levels; level > 0; --level) {
    const std::int64_t middle = first + (1LL << (level - 1));
    // Between two known ends, n steps apart, the deviation of the middle is half of that.
    const Wide off = sigma * chance(walk.seed, middle) * root_of_power(level) / (Wide{8} << 30);
    const Wide at_middle = (at_first + at_last) / 2 + off;
    if (step < middle) {
      at_last = at_middle;
    } else {
      first = middle;
      at_first = at_middle;
    }
  }
  return at_first;
}

// Thrown back at the walls, as often as need be.
Wide reflect(Wide place, Wide wall) {
  const Wide period = wall * 4;
  Wide phase = (place + wall) % period;
  phase = phase < 0 ? phase + period : phase;
  return (phase <= wall * 2 ? phase : period - phase) - wall;
}

}  // namespace

Result<RateQuote> WalkingRates::quote(const Currency& currency, Time now) const {
  TRY_ASSIGN(auto quote, m_fixed.quote(currency, now));
  quote.source = "sandbox:walk";
  const std::int64_t step = now < m_since ? 0 : (now - m_since) / m_walk.step;
  const Wide wall = k_one * m_walk.range_bp / k_basis_points;
  const Wide factor = k_one + reflect(place_at(m_walk, step), wall);
  const Wide rate = (quote.rate.minor_per_btc * factor + k_one / 2) / k_one;
  quote.rate.minor_per_btc = static_cast<std::int64_t>(std::clamp(rate, Wide{1}, Wide{limits::rate_minor_per_btc_max}));
  if (now >= m_since) {
    quote.updated_at = std::max(quote.updated_at, m_since + step * m_walk.step);
  }
  return quote;
}

}  // namespace satsrail
