#include "core/limits.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"
#include "core/wire/order_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/account_store.h"

namespace satsrail::api {

namespace {

std::string rate_json(std::string_view currency, const RateQuote& quote) {
  const auto text = wire::rate_text(quote.rate, currency);
  std::string named = "btc_";
  for (const char letter : currency) {
    named.push_back(static_cast<char>(letter - 'A' + 'a'));
  }
  wire::JsonWriter json;
  json.begin_object()
      .field("object", "rate")
      .field("base", "BTC")
      .field("quote", currency)
      .field("rate", text)
      .raw_field(named, text);
  if (currency == "USD") {
    json.field("sats_per_usd", sats_for(FiatCents{100}, quote.rate).value());
  }
  json.field("source", quote.source).field("updated_at", quote.updated_at);
  return json.end_object().take();
}

}  // namespace

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
  return Plan(Reply::json(200, rate_json(currency.upper(), quote)));
}

Result<Plan> list_rates(const Call&, App& app) {
  std::vector<std::string> items;
  for (const auto& [currency, quote] : app.rates.all()) {
    items.push_back(rate_json(currency, quote));
  }
  const store::PageRequest page{1, limits::per_page_max, true};  // there are never more currencies than that
  const auto total = static_cast<std::int64_t>(items.size());
  return Plan(Reply::json(200, list_json(items, page, total)));
}

Result<Plan> set_rate(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  const auto currency = fields.currency("currency").value_or(Currency::usd());
  fields.require("rate");
  const auto text = fields.text("rate", limits::text_chars_max).value_or("");
  const auto minor = parse_minor(text, currency.minor_digits());
  if (!text.empty() && (!minor || *minor < 1 || *minor > limits::rate_minor_per_btc_max)) {
    fields.fail("rate", "must be the price of one bitcoin such as \"95000.00\", above zero and at most " +
                            format_minor(limits::rate_minor_per_btc_max, currency.minor_digits()));
  }
  TRY(fields.finish());
  const ExchangeRate rate{*minor};
  return WritePlan{[&app, currency, rate](Tx& tx) -> Result<Reply> {
    store::rates::put(tx, {currency.upper(), rate, tx.now()});
    // If this commit fails, the next start reads the old rate again; until then both the operator's wish and the
    // answers agree.
    app.rates.set(currency, rate, tx.now());
    return Reply::json(200, rate_json(currency.upper(), {rate, tx.now(), "sandbox"}));
  }};
}

}  // namespace satsrail::api
