#include "daemon/service/rates.h"

#include "core/limits.h"
#include "core/wire/fields.h"
#include "core/wire/rate_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"

namespace satsrail::api {

Result<Plan> show_rate(const Call& call, App& app) {
  auto currency = Currency::usd();
  if (const auto wanted = call.query_value("currency"); !wanted.empty()) {
    const auto known = Currency::parse(wanted);
    if (!known) {
      return Error::validation("currency", "is not a supported currency");
    }
    currency = *known;
  }
  TRY_ASSIGN(const auto quote, app.context.rates.quote(currency, app.clock.now()));
  return Plan(Reply::json(200, wire::rate_json(currency.upper(), quote)));
}

Result<Plan> list_rates(const Call&, App& app) {
  std::vector<std::string> items;
  for (const auto& [currency, quote] : app.rates.all(app.clock.now())) {
    items.push_back(wire::rate_json(currency, quote));
  }
  const store::PageRequest page{1, limits::per_page_max, true};  // there are never more currencies than that
  const auto total = static_cast<std::int64_t>(items.size());
  return Plan(Reply::json(200, list_json(items, page, total, ",\"mode\":" + wire::rate_mode_json(app.rates.mode()))));
}

// If the commit of one of these fails, the next start reads what was before; until then both the operator's wish and
// the answers agree.

Result<Plan> set_rate(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(const auto input, wire::parse_rate(body));
  return WritePlan{[&app, input](Tx& tx) -> Result<Reply> {
    const auto fixed = service::rates::set_fixed(tx, input.currency, input.rate);
    app.rates.set_fixed(fixed);
    return Reply::json(200, wire::rate_json(fixed.currency, {fixed.rate, fixed.updated_at, "sandbox"}));
  }};
}

Result<Plan> set_rate_mode(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_rate_mode(body));
  return WritePlan{[&app, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto settings, service::rates::set_mode(tx, input));
    auto json = wire::rate_mode_json(settings);
    app.rates.use(std::move(settings));
    return Reply::json(200, std::move(json));
  }};
}

}  // namespace satsrail::api
