#pragma once
// What the daemon keeps in memory of its database. One place reads all of it anew: at the start, and when a snapshot
// has taken the database's place. Whoever keeps something else in memory adds it here.

#include "daemon/lightning/simulated_node.h"
#include "daemon/rates/sandbox_rates.h"
#include "daemon/service/fault_book.h"
#include "daemon/service/key_ring.h"
#include "daemon/service/key_usage.h"
#include "daemon/service/macaroons.h"
#include "daemon/service/node_book.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>

namespace satsrail::daemon {

struct LiveState {
  service::KeyRing& keys;
  service::NodeBook& node_book;
  service::FaultBook& faults;
  SandboxRates& rates;
  SimulatedNode& node;
  SimulatedNode& payer_node;
  service::Macaroons& macaroons;
  service::KeyUsage& usage;
};

// Rows that a database has to have before reload() reads it: rates of every currency, the sandbox's own keys, a wallet
// for each merchant, and something that the service offers everybody. Keys of `known` are taken up, others are minted;
// returns the texts of all.
service::KeyTexts complete(store::Tx& tx, const service::Context& context, const service::KeyTexts& known);
// `tx` may be read-only.
void reload(store::Tx& tx, const LiveState& state);

// The secrets of the merchants' and the payers' node; nothing when the database has none yet.
struct NodeSecrets {
  crypto::SecretKey node;
  crypto::SecretKey payer;
};
inline constexpr std::string_view k_node_secret = "node.secret";
std::optional<NodeSecrets> node_secrets(store::Tx& tx);

}  // namespace satsrail::daemon
