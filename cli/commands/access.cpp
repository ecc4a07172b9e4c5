#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/result.h"
#include "core/util/hex.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

constexpr View k_access_view{
    .id = "key",
    .block = {{"valid", "valid"},
              {"remaining seconds", "remaining_seconds"},
              {"product", "product_id"},
              {"order", "order_id"},
              {"key", "key"},
              {"key fingerprint", "key_fingerprint"}},
};

constexpr View k_purchase_view{
    .id = "access_token",
    .block = {{"access token", "access_token", Show::id},
              {"access seconds", "access_duration_seconds"},
              {"order", "order_number"},
              {"order id", "order_id"}},
};

Failure no_token(const std::string& id, std::string why, std::string hint) {
  return {ExitCode::refused, "no_access_token", "checkout " + printable(id) + " has no access token",
          std::move(why),    std::move(hint),   {}};
}

}  // namespace

Outcome<int> access_token(Context& context) {
  const auto& named = context.in.args[0];
  TRY_ASSIGN(const auto id, resolve_id(context, Source::checkouts, named));
  TRY_ASSIGN(const auto session, context.get(Key::merchant, "/api/v1/m/checkout_sessions/" + percent_encode(id)));
  const auto read = nlohmann::ordered_json::parse(session.body(), nullptr, false);
  // Asked before there is a payment, the status would make an invoice.
  if (const auto status = text_at_path(read, "status"); status != "completed") {
    return no_token(named, "it is " + printable(status), "pay it:  satsrail pay " + shell_quoted(named));
  }
  const auto path = "/checkout/" + percent_encode(text_at_path(read, "token")) + "/status";
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, path));
  if (text_at_path(nlohmann::ordered_json::parse(reply.body(), nullptr, false), "access_token").empty()) {
    return no_token(named, "it sold no product, or one that was deleted",
                    "sell one:  satsrail checkout create --product SLUG");
  }
  return context.out.object(reply.body(), k_purchase_view);
}

Outcome<int> access_verify(Context& context) {
  TRY_ASSIGN(const auto given, read_text(context.in.args[0]));
  Body body;
  body.set("access_token", std::string(trim(given)));
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, "/api/v1/m/access/verify", body.text()));
  return context.out.object(reply.body(), k_access_view);
}

}  // namespace satsrail::cli::handlers
