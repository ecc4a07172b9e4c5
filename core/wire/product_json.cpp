#include "core/wire/product_json.h"

#include "core/limits.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "core/wire/clearable.h"
#include "core/wire/json_writer.h"

#include <algorithm>

namespace satsrail::wire {

namespace {

bool is_slug(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  });
}

std::optional<std::string> read_slug(Fields& fields) {
  auto slug = fields.text("slug", limits::slug_chars_max);
  if (slug && !is_slug(*slug)) {
    fields.fail("slug", "may hold lower-case letters, digits, - and _ only");
  } else if (slug && Uuid::parse(*slug)) {
    fields.fail("slug", "must not look like an id");
  }
  return slug;
}

std::optional<ProductStatus> read_status(Fields& fields) {
  const auto text = fields.text("status", limits::text_chars_max);
  const auto status = text ? parse_product_status(*text) : std::nullopt;
  if (text && !status) {
    fields.fail("status", "must be active, inactive or archived");
  }
  return status;
}

std::optional<FiatCents> read_price(Fields& fields) {
  const auto cents = fields.integer("price_cents", 0, limits::amount_cents_max);
  return cents ? std::optional(FiatCents{*cents}) : std::nullopt;
}

// 0 is refused, though older clients mean "for life" by it: who may look for ever is said by leaving it out.
std::optional<std::int64_t> read_access_duration(Fields& fields) {
  return fields.integer("access_duration_seconds", 1, limits::access_duration_seconds_max);
}

}  // namespace

Result<ProductInput> parse_product(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "product"));
  ProductInput input;
  fields.require("name");
  fields.require("price_cents");
  input.name = fields.text("name", limits::product_name_chars_max).value_or("");
  input.price = read_price(fields).value_or(FiatCents{0});
  input.currency = fields.currency("currency");
  input.description = fields.text("description", limits::description_chars_max);
  input.sku = fields.text("sku", limits::sku_chars_max);
  input.image_url = fields.http_url("image_url");
  input.slug = read_slug(fields);
  input.resource_type = fields.text("resource_type", limits::text_chars_max);
  input.external_ref = unless_empty(fields.text("external_ref", limits::external_ref_chars_max));
  input.product_type_id = unless_empty(fields.text("product_type_id", limits::text_chars_max));
  input.access_duration_seconds = read_access_duration(fields);
  input.status = read_status(fields).value_or(ProductStatus::active);
  input.metadata = fields.metadata("metadata").value_or(Metadata{});
  TRY(fields.finish());
  return input;
}

Result<ProductChange> parse_product_change(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "product"));
  if (fields.has("name")) {
    fields.require("name");
  }
  for (const auto* name : {"name", "price_cents", "currency", "slug", "status"}) {
    if (fields.is_null(name)) {
      fields.require(name);
    }
  }
  ProductChange change;
  change.name = fields.text("name", limits::product_name_chars_max);
  change.price = read_price(fields);
  change.currency = fields.currency("currency");
  change.description = clearable(fields, "description", fields.text("description", limits::description_chars_max));
  change.sku = clearable(fields, "sku", fields.text("sku", limits::sku_chars_max));
  change.image_url = clearable(fields, "image_url", fields.http_url("image_url"));
  change.slug = read_slug(fields);
  change.resource_type = clearable(fields, "resource_type", fields.text("resource_type", limits::text_chars_max));
  change.external_ref = clearable_reference(fields, "external_ref", limits::external_ref_chars_max);
  change.product_type_id = clearable_reference(fields, "product_type_id", limits::text_chars_max);
  change.access_duration_seconds = clearable(fields, "access_duration_seconds", read_access_duration(fields));
  change.status = read_status(fields);
  change.metadata = fields.is_null("metadata") ? Metadata{} : fields.metadata("metadata");
  TRY(fields.finish());
  return change;
}

namespace {

// Of the key's text, not of the bytes that it encodes: so do all who compare it.
std::string fingerprint(const Product& product) {
  return to_hex(crypto::sha256(product.key));
}

JsonWriter product_members(const Product& product, std::string_view base_url) {
  auto payment_link = std::string(base_url);
  payment_link.append("/pay/").append(product.slug);
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
      .field("product_type_id", product.product_type_id)
      .field("external_ref", product.external_ref)
      .field("payment_link", payment_link)
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

std::string product_json(const Product& product, std::string_view base_url) {
  return product_members(product, base_url).end_object().take();
}

std::string product_cleared_json(const Product& product, std::string_view base_url) {
  return product_members(product, base_url).field("cleared", true).end_object().take();
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
