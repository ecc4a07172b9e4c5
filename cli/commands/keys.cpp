#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

constexpr View k_key_view{
    .id = "prefix",
    .columns = {{"KEY", "prefix", Show::id},
                {"KIND", "kind"},
                {"MODE", "livemode", Show::livemode},
                {"CREATED", "created_at", Show::time},
                {"ID", "id", Show::id}},
};

}  // namespace

Outcome<int> keys_list(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::either, "/_sandbox/keys"));
  return context.out.list(reply.body(), k_key_view);
}

}  // namespace satsrail::cli::handlers
