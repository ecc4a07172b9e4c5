#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/values.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_wallet_view{
    .id = "id",
    .block = {{"wallet", "name"},
              {"id", "id"},
              {"type", "wallet_type"},
              {"connection", "connection_type"},
              {"status", "status", Show::state},
              {"enabled", "enabled"},
              {"default", "is_default"},
              {"synced", "last_synced_at"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"NAME", "name"},
                {"TYPE", "wallet_type"},
                {"STATUS", "status", Show::state},
                {"ENABLED", "enabled"},
                {"DEFAULT", "is_default"},
                {"ID", "id", Show::id}},
};

// "--enabled false" as a JSON boolean; the table lets no other word through.
void set_flag_if_given(Body& body, const Invocation& in, std::string_view flag, std::string_view path) {
  if (const auto word = in.value(flag)) {
    body.set_flag(path, *word == "true");
  }
}

void set_fields(Body& body, const Invocation& in) {
  set_if_given(body, in, "type", "wallet.wallet_type");
  set_if_given(body, in, "connection", "wallet.connection_type");
  set_if_given(body, in, "status", "wallet.status");
  set_flag_if_given(body, in, "enabled", "wallet.enabled");
  if (in.has("default")) {
    body.set_flag("wallet.is_default", true);
  }
}

}  // namespace

Outcome<int> wallets_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context, {{"type", "q[wallet_type_eq]"},
                                                    {"status", "q[status_eq]"},
                                                    {"enabled", "q[enabled_eq]"},
                                                    {"name", "q[name_cont]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/m/wallets", query));
  return context.out.list(reply.body(), k_wallet_view);
}

Outcome<int> wallets_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::wallets, "GET"));
  return context.out.object(reply.body(), k_wallet_view);
}

Outcome<int> wallets_create(Context& context) {
  Body body;
  body.set("wallet.name", context.in.args[0]);
  set_fields(body, context.in);
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, "/_sandbox/wallets", body.text()));
  return context.out.object(reply.body(), k_wallet_view);
}

Outcome<int> wallets_update(Context& context) {
  Body body;
  body.set_object("wallet");
  set_if_given(body, context.in, "name", "wallet.name");
  set_fields(body, context.in);
  TRY_ASSIGN(const auto reply, call_in_sandbox(context, Source::wallets, "PATCH", body.text()));
  return context.out.object(reply.body(), k_wallet_view);
}

Outcome<int> wallets_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_in_sandbox(context, Source::wallets, "DELETE"));
  context.out.note("deleted");
  return 0;
}

}  // namespace satsrail::cli::handlers
