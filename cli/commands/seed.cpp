#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/seed_file.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_seed_view{
    .id = "merchant_id",
    .block = {{"created", "created"},
              {"updated", "updated"},
              {"unchanged", "unchanged"},
              {"merchant", "merchant_id"},
              {"mode", "livemode", Show::livemode}},
};

// What is new has a secret that is shown this once.
void note_secrets(Context& context, const std::string& answer) {
  const auto parsed = json::parse(answer, nullptr, false);
  if (context.out.machine() || !parsed.is_object()) {
    return;
  }
  for (const auto& webhook : parsed.value("webhooks", json::array())) {
    context.out.note("secret of " + text_at_path(webhook, "url") + ":  " + text_at_path(webhook, "secret_key"));
  }
}

}  // namespace

Outcome<int> seed(Context& context) {
  TRY_ASSIGN(const auto text, read_seed(context.in.args[0]));
  auto document = json::parse(text);
  if (context.in.has("live")) {
    document["livemode"] = true;
  }
  if (const auto merchant = context.in.value("merchant")) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::merchants, *merchant));
    document["merchant_id"] = id;
  }
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/seed", dump(document)));
  note_secrets(context, reply.body());
  return context.out.object(reply.body(), k_seed_view);
}

}  // namespace satsrail::cli::handlers
