#include "core/wire/product_type_json.h"

#include "core/limits.h"
#include "core/wire/clearable.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

namespace {

std::optional<std::string> read_name(Fields& fields) {
  return fields.text("name", limits::product_name_chars_max);
}

std::optional<std::int64_t> read_position(Fields& fields) {
  return fields.integer("position", 0, k_product_type_position_max);
}

}  // namespace

Result<ProductTypeInput> parse_product_type(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "product_type"));
  ProductTypeInput input;
  fields.require("name");
  input.name = read_name(fields).value_or("");
  input.position = read_position(fields);
  input.external_ref = unless_empty(fields.text("external_ref", limits::external_ref_chars_max));
  TRY(fields.finish());
  return input;
}

Result<ProductTypeChange> parse_product_type_change(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "product_type"));
  ProductTypeChange change;
  if (fields.has("name") || fields.is_null("name")) {
    fields.require("name");
  }
  if (fields.is_null("position")) {
    fields.require("position");
  }
  change.name = read_name(fields);
  change.position = read_position(fields);
  change.external_ref = clearable_reference(fields, "external_ref", limits::external_ref_chars_max);
  TRY(fields.finish());
  return change;
}

std::string product_type_json(const ProductType& type) {
  JsonWriter json;
  json.begin_object()
      .field("object", "product_type")
      .field("id", type.id.view())
      .field("livemode", type.scope.livemode)
      .field("name", type.name)
      .field("position", type.position)
      .field("external_ref", type.external_ref)
      .field("created_at", type.created_at)
      .field("updated_at", type.updated_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
