// Help that is drawn from the tables of core/domain: what can happen to a payment, and how the node can be set.

#include "cli/help.h"
#include "cli/text.h"
#include "core/domain/node_settings.h"
#include "core/domain/payment_outcome.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

constexpr std::size_t k_indent = 2;
constexpr std::size_t k_gap = 2;
constexpr std::size_t k_text_width_min = 20;

std::string blanks(std::size_t count) {
  return std::string(count, ' ');
}

// "  name   text that goes on
//           in the next line"
std::string entry(std::string_view name, std::string_view text, std::size_t name_width, std::size_t width) {
  const auto column = k_indent + name_width + k_gap;
  const auto text_width = std::max(width, column + k_text_width_min) - column;
  auto left = blanks(k_indent) + std::string(name);
  std::string out;
  for (const auto& line : wrapped(text, text_width)) {
    out += left + blanks(column - display_width(left)) + line + "\n";
    left.clear();
  }
  return out;
}

std::string without_last_line_end(std::string text) {
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  return text;
}

}  // namespace

std::string outcomes_text(std::size_t width, OutcomeText what) {
  std::size_t name_width = 0;
  for (const auto& info : payment_outcomes()) {
    name_width = std::max(name_width, info.name.size());
  }
  std::string out;
  for (const auto& info : payment_outcomes()) {
    auto payer = std::string(info.payer);
    if (!info.possible) {
      payer += " (" + std::string(k_not_possible) + ")";
    }
    out += entry(info.name, payer, name_width, width);
    if (what == OutcomeText::both) {
      out += entry("", "merchant: " + std::string(info.merchant), name_width, width);
    }
  }
  return without_last_line_end(std::move(out));
}

std::string settings_text(std::size_t width) {
  std::size_t name_width = 0;
  const auto label = [](const NodeSettingInfo& info) { return std::string(info.name) + "=" + std::string(info.value); };
  for (const auto& info : node_setting_table()) {
    name_width = std::max(name_width, display_width(label(info)));
  }
  std::string out;
  const NodeSettings defaults;
  for (const auto& info : node_setting_table()) {
    out += entry(label(info), std::string(info.help) + " [" + text_of(defaults, info.name) + "]", name_width, width);
  }
  return without_last_line_end(std::move(out));
}

std::string generated_text(const Topic& topic, std::size_t width) {
  if (topic.name != "lightning") {
    return {};
  }
  std::string out = "Outcomes, for `satsrail pay --outcome` and the metadata key " + std::string(k_outcome_key) + ".\n";
  out += "First what the payer sees, then what the merchant's API shows:\n\n";
  out += outcomes_text(width, OutcomeText::both);
  out += "\n\nSettings of the node, for `satsrail node set`, with their defaults:\n\n";
  return out + settings_text(width);
}

}  // namespace satsrail::cli
