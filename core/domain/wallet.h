#pragma once
// Where a merchant's money goes. The sandbox's wallets hold nothing: what counts is whether one is there to be paid to.

#include "core/domain/scope.h"
#include "core/id.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

inline constexpr std::array<std::string_view, 2> k_wallet_types{"lightning", "bitcoin"};
inline constexpr std::array<std::string_view, 4> k_wallet_connections{"lndhub", "lnurl", "lnd", "cln"};
inline constexpr std::array<std::string_view, 5> k_wallet_statuses{"pending", "syncing", "active", "error", "inactive"};

struct Wallet {
  std::int64_t seq = 0;
  WalletId id;
  Scope scope;
  std::string name;
  std::string wallet_type = "lightning";  // of k_wallet_types
  std::string connection_type = "lnd";    // of k_wallet_connections
  std::string status = "active";          // of k_wallet_statuses
  bool enabled = true;
  bool is_default = false;  // exactly one of each merchant and mode
  std::optional<Time> last_synced_at;
  Time created_at{};
  Time updated_at{};

  // Can invoices be paid to it?
  bool is_usable() const { return enabled && status == "active"; }
};

// Of a new wallet, what is absent takes its default, and `name` is there; of one that exists, it stays.
struct WalletChange {
  std::optional<std::string> name;
  std::optional<std::string> wallet_type;
  std::optional<std::string> connection_type;
  std::optional<std::string> status;
  std::optional<bool> enabled;
  std::optional<bool> is_default;
};

// What every merchant has in each mode from the start.
inline constexpr std::string_view k_default_wallet_name = "Sandbox Lightning";

}  // namespace satsrail
