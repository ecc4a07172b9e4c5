#include "daemon/store/subscription_plan_store.h"

#include "core/wire/fields.h"

namespace satsrail::store::subscription_plans {

namespace {

#define SELECT_PLANS                                                                               \
  "SELECT seq, id, slug, name, price_cents, currency, interval, rpm_limit, monthly_request_limit," \
  " features, built_in, created_at, updated_at FROM subscription_plans "

SubscriptionPlan read(const Query& row) {
  SubscriptionPlan plan;
  plan.seq = row.integer(0);
  plan.id = SubscriptionPlanId::parse(row.text(1)).value();
  plan.content = {row.str(2), row.str(3),     FiatCents{row.integer(4)}, row.str(5),
                  row.str(6), row.integer(7), row.optional_integer(8),   wire::parse_strings(row.text(9))};
  plan.built_in = row.boolean(10);
  plan.created_at = row.time(11);
  plan.updated_at = row.time(12);
  return plan;
}

}  // namespace

std::int64_t insert(Tx& tx, const SubscriptionPlan& plan) {
  const auto& content = plan.content;
  return tx.run(
      "INSERT INTO subscription_plans (id, slug, name, price_cents, currency, interval, rpm_limit,"
      " monthly_request_limit, features, built_in, created_at, updated_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      plan.id.view(), content.slug, content.name, content.price.value, content.currency, content.interval,
      content.rpm_limit, content.monthly_request_limit, wire::strings_json(content.features), plan.built_in,
      plan.created_at, plan.updated_at);
}

std::optional<SubscriptionPlan> find(Tx& tx, std::string_view slug) {
  auto row = tx.query(SELECT_PLANS "WHERE slug = ?1", slug);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<SubscriptionPlan> page(Tx& tx, const PageRequest& page) {
  std::vector<SubscriptionPlan> plans;
  auto row = tx.query(SELECT_PLANS "ORDER BY price_cents, seq LIMIT ?1 OFFSET ?2", page.per_page,
                      (page.page - 1) * page.per_page);
  while (row.step()) {
    plans.push_back(read(row));
  }
  return plans;
}

std::int64_t count(Tx& tx) {
  auto row = tx.query("SELECT count(*) FROM subscription_plans");
  row.step();
  return row.integer(0);
}

void update(Tx& tx, const SubscriptionPlan& plan) {
  const auto& content = plan.content;
  tx.run(
      "UPDATE subscription_plans SET name = ?2, price_cents = ?3, currency = ?4, interval = ?5, rpm_limit = ?6,"
      " monthly_request_limit = ?7, features = ?8, built_in = ?9, updated_at = ?10 WHERE seq = ?1",
      plan.seq, content.name, content.price.value, content.currency, content.interval, content.rpm_limit,
      content.monthly_request_limit, wire::strings_json(content.features), plan.built_in, plan.updated_at);
}

void remove_built_in(Tx& tx) {
  tx.run("DELETE FROM subscription_plans WHERE built_in");
}

}  // namespace satsrail::store::subscription_plans
