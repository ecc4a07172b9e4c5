#include "core/util/closest_word.h"

#include <algorithm>

namespace satsrail {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// Optimal string alignment: a swap of two neighbours is one slip, as fingers make it.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    cost[i][0] = i;
  }
  for (std::size_t j = 0; j <= b.size(); ++j) {
    cost[0][j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> closest_word(std::string_view word, const std::vector<std::string>& candidates) {
  const auto wanted = lower(word);
  const std::string* best = nullptr;
  std::size_t best_cost = 1 + std::min<std::size_t>(std::max<std::size_t>(wanted.size() / 3, 1), 3);
  for (const auto& candidate : candidates) {
    if (wanted.size() >= 2 && candidate.starts_with(wanted)) {
      return candidate;
    }
    // A difference in length is the least that the distance can be: skip what cannot win.
    const auto gap = std::max(wanted.size(), candidate.size()) - std::min(wanted.size(), candidate.size());
    if (gap >= best_cost) {
      continue;
    }
    const auto cost = distance(wanted, lower(candidate));
    if (cost < best_cost) {
      best_cost = cost;
      best = &candidate;
    }
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace satsrail
