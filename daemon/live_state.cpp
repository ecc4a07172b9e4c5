#include "daemon/live_state.h"

#include "core/util/hex.h"
#include "daemon/service/exchanges.h"
#include "daemon/service/rates.h"
#include "daemon/service/subscription_plans.h"
#include "daemon/service/wallets.h"
#include "daemon/store/account_store.h"

namespace satsrail::daemon {

std::optional<NodeSecrets> node_secrets(store::Tx& tx) {
  const auto hex = store::settings::find(tx, k_node_secret);
  const auto secret = hex ? from_hex_array<32>(*hex) : std::nullopt;
  if (!secret || !crypto::public_key(*secret)) {
    return std::nullopt;
  }
  // Payers are somebody else: another key, remembered by the same secret.
  return NodeSecrets{*secret, crypto::hmac_sha256("the payers' node", *hex)};
}

service::KeyTexts complete(store::Tx& tx, const service::Context& context, const service::KeyTexts& known) {
  service::rates::load(tx);  // which puts what is missing
  auto texts = service::ensure_keys(tx, context, known);
  service::wallets::ensure_defaults(tx, context);
  service::subscription_plans::ensure_some(tx, context);
  service::exchanges::ensure_some(tx, context);
  return texts;
}

void reload(store::Tx& tx, const LiveState& state) {
  state.keys.load(store::api_keys::all(tx));
  state.node_book.load(tx);
  state.faults.load(tx);
  state.usage.load(tx);
  auto loaded = service::rates::load(tx);
  for (const auto& fixed : loaded.fixed) {
    state.rates.set_fixed(fixed);
  }
  state.rates.use(std::move(loaded.mode));
  if (const auto secrets = node_secrets(tx)) {
    state.node.use_key(secrets->node);
    state.payer_node.use_key(secrets->payer);
  }
  if (const auto secret = service::find_macaroon_secret(tx)) {
    state.macaroons.use_secret(*secret);
  }
}

}  // namespace satsrail::daemon
