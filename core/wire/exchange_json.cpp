#include "core/wire/exchange_json.h"

#include "core/limits.h"
#include "core/wire/json_writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace satsrail::wire {

namespace {

constexpr std::size_t k_countries_max = 250;  // more than there are

bool is_iso_code(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

void read_countries(Fields& fields, ExchangeInput& input) {
  auto entries = fields.objects("countries", k_countries_max);
  if (!entries) {
    return;
  }
  for (std::size_t i = 0; i < entries->size(); ++i) {
    auto& entry = (*entries)[i];
    entry.require("iso_code");
    entry.require("name");
    Country country;
    country.iso_code = entry.text("iso_code", limits::text_chars_max).value_or("");
    if (entry.has("iso_code") && !is_iso_code(country.iso_code)) {
      entry.fail("iso_code", "must be two capital letters such as CH");
    }
    country.name = entry.text("name", limits::text_chars_max).value_or("");
    const bool twice = std::any_of(input.countries.begin(), input.countries.end(),
                                   [&](const Country& other) { return other.iso_code == country.iso_code; });
    if (twice) {
      entry.fail("iso_code", "stands there twice");
    }
    input.countries.push_back(std::move(country));
    fields.take_errors_of(entry, fmt::format("countries[{}].", i));
  }
}

void write(JsonWriter& json, const Exchange& exchange) {
  json.begin_object()
      .field("id", exchange.id.view())
      .field("name", exchange.content.name)
      .field("url", exchange.content.url)
      .field("promoted", exchange.content.promoted)
      .field("min_transaction_sats", exchange.content.min_transaction_sats)
      .field("notes", exchange.content.notes)
      .field("logo_url", exchange.content.logo_url)
      .key("countries")
      .begin_array();
  for (const auto& country : exchange.content.countries) {
    json.begin_object()
        .field("id", country.id)
        .field("name", country.name)
        .field("iso_code", country.iso_code)
        .end_object();
  }
  json.end_array().end_object();
}

}  // namespace

Result<ExchangeInput> parse_exchange(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "exchange"));
  ExchangeInput input;
  fields.require("name");
  fields.require("url");
  input.name = fields.text("name", limits::text_chars_max).value_or("");
  if (fields.has("url")) {
    input.url = fields.http_url("url").value_or("");
  }
  input.promoted = fields.boolean("promoted").value_or(false);
  input.min_transaction_sats = fields.integer("min_transaction_sats", 1, limits::sats_max);
  input.notes = fields.text("notes", limits::description_chars_max);
  input.logo_url = fields.http_url("logo_url");
  read_countries(fields, input);
  TRY(fields.finish());
  return input;
}

std::string exchange_json(const Exchange& exchange) {
  JsonWriter json;
  write(json, exchange);
  return json.take();
}

std::string exchanges_json(const std::vector<Exchange>& exchanges) {
  JsonWriter json;
  json.begin_object().key("exchanges").begin_array();
  for (const auto& exchange : exchanges) {
    write(json, exchange);
  }
  return json.end_array().end_object().take();
}

}  // namespace satsrail::wire
