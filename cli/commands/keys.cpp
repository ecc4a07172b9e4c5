#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "core/domain/api_key.h"
#include "core/result.h"
#include "core/util/hex.h"

namespace satsrail::cli::handlers {

namespace {

constexpr std::string_view k_path = "/_sandbox/keys";

constexpr View k_key_view{
    .id = "prefix",
    .columns = {{"KEY", "prefix", Show::id},
                {"KIND", "kind"},
                {"MODE", "livemode", Show::livemode},
                {"MERCHANT", "merchant_name"},
                {"CREATED", "created_at", Show::time},
                {"ID", "id", Show::id}},
};

constexpr View k_new_key_view{
    .id = "key",
    .block = {{"key", "key"},
              {"kind", "kind"},
              {"mode", "livemode", Show::livemode},
              {"merchant", "merchant_name"},
              {"id", "id"},
              {"created", "created_at"}},
};

constexpr View k_usage_view{
    .id = "id",
    .block = {{"key", "id"},
              {"mode", "livemode", Show::livemode},
              {"this minute", "current_rpm"},
              {"limit a minute", "rpm_limit"},
              {"this month", "monthly_request_count"}},
};

}  // namespace

Outcome<int> keys_usage(Context& context) {
  std::string id = "current";
  if (const auto named = context.in.arg(0)) {
    TRY_ASSIGN(id, resolve_id(context, Source::keys, *named));
  }
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/m/api_tokens/" + percent_encode(id) + "/usage"));
  return context.out.object(reply.body(), k_usage_view);
}

Outcome<int> keys_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::either, std::string(k_path), query));
  return context.out.list(reply.body(), k_key_view);
}

Outcome<int> keys_create(Context& context) {
  Body body;
  body.set("key.kind", context.in.value("kind").value_or("secret"));
  body.set_flag("key.livemode", context.in.has("live"));
  const auto merchant = context.in.value("merchant");
  if (merchant) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::merchants, *merchant));
    body.set("key.merchant_id", id);
  }
  TRY_ASSIGN(const auto reply, context.post(merchant ? Key::control : Key::merchant, std::string(k_path), body.text()));
  if (context.out.for_people()) {
    context.out.note("the key is shown this once");
  }
  return context.out.object(reply.body(), k_new_key_view);
}

Outcome<int> keys_revoke(Context& context) {
  auto name = context.in.args[0];
  if (!parse_key_shape(name)) {
    TRY_ASSIGN(name, resolve_id(context, Source::keys, name));
  }
  TRY_ASSIGN(const auto reply,
             context.send(Key::either, {"DELETE", std::string(k_path) + "/" + percent_encode(name), {}, {}, {}}));
  if (!reply.ok()) {
    TRY_ASSIGN(const auto* sandbox, context.sandbox());
    auto failure = context.failure_of(reply, sandbox->base_url);
    failure.hint = reply.http.status == 404 || reply.http.status == 409 ? "see:  satsrail keys list" : failure.hint;
    return failure;
  }
  context.out.note("revoked");
  return 0;
}

}  // namespace satsrail::cli::handlers
