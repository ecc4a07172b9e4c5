#include "core/wire/staff_json.h"

#include "core/limits.h"
#include "core/wire/choice.h"
#include "core/wire/json_writer.h"

#include <fmt/format.h>

namespace satsrail::wire {

namespace {

constexpr std::size_t k_merchants_max = 100;

void read_merchants(Fields& fields, StaffInput& input) {
  auto entries = fields.objects("merchants", k_merchants_max);
  if (!entries) {
    return;
  }
  for (std::size_t i = 0; i < entries->size(); ++i) {
    auto& entry = (*entries)[i];
    entry.require("id");
    StaffInput::At at;
    at.merchant_id = entry.text("id", limits::text_chars_max).value_or("");
    at.role = choice(entry, "role", k_staff_roles).value_or(input.role);
    input.merchants.push_back(std::move(at));
    fields.take_errors_of(entry, fmt::format("merchants[{}].", i));
  }
}

// What a console needs to know of a merchant before one is chosen.
void write_merchant(JsonWriter& json, const StaffMerchant& at) {
  json.begin_object()
      .field("id", at.merchant.id.view())
      .field("name", at.merchant.name)
      .field("logo_url", at.merchant.logo_url)
      .field("currency", at.merchant.currency)
      .field("role", at.role)
      .end_object();
}

}  // namespace

Result<StaffInput> parse_staff(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "staff"));
  StaffInput input;
  fields.require("email");
  fields.require("password");
  if (fields.has("email")) {
    input.email = fields.email("email").value_or("");
  }
  input.password = fields.text("password", limits::text_chars_max).value_or("");
  input.role = choice(fields, "role", k_staff_roles).value_or(input.role);
  read_merchants(fields, input);
  TRY(fields.finish());
  return input;
}

Result<StaffLogin> parse_staff_login(const JsonBody& body) {
  auto fields = Fields::top(body);
  fields.require("email");
  fields.require("password");
  StaffLogin login;
  login.email = fields.text("email", limits::text_chars_max).value_or("");
  login.password = fields.text("password", limits::text_chars_max).value_or("");
  TRY(fields.finish());
  return login;
}

Result<std::string> parse_staff_choice(const JsonBody& body) {
  auto fields = Fields::top(body);
  fields.require("merchant_id");
  auto id = fields.text("merchant_id", limits::text_chars_max).value_or("");
  TRY(fields.finish());
  return id;
}

std::string staff_json(const StaffUser& user, const std::vector<StaffMerchant>& merchants) {
  JsonWriter json;
  json.begin_object()
      .field("object", "staff")
      .field("id", user.id.view())
      .field("email", user.email)
      .key("merchants")
      .begin_array();
  for (const auto& at : merchants) {
    json.begin_object()
        .field("id", at.merchant.id.view())
        .field("name", at.merchant.name)
        .field("role", at.role)
        .end_object();
  }
  json.end_array().field("created_at", user.created_at).field("updated_at", user.updated_at);
  return json.end_object().take();
}

std::string staff_session_json(std::string_view token, const std::vector<StaffMerchant>& merchants) {
  JsonWriter json;
  json.begin_object().field("session_token", token).key("merchants").begin_array();
  for (const auto& at : merchants) {
    write_merchant(json, at);
  }
  return json.end_array().end_object().take();
}

std::string staff_session_json(std::string_view token, const StaffMerchant& chosen) {
  JsonWriter json;
  json.begin_object().field("session_token", token).key("merchant");
  write_merchant(json, chosen);
  return json.end_object().take();
}

}  // namespace satsrail::wire
