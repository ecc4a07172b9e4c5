#include "core/wire/rate_json.h"

#include "core/limits.h"
#include "core/util/time_format.h"
#include "core/wire/json_writer.h"
#include "core/wire/order_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::wire {

namespace {

using nlohmann::json;

// Nothing for what is no price of a bitcoin in this currency.
std::optional<ExchangeRate> read_rate(std::string_view text, const Currency& currency) {
  const auto minor = parse_minor(text, currency.minor_digits());
  if (!minor || *minor < 1 || *minor > limits::rate_minor_per_btc_max) {
    return std::nullopt;
  }
  return ExchangeRate{*minor};
}

std::string must_be_a_rate(const Currency& currency) {
  return "must be the price of one bitcoin such as \"" +
         format_minor(currency.default_rate().minor_per_btc, currency.minor_digits()) + "\", above zero and at most " +
         format_minor(limits::rate_minor_per_btc_max, currency.minor_digits());
}

// One [when, rate]; the reason when it is none.
Result<RateScriptEntry> read_entry(const json& entry, const Currency& currency) {
  const auto wrong = [](std::string why) { return Error(ErrorCode::validation_error, std::move(why)); };
  if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_string()) {
    return wrong(R"(must be a pair of texts such as ["10m", ")" +
                 format_minor(currency.default_rate().minor_per_btc, currency.minor_digits()) + "\"]");
  }
  RateScriptEntry read;
  const auto& when = entry[0].get_ref<const std::string&>();
  if (const auto after = parse_duration(when)) {
    read.after = *after;
  } else if (const auto time = parse_iso(when)) {
    read.from = time->time;
  } else {
    return wrong("must begin with a duration such as 10m, or a time such as 2026-01-31T12:00:00Z");
  }
  const auto rate = read_rate(entry[1].get_ref<const std::string&>(), currency);
  if (!rate) {
    return wrong("has a rate that " + must_be_a_rate(currency));
  }
  read.rate = *rate;
  return read;
}

void read_currency(Fields& fields, const std::string& name, const json& entries, RateModeInput& input) {
  const auto currency = Currency::parse(name);
  if (!currency) {
    fields.fail("script",
                "names \"" + name.substr(0, limits::text_chars_max) + "\", which is not a supported currency");
    return;
  }
  const auto code = currency->upper();
  auto& list = input.script[code];
  if (!list.empty()) {
    fields.fail("script", "names " + code + " twice");
    return;
  }
  if (!entries.is_array() || entries.empty()) {
    fields.fail("script", "must hold a list of entries for " + code + R"(, such as [["0s", ")" +
                              format_minor(currency->default_rate().minor_per_btc, currency->minor_digits()) + "\"]]");
    return;
  }
  for (const auto& entry : entries) {
    auto read = read_entry(entry, *currency);
    if (!read) {
      // The first of a currency only: whoever mistook the shape would be told so ten thousand times.
      fields.fail("script", "entry " + std::to_string(list.size() + 1) + " of " + code + " " + read.error().message());
      return;
    }
    list.push_back(*read);
  }
}

void read_script(Fields& fields, RateModeInput& input) {
  const auto* script = fields.find("script");
  if (script == nullptr || !script->is_object() || script->empty()) {
    fields.fail("script", R"(must be an object such as {"usd": [["0s", "100000.00"], ["10m", "95000.00"]]})");
    return;
  }
  std::size_t entries = 0;
  for (const auto& [name, list] : script->items()) {
    entries += list.size();
  }
  if (entries > limits::rate_script_entries_max) {
    fields.fail("script", "must not have more than " + std::to_string(limits::rate_script_entries_max) + " entries");
    return;
  }
  for (const auto& [name, list] : script->items()) {
    read_currency(fields, name, list, input);
  }
}

void read_walk(Fields& fields, RateWalk& walk) {
  walk.seed = fields.integer("seed", 0, limits::rate_walk_seed_max).value_or(walk.seed);
  walk.sigma_bp =
      static_cast<int>(fields.integer("sigma_bp", 1, limits::rate_walk_sigma_bp_max).value_or(walk.sigma_bp));
  walk.range_bp =
      static_cast<int>(fields.integer("range_bp", 1, limits::rate_walk_range_bp_max).value_or(walk.range_bp));
  if (const auto text = fields.text("step", limits::text_chars_max)) {
    const auto step = parse_duration(*text);
    if (!step || *step < limits::rate_walk_step_min) {
      fields.fail("step", "must be a duration such as 30s, 1m or 1h, and at least " +
                              format_duration(limits::rate_walk_step_min));
    } else {
      walk.step = *step;
    }
  }
}

}  // namespace

std::string rate_json(std::string_view currency, const RateQuote& quote) {
  const auto text = rate_text(quote.rate, currency);
  std::string named = "btc_";
  for (const char letter : currency) {
    named.push_back(static_cast<char>(letter - 'A' + 'a'));
  }
  JsonWriter json;
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

std::string rate_mode_json(const RateModeSettings& settings) {
  JsonWriter json;
  json.begin_object()
      .field("object", "rate_mode")
      .field("mode", to_string(settings.mode))
      .field("since", settings.since);
  if (settings.mode == RateMode::walk) {
    json.field("seed", settings.walk.seed)
        .field("step", format_duration(settings.walk.step))
        .field("sigma_bp", settings.walk.sigma_bp)
        .field("range_bp", settings.walk.range_bp);
  }
  if (settings.mode == RateMode::script) {
    json.key("script").begin_object();
    for (const auto& [currency, points] : settings.script) {
      json.key(currency).begin_array();
      for (const auto& point : points) {
        json.begin_array().value(point.from).value(rate_text(point.rate, currency)).end_array();
      }
      json.end_array();
    }
    json.end_object();
  }
  return json.end_object().take();
}

Result<RateInput> parse_rate(const JsonBody& body) {
  auto fields = Fields::top(body);
  RateInput input;
  input.currency = fields.currency("currency").value_or(Currency::usd());
  fields.require("rate");
  const auto text = fields.text("rate", limits::text_chars_max).value_or("");
  const auto rate = read_rate(text, input.currency);
  if (!text.empty() && !rate) {
    fields.fail("rate", must_be_a_rate(input.currency));
  }
  TRY(fields.finish());
  input.rate = *rate;
  return input;
}

Result<RateModeInput> parse_rate_mode(const JsonBody& body) {
  auto fields = Fields::top(body);
  RateModeInput input;
  fields.require("mode");
  const auto text = fields.text("mode", limits::text_chars_max).value_or("");
  const auto mode = satsrail::parse_rate_mode(text);
  if (!text.empty() && !mode) {
    fields.fail("mode", "must be fixed, script, walk or error");
  }
  input.mode = mode.value_or(RateMode::fixed);
  if (input.mode == RateMode::script) {
    read_script(fields, input);
  }
  if (input.mode == RateMode::walk) {
    read_walk(fields, input.walk);
  }
  TRY(fields.finish());
  return input;
}

}  // namespace satsrail::wire
