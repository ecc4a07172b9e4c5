#include "core/wire/api_key_json.h"

#include "core/limits.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

Result<ApiKeyInput> parse_api_key(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "key"));
  ApiKeyInput input;
  const auto kind = fields.text("kind", limits::text_chars_max).value_or("secret");
  if (kind != "secret" && kind != "publishable") {
    fields.fail("kind", "must be secret or publishable");
  }
  input.kind = kind == "publishable" ? KeyKind::publishable : KeyKind::secret;
  input.livemode = fields.boolean("livemode").value_or(false);
  input.merchant_id = fields.text("merchant_id", limits::text_chars_max);
  TRY(fields.finish());
  return input;
}

std::string api_key_json(const ApiKey& key, const Merchant& merchant, std::string_view text) {
  JsonWriter json;
  json.begin_object()
      .field("object", "api_key")
      .field("id", key.id.view())
      .field("kind", to_string(key.kind))
      .field("livemode", key.scope.livemode)
      .field("prefix", key.prefix + "…")
      .field("merchant_id", merchant.id.view())
      .field("merchant_name", merchant.name);
  if (!text.empty()) {
    json.field("key", text);
  }
  json.field("created_at", key.created_at);
  return json.end_object().take();
}

}  // namespace satsrail::wire
