#include "core/wire/access_json.h"

#include "core/limits.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

Result<std::string> parse_access_verification(const JsonBody& body) {
  auto fields = Fields::top(body);
  fields.require("access_token");
  // However long: what is too long for a token is a bad token, and the answer says so.
  auto token = fields.text("access_token", limits::request_body_bytes_max);
  TRY(fields.finish());
  return token.value_or("");
}

std::string access_json(const Product& product, std::string_view order_id, std::int64_t remaining_seconds) {
  JsonWriter json;
  json.begin_object()
      .field("valid", true)
      .field("remaining_seconds", remaining_seconds)
      .field("product_id", product.id.view())
      .field("order_id", order_id)
      .field("key", product.key)
      .field("encryption_key", product.key)
      .field("key_fingerprint", to_hex(crypto::sha256(product.key)));
  return json.end_object().take();
}

}  // namespace satsrail::wire
