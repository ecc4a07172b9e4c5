#pragma once
// How a merchant's node behaves: what `satsrail node set` changes. Every setting is a row of one table that drives
// validation, storage, help and docs.

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace satsrail {

enum class Webln : std::uint8_t { off, on, reject };

struct NodeSettings {
  bool offline = false;                    // no invoice can be made, and no payment finds a route
  Duration latency{0};                     // until an invoice is made; 5 s and more is too slow for the API
  std::optional<Sat> inbound;              // what can still be received; none: always enough
  Sat fee{0};                              // routing fee of each payment, paid by the payer on top of the amount
  std::int64_t fee_ppm = 0;                // and per million of the amount
  std::optional<Duration> invoice_expiry;  // none: an invoice lives as long as its session
  Duration session_ttl{std::chrono::minutes(15)};
  Duration api_lag{0};              // from settlement at the node to the merchant's API
  Duration clock_skew{0};           // of the node's clock: what its invoices are dated
  Duration webhook_skew{0};         // of the time headers of webhooks
  bool keep_invoices = false;       // invoices stay payable when their session ends or a newer one is made
  std::optional<Duration> autopay;  // test-mode invoices pay themselves after this long
  Webln webln = Webln::off;         // a wallet in the browser, for the checkout page

  friend bool operator==(const NodeSettings&, const NodeSettings&) = default;
};

struct NodeSettingInfo {
  std::string_view name;   // "invoice_expiry"
  std::string_view value;  // what help prints: "DURATION|session"
  std::string_view help;
};
std::span<const NodeSettingInfo> node_setting_table();

// Reads the text of a setting as a user writes it: "on", "2s", "100000", "off".
// Error: validation_error on the setting's name; on "setting" when there is none of that name.
Status assign(NodeSettings& settings, std::string_view name, std::string_view text);
// The text that assign() reads back.
std::string text_of(const NodeSettings& settings, std::string_view name);

// Base fee and parts per million, rounded down to the millisatoshi (BOLT 7).
Msat routing_fee(const NodeSettings& settings, Msat amount);

}  // namespace satsrail
