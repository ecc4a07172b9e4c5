#include "daemon/service/seed.h"

#include "core/wire/seed_json.h"
#include "daemon/api/handlers.h"

#include <future>
#include <utility>

namespace satsrail::api {

namespace {

// Keys in memory follow in the order of commits.
Reply applied_reply(App& app, const wire::SeedApplied& applied) {
  auto reply = Reply::json(200, wire::seed_applied_json(applied));
  reply.committed = [&app, seq = applied.merchant.seq, suspended = applied.merchant.is_suspended()] {
    app.keys.set_suspended(seq, suspended);
  };
  return reply;
}

}  // namespace

// On the control thread: passwords are slow, and a snapshot that is restored waits for its turn there.
Result<Plan> apply_seed(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto seed, wire::parse_seed(body));
  return ControlPlan{[&app, seed = std::move(seed)]() -> Result<Reply> {
    const auto kept = app.store.read([&](Tx& tx) { return service::seed::kept_passwords(tx, seed); });
    const auto passwords = service::seed::hash_passwords(seed, kept);
    std::promise<Result<Reply>> answer;
    auto answered = answer.get_future();
    app.store.write(
        [&](Tx& tx) -> Result<Reply> {
          TRY_ASSIGN(const auto applied, service::seed::apply(tx, app.context, seed, passwords));
          return applied_reply(app, applied);
        },
        [&](Result<Reply> reply) {
          if (reply) {
            std::exchange(reply->committed, nullptr)();
          }
          answer.set_value(std::move(reply));
        });
    return answered.get();
  }};
}

}  // namespace satsrail::api
