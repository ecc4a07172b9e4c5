#include "core/domain/node_settings.h"

#include "core/limits.h"
#include "core/util/time_format.h"

#include <array>
#include <charconv>

namespace satsrail {

namespace {

using Assign = Status (*)(NodeSettings&, std::string_view name, std::string_view text);
using TextOf = std::string (*)(const NodeSettings&);

struct Setting {
  NodeSettingInfo info;
  Assign assign;
  TextOf text_of;
};

Error wrong(std::string_view name, std::string message) {
  return Error::validation(std::string(name), std::move(message));
}

template <bool NodeSettings::*Member>
Status assign_flag(NodeSettings& settings, std::string_view name, std::string_view text) {
  if (text != "on" && text != "off" && text != "true" && text != "false") {
    return wrong(name, "must be on or off");
  }
  settings.*Member = text == "on" || text == "true";
  return Done{};
}
template <bool NodeSettings::*Member>
std::string text_of_flag(const NodeSettings& settings) {
  return settings.*Member ? "on" : "off";
}

Result<Duration> read_duration(std::string_view name, std::string_view text, Duration max) {
  const auto duration = parse_duration(text);
  if (!duration) {
    return wrong(name, "must be a duration such as 500ms, 20s or 15m");
  }
  if (*duration > max) {
    return wrong(name, "must be at most " + format_duration(max));
  }
  return *duration;
}

template <Duration NodeSettings::*Member>
Status assign_duration(NodeSettings& settings, std::string_view name, std::string_view text) {
  TRY_ASSIGN(settings.*Member, read_duration(name, text == "off" ? "0s" : text, limits::node_delay_max));
  return Done{};
}
template <Duration NodeSettings::*Member>
std::string text_of_duration(const NodeSettings& settings) {
  return format_duration(settings.*Member);
}

template <Duration NodeSettings::*Member>
Status assign_skew(NodeSettings& settings, std::string_view name, std::string_view text) {
  const bool back = text.starts_with('-');
  if (back || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  TRY_ASSIGN(const auto skew, read_duration(name, text == "off" ? "0s" : text, limits::clock_skew_max));
  settings.*Member = back ? -skew : skew;
  return Done{};
}

Status assign_session_ttl(NodeSettings& settings, std::string_view name, std::string_view text) {
  TRY_ASSIGN(const auto ttl, read_duration(name, text, limits::node_delay_max));
  if (ttl < std::chrono::seconds(1)) {
    return wrong(name, "must be at least 1s");
  }
  settings.session_ttl = ttl;
  return Done{};
}

// A duration, or a word for none.
template <std::optional<Duration> NodeSettings::*Member>
Status assign_optional(NodeSettings& settings, std::string_view name, std::string_view text) {
  if (text == "off" || text == "session") {
    (settings.*Member).reset();
    return Done{};
  }
  TRY_ASSIGN(const auto duration, read_duration(name, text, limits::node_delay_max));
  if (Member == &NodeSettings::invoice_expiry && duration < std::chrono::seconds(1)) {
    return wrong(name, "must be at least 1s");
  }
  settings.*Member = duration;
  return Done{};
}

Result<std::int64_t> read_number(std::string_view name, std::string_view text, std::int64_t max) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > max) {
    return wrong(name, "must be a whole number from 0 to " + std::to_string(max));
  }
  return value;
}

Status assign_inbound(NodeSettings& settings, std::string_view name, std::string_view text) {
  if (text == "off" || text == "unlimited") {
    settings.inbound.reset();
    return Done{};
  }
  TRY_ASSIGN(const auto sats, read_number(name, text, limits::sats_max));
  settings.inbound = Sat{sats};
  return Done{};
}

Status assign_fee(NodeSettings& settings, std::string_view name, std::string_view text) {
  TRY_ASSIGN(const auto sats, read_number(name, text == "off" ? "0" : text, limits::routing_fee_sats_max));
  settings.fee = Sat{sats};
  return Done{};
}

Status assign_fee_ppm(NodeSettings& settings, std::string_view name, std::string_view text) {
  TRY_ASSIGN(settings.fee_ppm, read_number(name, text == "off" ? "0" : text, 1'000'000));
  return Done{};
}

Status assign_webln(NodeSettings& settings, std::string_view name, std::string_view text) {
  if (text != "on" && text != "off" && text != "reject") {
    return wrong(name, "must be on, reject or off");
  }
  settings.webln = text == "on" ? Webln::on : text == "reject" ? Webln::reject : Webln::off;
  return Done{};
}

// clang-format off
constexpr std::array k_settings{
  Setting{{"offline", "on|off", "the node is down: no invoices (503), no route for payers"},
          assign_flag<&NodeSettings::offline>, text_of_flag<&NodeSettings::offline>},
  Setting{{"latency", "DURATION", "how long the node takes to make an invoice; 5s and more is answered 503 after 5s"},
          assign_duration<&NodeSettings::latency>, text_of_duration<&NodeSettings::latency>},
  Setting{{"inbound", "SATS|off", "what the node can still receive; payments above it find no route"},
          assign_inbound, [](const NodeSettings& s) { return s.inbound ? std::to_string(s.inbound->value) : std::string("off"); }},
  Setting{{"fee", "SATS", "routing fee of each payment; the payer pays it on top"},
          assign_fee, [](const NodeSettings& s) { return std::to_string(s.fee.value); }},
  Setting{{"fee_ppm", "N", "and this many millionths of the amount"},
          assign_fee_ppm, [](const NodeSettings& s) { return std::to_string(s.fee_ppm); }},
  Setting{{"session_ttl", "DURATION", "how long a checkout session lives (15m)"},
          assign_session_ttl, text_of_duration<&NodeSettings::session_ttl>},
  Setting{{"invoice_expiry", "DURATION|session", "how long its BOLT11 invoice lives; the two are separate clocks"},
          assign_optional<&NodeSettings::invoice_expiry>,
          [](const NodeSettings& s) { return s.invoice_expiry ? format_duration(*s.invoice_expiry) : std::string("session"); }},
  Setting{{"keep_invoices", "on|off", "old invoices stay payable when their session ends or a newer one is made"},
          assign_flag<&NodeSettings::keep_invoices>, text_of_flag<&NodeSettings::keep_invoices>},
  Setting{{"api_lag", "DURATION", "the merchant's API learns of a settlement this much later"},
          assign_duration<&NodeSettings::api_lag>, text_of_duration<&NodeSettings::api_lag>},
  Setting{{"autopay", "DURATION|off", "test-mode invoices pay themselves after this long"},
          assign_optional<&NodeSettings::autopay>,
          [](const NodeSettings& s) { return s.autopay ? format_duration(*s.autopay) : std::string("off"); }},
  Setting{{"clock_skew", "±DURATION", "the node's clock is wrong by this much: it dates invoices so"},
          assign_skew<&NodeSettings::clock_skew>, text_of_duration<&NodeSettings::clock_skew>},
  Setting{{"webhook_skew", "±DURATION", "the time headers of webhooks are wrong by this much"},
          assign_skew<&NodeSettings::webhook_skew>, text_of_duration<&NodeSettings::webhook_skew>},
  Setting{{"webln", "on|reject|off", "a WebLN wallet in the checkout page, or one that declines"},
          assign_webln,
          [](const NodeSettings& s) { return std::string(s.webln == Webln::on ? "on" : s.webln == Webln::reject ? "reject" : "off"); }},
};
// clang-format on

constexpr auto k_infos = [] {
  std::array<NodeSettingInfo, k_settings.size()> infos{};
  for (std::size_t i = 0; i < infos.size(); ++i) {
    infos[i] = k_settings[i].info;
  }
  return infos;
}();

const Setting* find(std::string_view name) {
  for (const auto& setting : k_settings) {
    if (setting.info.name == name) {
      return &setting;
    }
  }
  return nullptr;
}

}  // namespace

std::span<const NodeSettingInfo> node_setting_table() {
  return k_infos;
}

Status assign(NodeSettings& settings, std::string_view name, std::string_view text) {
  const auto* setting = find(name);
  if (setting == nullptr) {
    std::string names;
    for (const auto& info : k_infos) {
      names.append(names.empty() ? "" : ", ").append(info.name);
    }
    return wrong("setting", "is not one of " + names);
  }
  return setting->assign(settings, name, text);
}

std::string text_of(const NodeSettings& settings, std::string_view name) {
  const auto* setting = find(name);
  return setting != nullptr ? setting->text_of(settings) : std::string();
}

Msat routing_fee(const NodeSettings& settings, Msat amount) {
  __extension__ using Wide = __int128;
  const auto share = static_cast<std::int64_t>(Wide{amount.value} * settings.fee_ppm / 1'000'000);
  return {to_msat(settings.fee).value + share};
}

}  // namespace satsrail
