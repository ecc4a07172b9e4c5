#pragma once
// What a buyer of a product is given as proof of the purchase: a signed message, in the layout of a Rails
// MessageVerifier, which clients read to learn when it ends.
//
//     base64({"_rails":{"data":{"order_id":…,"product_id":…,"exp":seconds},"exp":"….000Z","pur":"access_token"}})
//     "--" hex(HMAC-SHA256 of that base64 text)
//
// Some 330 characters. Clients keep several of them in one cookie, hence nothing more is in it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail::wire {

struct AccessClaims {
  std::string order_id;
  std::string product_id;
  std::int64_t expires_at = 0;  // seconds since 1970
  friend bool operator==(const AccessClaims&, const AccessClaims&) = default;
};

std::string write_access_token(const AccessClaims& claims, std::string_view secret);
// Nothing: it was not written with this secret, or is no access token. Whether it has ended is not looked at.
std::optional<AccessClaims> read_access_token(std::string_view token, std::string_view secret);

}  // namespace satsrail::wire
