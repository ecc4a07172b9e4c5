#include "core/wire/wallet_json.h"

#include "core/limits.h"
#include "core/wire/choice.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

namespace {

void read_fields(Fields& fields, WalletChange& change) {
  change.name = fields.text("name", limits::text_chars_max);
  change.wallet_type = choice(fields, "wallet_type", k_wallet_types);
  change.connection_type = choice(fields, "connection_type", k_wallet_connections);
  change.status = choice(fields, "status", k_wallet_statuses);
  change.enabled = fields.boolean("enabled");
  change.is_default = fields.boolean("is_default");
}

}  // namespace

Result<WalletChange> parse_wallet(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "wallet"));
  WalletChange input;
  fields.require("name");
  read_fields(fields, input);
  TRY(fields.finish());
  return input;
}

Result<WalletChange> parse_wallet_change(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "wallet"));
  WalletChange change;
  refuse_blank(fields, {"name", "wallet_type", "connection_type", "status", "enabled", "is_default"});
  read_fields(fields, change);
  TRY(fields.finish());
  return change;
}

std::string wallet_json(const Wallet& wallet) {
  JsonWriter json;
  json.begin_object()
      .field("object", "wallet")
      .field("id", wallet.id.view())
      .field("livemode", wallet.scope.livemode)
      .field("name", wallet.name)
      .field("wallet_type", wallet.wallet_type)
      .field("connection_type", wallet.connection_type)
      .field("status", wallet.status)
      .field("enabled", wallet.enabled)
      .field("is_default", wallet.is_default)
      .field("last_synced_at", wallet.last_synced_at)
      .field("created_at", wallet.created_at)
      .field("updated_at", wallet.updated_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
