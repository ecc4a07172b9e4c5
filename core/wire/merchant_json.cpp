#include "core/wire/merchant_json.h"

#include "core/limits.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

Result<MerchantInput> parse_merchant(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "merchant"));
  MerchantInput input;
  fields.require("name");
  input.name = fields.text("name", limits::text_chars_max).value_or("");
  input.currency = fields.currency("currency");
  if (fields.has("plan")) {
    fields.require("plan");
    input.plan = fields.text("plan", limits::plan_chars_max);
  }
  TRY(fields.finish());
  return input;
}

Result<MerchantChange> parse_merchant_change(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "merchant"));
  MerchantChange change;
  for (const auto* name : {"name", "plan", "status"}) {
    if (fields.has(name) || fields.is_null(name)) {
      fields.require(name);
    }
  }
  change.id = fields.text("id", limits::text_chars_max);
  change.name = fields.text("name", limits::text_chars_max);
  change.plan = fields.text("plan", limits::plan_chars_max);
  change.status = fields.text("status", limits::text_chars_max);
  if (change.status && *change.status != "active" && *change.status != "suspended") {
    fields.fail("status", "must be active or suspended");
  }
  TRY(fields.finish());
  return change;
}

namespace {

JsonWriter merchant_members(const Merchant& merchant) {
  JsonWriter json;
  json.begin_object()
      .field("object", "merchant")
      .field("id", merchant.id.view())
      .field("name", merchant.name)
      .field("status", merchant.status)
      .field("plan", merchant.plan)
      .field("currency", merchant.currency)
      .field("created_at", merchant.created_at)
      .field("updated_at", merchant.updated_at);
  return json;
}

}  // namespace

std::string merchant_json(const Merchant& merchant) {
  return merchant_members(merchant).end_object().take();
}

std::string merchant_json(const Merchant& merchant, const NamedKeys& keys) {
  auto json = merchant_members(merchant);
  json.key("keys").begin_object();
  for (const auto& [name, text] : keys) {
    json.field(name, text);
  }
  return json.end_object().end_object().take();
}

std::string plan_changed_json(const Merchant& merchant) {
  JsonWriter json;
  json.begin_object().field("plan", merchant.plan).field("merchant_id", merchant.id.view());
  return json.end_object().take();
}

std::string merchant_suspended_json(const Merchant& merchant) {
  JsonWriter json;
  json.begin_object().field("merchant_id", merchant.id.view());
  return json.end_object().take();
}

}  // namespace satsrail::wire
