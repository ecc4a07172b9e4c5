#include "core/wire/subscription_plan_json.h"

#include "core/limits.h"
#include "core/wire/choice.h"
#include "core/wire/json_writer.h"

#include <algorithm>

namespace satsrail::wire {

namespace {

constexpr std::int64_t k_rpm_max = 10'000'000;  // as --rate-limit
constexpr std::int64_t k_monthly_max = 1'000'000'000'000;
constexpr std::size_t k_features_max = 50;

bool is_slug(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  });
}

}  // namespace

Result<SubscriptionPlanInput> parse_subscription_plan(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "plan"));
  SubscriptionPlanInput input;
  fields.require("slug");
  fields.require("name");
  fields.require("price_cents");
  input.slug = fields.text("slug", limits::plan_chars_max).value_or("");
  if (!is_slug(input.slug)) {
    fields.fail("slug", "may hold lower-case letters, digits, - and _ only");
  }
  input.name = fields.text("name", limits::text_chars_max).value_or("");
  input.price = FiatCents{fields.integer("price_cents", 0, limits::amount_cents_max).value_or(0)};
  if (const auto currency = fields.currency("currency")) {
    input.currency = currency->text();
  }
  input.interval = choice(fields, "interval", k_plan_intervals).value_or(input.interval);
  input.rpm_limit = fields.integer("rpm_limit", 1, k_rpm_max).value_or(input.rpm_limit);
  input.monthly_request_limit = fields.integer("monthly_request_limit", 1, k_monthly_max);
  input.features = fields.texts("features", k_features_max, limits::text_chars_max).value_or(input.features);
  TRY(fields.finish());
  return input;
}

std::string subscription_plan_json(const SubscriptionPlan& plan) {
  JsonWriter json;
  json.begin_object()
      .field("object", "subscription_plan")
      .field("id", plan.id.view())
      .field("name", plan.content.name)
      .field("slug", plan.content.slug)
      .field("price_cents", plan.content.price)
      .field("currency", plan.content.currency)
      .field("interval", plan.content.interval)
      .field("rpm_limit", plan.content.rpm_limit)
      .field("monthly_request_limit", plan.content.monthly_request_limit)
      .raw_field("features", strings_json(plan.content.features))
      .field("created_at", plan.created_at)
      .field("updated_at", plan.updated_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
