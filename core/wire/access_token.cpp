#include "core/wire/access_token.h"

#include "core/limits.h"
#include "core/util/base64.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

namespace {

constexpr std::string_view k_separator = "--";
constexpr std::string_view k_purpose = "access_token";

// "2030-01-01T00:00:00.000Z": Rails writes milliseconds here, and whole seconds have none.
std::string rails_time(std::int64_t seconds) {
  auto text = format_iso(from_millis(seconds * 1000));
  text.replace(text.size() - 1, 1, ".000Z");
  return text;
}

std::string signature(std::string_view text, std::string_view secret) {
  return to_hex(crypto::hmac_sha256(secret, text));
}

std::optional<AccessClaims> read_claims(std::string_view json) {
  const auto body = JsonBody::parse(json);
  if (!body) {
    return std::nullopt;
  }
  auto top = Fields::top(*body);
  auto rails = top.object("_rails");
  auto data = rails ? rails->object("data") : std::nullopt;
  if (!data || rails->text("pur", limits::text_chars_max) != k_purpose) {
    return std::nullopt;
  }
  auto order_id = data->text("order_id", limits::text_chars_max);
  auto product_id = data->text("product_id", limits::text_chars_max);
  const auto expires_at = data->integer("exp", 0, limits::clock_millis_max / 1000 * 2);
  if (!order_id || !product_id || !expires_at) {
    return std::nullopt;
  }
  return AccessClaims{*std::move(order_id), *std::move(product_id), *expires_at};
}

}  // namespace

std::string write_access_token(const AccessClaims& claims, std::string_view secret) {
  JsonWriter json;
  json.begin_object()
      .key("_rails")
      .begin_object()
      .key("data")
      .begin_object()
      .field("order_id", claims.order_id)
      .field("product_id", claims.product_id)
      .field("exp", claims.expires_at)
      .end_object()
      .field("exp", rails_time(claims.expires_at))
      .field("pur", k_purpose)
      .end_object()
      .end_object();
  const auto& text = json.text();
  auto token = to_base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  const auto proof = signature(token, secret);
  return token.append(k_separator).append(proof);
}

std::optional<AccessClaims> read_access_token(std::string_view token, std::string_view secret) {
  const auto end = token.find(k_separator);
  if (token.size() > limits::access_token_bytes_max || end == std::string_view::npos) {
    return std::nullopt;
  }
  const auto message = token.substr(0, end);
  // Nothing of it is looked at before it is known to be ours.
  if (!crypto::constant_time_equal(token.substr(end + k_separator.size()), signature(message, secret))) {
    return std::nullopt;
  }
  const auto json = from_base64(message);
  return json ? read_claims({reinterpret_cast<const char*>(json->data()), json->size()}) : std::nullopt;
}

}  // namespace satsrail::wire
