#include "core/wire/product_json.h"

#include "core/limits.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"

#include <algorithm>

namespace satsrail::wire {

namespace {

bool is_slug(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  });
}

void read_slug(Fields& fields, ProductInput& input) {
  input.slug = fields.text("slug", limits::slug_chars_max);
  if (input.slug && !is_slug(*input.slug)) {
    fields.fail("slug", "may hold lower-case letters, digits, - and _ only");
  } else if (input.slug && Uuid::parse(*input.slug)) {
    fields.fail("slug", "must not look like an id");
  }
}

void read_status(Fields& fields, ProductInput& input) {
  const auto text = fields.text("status", limits::text_chars_max);
  if (!text) {
    return;
  }
  if (const auto status = parse_product_status(*text)) {
    input.status = *status;
  } else {
    fields.fail("status", "must be active, inactive or archived");
  }
}

}  // namespace

Result<ProductInput> parse_product(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "product"));
  ProductInput input;
  fields.require("name");
  fields.require("price_cents");
  input.name = fields.text("name", limits::product_name_chars_max).value_or("");
  input.price = FiatCents{fields.integer("price_cents", 0, limits::amount_cents_max).value_or(0)};
  input.currency = fields.currency("currency");
  input.description = fields.text("description", limits::description_chars_max);
  input.sku = fields.text("sku", limits::sku_chars_max);
  input.image_url = fields.http_url("image_url");
  read_slug(fields, input);
  input.resource_type = fields.text("resource_type", limits::text_chars_max);
  input.external_ref = fields.text("external_ref", limits::external_ref_chars_max);
  input.access_duration_seconds = fields.integer("access_duration_seconds", 1, limits::access_duration_seconds_max);
  read_status(fields, input);
  input.metadata = fields.metadata("metadata").value_or(Metadata{});
  TRY(fields.finish());
  return input;
}

namespace {

// Of the key's text, not of the bytes that it encodes: so do all who compare it.
std::string fingerprint(const Product& product) {
  return to_hex(crypto::sha256(product.key));
}

JsonWriter product_members(const Product& product) {
  JsonWriter json;
  json.begin_object()
      .field("object", "product")
      .field("id", product.id.view())
      .field("livemode", product.scope.livemode)
      .field("name", product.name)
      .field("description", product.description)
      .field("price_cents", product.price)
      .field("currency", product.currency)
      .field("sku", product.sku)
      .field("slug", product.slug)
      .field("status", to_string(product.status))
      .field("resource_type", product.resource_type)
      .field("image_url", product.image_url)
      .field("access_duration_seconds", product.access_duration_seconds)
      .field("product_type_id", nullptr)
      .field("external_ref", product.external_ref)
      .raw_field("metadata", product.metadata_json)
      .field("key_fingerprint", fingerprint(product))
      .field("rotation_pending", product.old_key.has_value());
  if (product.old_key) {
    json.field("old_key", *product.old_key);
  }
  json.field("created_at", product.created_at).field("updated_at", product.updated_at);
  return json;
}

}  // namespace

std::string product_json(const Product& product) {
  return product_members(product).end_object().take();
}

std::string product_cleared_json(const Product& product) {
  return product_members(product).field("cleared", true).end_object().take();
}

std::string product_key_json(const Product& product) {
  JsonWriter json;
  json.begin_object()
      .field("key", product.key)
      .field("key_fingerprint", fingerprint(product))
      .field("product_id", product.id.view());
  return json.end_object().take();
}

std::string product_rotation_json(const Product& product) {
  const auto& old = product.old_key.value();
  JsonWriter json;
  json.begin_object()
      .field("key", product.key)
      .field("previous_key", old)
      .field("new_key", product.key)
      .field("old_key", old)
      .field("key_fingerprint", fingerprint(product))
      .field("product_id", product.id.view());
  return json.end_object().take();
}

std::string key_rotated_json(const Product& product) {
  JsonWriter json;
  json.begin_object()
      .field("product_id", product.id.view())
      .field("key_fingerprint", fingerprint(product))
      .field("rotated_at", product.updated_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
