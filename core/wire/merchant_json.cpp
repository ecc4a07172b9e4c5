#include "core/wire/merchant_json.h"

#include "core/limits.h"
#include "core/wire/choice.h"
#include "core/wire/json_writer.h"

#include <algorithm>

namespace satsrail::wire {

namespace {

constexpr std::size_t k_locale_chars_max = 35;  // the longest that RFC 5646 has room for in practice

// A language with a script, region or variants: "en", "pt-BR", "zh_Hant_TW".
bool is_locale(std::string_view text) {
  std::size_t parts = 0;
  while (true) {
    const auto part = text.substr(0, text.find_first_of("-_"));
    const bool letters_only = parts == 0;
    const bool plain = std::all_of(part.begin(), part.end(), [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!letters_only && c >= '0' && c <= '9');
    });
    if (!plain || part.size() < 2 || part.size() > (letters_only ? 3 : 8)) {
      return false;
    }
    ++parts;
    if (part.size() == text.size()) {
      return true;
    }
    text.remove_prefix(part.size() + 1);
  }
}

std::optional<std::vector<std::string>> read_customer_fields(Fields& fields) {
  auto names = fields.texts("customer_fields", k_customer_fields.size(), limits::text_chars_max);
  if (!names) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto& name = (*names)[i];
    const auto known = std::find(k_customer_fields.begin(), k_customer_fields.end(), name) != k_customer_fields.end();
    const auto before = names->begin() + static_cast<std::ptrdiff_t>(i);
    if (!known || std::find(names->begin(), before, name) != before) {
      fields.fail("customer_fields", "must hold " + listed(k_customer_fields) + ", each once at most");
      return std::nullopt;
    }
  }
  return names;
}

MerchantProfileChange read_profile(Fields& fields) {
  MerchantProfileChange profile;
  profile.currency = fields.currency("currency");
  refuse_blank(fields, {"locale", "checkout_mode", "customer_fields"});
  if (fields.is_null("email")) {
    profile.email.emplace();
  } else if (auto email = fields.email("email")) {
    profile.email = std::move(email);
  }
  profile.locale = fields.text("locale", k_locale_chars_max);
  if (profile.locale && !profile.locale->empty() && !is_locale(*profile.locale)) {
    fields.fail("locale", "must be a language such as en or pt-BR");
  }
  if (fields.is_null("logo_url")) {
    profile.logo_url.emplace();
  } else if (auto url = fields.http_url("logo_url")) {
    profile.logo_url = std::move(url);
  }
  if (fields.has("checkout_mode")) {
    profile.checkout_mode = choice(fields, "checkout_mode", k_checkout_modes);
  }
  profile.customer_fields = read_customer_fields(fields);
  return profile;
}

}  // namespace

Result<MerchantInput> parse_merchant(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "merchant"));
  MerchantInput input;
  fields.require("name");
  input.name = fields.text("name", limits::text_chars_max).value_or("");
  if (fields.has("plan")) {
    fields.require("plan");
    input.plan = fields.text("plan", limits::plan_chars_max);
  }
  input.currency = read_profile(fields).currency;
  TRY(fields.finish());
  return input;
}

Result<MerchantChange> parse_merchant_change(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "merchant"));
  MerchantChange change;
  refuse_blank(fields, {"name", "plan", "status", "currency"});
  change.id = fields.text("id", limits::text_chars_max);
  change.name = fields.text("name", limits::text_chars_max);
  change.plan = fields.text("plan", limits::plan_chars_max);
  change.status = fields.text("status", limits::text_chars_max);
  if (change.status && *change.status != "active" && *change.status != "suspended") {
    fields.fail("status", "must be active or suspended");
  }
  read_profile(fields);  // judged here, and kept by parse_merchant_profile()
  TRY(fields.finish());
  return change;
}

Result<MerchantProfileChange> parse_merchant_profile(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "merchant"));
  auto profile = read_profile(fields);
  TRY(fields.finish());
  return profile;
}

namespace {

JsonWriter merchant_members(const Merchant& merchant) {
  JsonWriter json;
  json.begin_object()
      .field("object", "merchant")
      .field("id", merchant.id.view())
      .field("name", merchant.name)
      .field("email", merchant.email)
      .field("status", merchant.status)
      .field("plan", merchant.plan)
      .field("currency", merchant.currency)
      .field("locale", merchant.locale)
      .field("logo_url", merchant.logo_url)
      .field("checkout_mode", merchant.checkout_mode)
      .raw_field("customer_fields", strings_json(merchant.customer_fields))
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
