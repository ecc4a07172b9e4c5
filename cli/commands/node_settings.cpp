// How the node behaves: show it, and change it.

#include "core/domain/node_settings.h"

#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

// For --quiet; the block is drawn below, from whatever the API says.
constexpr View k_node_view{.id = "pubkey"};

constexpr View k_blocks_view{
    .id = "height",
    .block = {{"mined", "mined"}, {"height", "height"}, {"confirmed", "confirmed_payments"}},
};

std::string changed_settings(const json& settings) {
  const NodeSettings defaults;
  std::vector<std::string> out;
  for (const auto& [name, value] : settings.items()) {
    if (plain_text(&value) != text_of(defaults, name)) {
      out.push_back(name + "=" + plain_text(&value));
    }
  }
  return out.empty() ? "as by default" : join(out, ", ");
}

// Owners and what they hold.
std::string balances_text(const json& balances) {
  std::vector<std::string> out;
  for (const auto& balance : balances) {
    const auto* msat = at_path(balance, "balance_msat");
    const bool whole = msat != nullptr && msat->is_number_integer() && msat->get<std::int64_t>() % 1000 == 0;
    out.push_back(text_at_path(balance, "owner") + " " +
                  (whole ? std::to_string(msat->get<std::int64_t>() / 1000) + " sats" : plain_text(msat) + " msat"));
  }
  return join(out, ", ");
}

// What of the API is not known here is shown as well: an object member by member.
void add_pairs(Pairs& pairs, const std::string& label, const json& value) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      add_pairs(pairs, label + " " + name, member);
    }
  } else if (!value.is_null()) {
    pairs.emplace_back(label, printable(plain_text(&value)));
  }
}

Pairs shown_to_people(const json& node) {
  Pairs pairs{{"node", printable(text_at_path(node, "pubkey"))}};
  for (const auto& [name, value] : node.items()) {
    if (name == "settings" && value.is_object()) {
      pairs.emplace_back("settings", printable(changed_settings(value)));
    } else if (name == "balances" && value.is_array()) {
      if (!value.empty()) {
        pairs.emplace_back("balances", printable(balances_text(value)));
      }
    } else if (name != "object" && name != "pubkey" && name != "simulated" && name != "prefix") {
      add_pairs(pairs, name == "block_height" ? "block height" : name, value);
    }
  }
  return pairs;
}

// One line for each value, under the path that --format takes.
Pairs shown_to_scripts(const json& node) {
  Pairs pairs;
  for (const auto& path : known_paths(node)) {
    if (const auto* value = at_path(node, path); value != nullptr && !value->is_object()) {
      pairs.emplace_back(path, plain_text(value));
    }
  }
  return pairs;
}

Outcome<int> show_node(Context& context, const client::ApiReply& reply) {
  const auto node = json::parse(reply.body(), nullptr, false);
  if (context.out.machine() || context.out.options().quiet || !node.is_object()) {
    return context.out.object(reply.body(), k_node_view);
  }
  context.out.block(context.out.for_people() ? shown_to_people(node) : shown_to_scripts(node));
  return 0;
}

Outcome<int> update(Context& context, const Body& body) {
  TRY_ASSIGN(const auto reply, context.call(Key::merchant, {"PATCH", "/_sandbox/node", {}, body.text(), {}}));
  return show_node(context, reply);
}

// Refused here as the sandbox would refuse it, with what it takes instead.
Outcome<Done> check_setting(const std::string& name, const std::string& value, const std::string& given) {
  const auto table = node_setting_table();
  const auto known = std::find_if(table.begin(), table.end(), [&](const auto& info) { return info.name == name; });
  if (known == table.end()) {
    return unknown_setting(name);
  }
  NodeSettings scratch;
  if (const auto status = assign(scratch, name, value); !status) {
    const auto& fields = status.error().fields();
    return usage_failure("invalid_setting", "'" + printable(given) + "' cannot be set",
                         name + " " + (fields.empty() ? status.error().message() : fields.front().message),
                         "it takes:  " + name + "=" + std::string(known->value) + ", " + std::string(known->help));
  }
  return Done{};
}

}  // namespace

Outcome<int> node_info(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/_sandbox/node"));
  return show_node(context, reply);
}

Outcome<int> node_set(Context& context) {
  Body body;
  for (const auto& given : context.in.args) {
    const auto equals = given.find('=');
    const auto name = underscored(trim(given.substr(0, equals)));
    const auto value = equals == std::string::npos ? "on" : given.substr(equals + 1);
    TRY(check_setting(name, value, given));
    body.set(name, value);
  }
  return update(context, body);
}

Outcome<int> node_mode(Context& context) {
  const auto& mode = context.in.args[0];
  constexpr std::string_view k_autopay = "autopay=";
  if (mode != "manual" && !mode.starts_with(k_autopay)) {
    return usage_failure("invalid_value", "'" + printable(mode) + "' is no mode of the node",
                         "one of: manual, autopay=DURATION", "as in:  satsrail node mode autopay=3s");
  }
  const auto value = mode == "manual" ? "off" : mode.substr(k_autopay.size());
  TRY(check_setting("autopay", value, mode));
  Body body;
  body.set("autopay", value);
  return update(context, body);
}

Outcome<int> node_mine(Context& context) {
  const auto text = context.in.arg(0).value_or("1");
  int blocks = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), blocks);
  if (error != std::errc() || end != text.data() + text.size() || blocks < 1 || blocks > limits::blocks_mined_max) {
    return usage_failure("invalid_number", "'" + printable(text) + "' is no number of blocks",
                         "it is a whole number from 1 to " + std::to_string(limits::blocks_mined_max),
                         "as in:  satsrail node mine 6");
  }
  Body body;
  body.set_number("blocks", blocks);
  TRY_ASSIGN(const auto reply, context.post(Key::either, "/_sandbox/node/mine", body.text()));
  return context.out.object(reply.body(), k_blocks_view);
}

}  // namespace satsrail::cli::handlers
