#include "core/wire/access_token.h"

#include "core/util/base64.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using wire::AccessClaims;

namespace {

constexpr std::string_view k_secret = "sandbox-macaroon-secret";
const AccessClaims k_claims{"660e8400-e29b-41d4-a716-446655440001", "550e8400-e29b-41d4-a716-446655440000",
                            1'893'456'000};

// Signed as it should be, whatever it says.
std::string token_of(std::string_view json, std::string_view secret = k_secret) {
  auto text = to_base64({reinterpret_cast<const std::uint8_t*>(json.data()), json.size()});
  const auto proof = to_hex(crypto::hmac_sha256(secret, text));
  return text + "--" + proof;
}

}  // namespace

TEST_CASE("access token: is laid out as clients read it, to the byte") {
  const auto token = wire::write_access_token(k_claims, k_secret);
  CHECK(token.size() == 326);
  CHECK(token.ends_with("--b42ecb40d5d76547a745a8e52baa815258f4fdd4b1fec31cafbc9493f6c2d0db"));
  const auto json = from_base64(token.substr(0, token.find("--")));
  REQUIRE(json);
  CHECK(std::string(json->begin(), json->end()) ==
        R"({"_rails":{"data":{"order_id":"660e8400-e29b-41d4-a716-446655440001",)"
        R"("product_id":"550e8400-e29b-41d4-a716-446655440000","exp":1893456000},)"
        R"("exp":"2030-01-01T00:00:00.000Z","pur":"access_token"}})");
  CHECK(wire::read_access_token(token, k_secret) == k_claims);
}

TEST_CASE("access token: one that anybody else wrote or changed is none") {
  const auto token = wire::write_access_token(k_claims, k_secret);
  CHECK_FALSE(wire::read_access_token(token, "another secret"));
  for (std::size_t at = 0; at < token.size(); ++at) {
    auto changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    INFO(at);
    CHECK_FALSE(wire::read_access_token(changed, k_secret));
  }
  const auto middle = token.find("--");
  for (const auto& text :
       {std::string(), std::string("--"), token.substr(0, middle), token.substr(middle), token + "0", " " + token,
        token.substr(0, token.size() - 1), "x" + token, token.substr(0, middle) + "-" + token.substr(middle + 2),
        std::string(100'000, 'A') + "--" + token.substr(middle + 2), std::string("macaroon_v2_abc")}) {
    INFO(text.substr(0, 100));
    CHECK_FALSE(wire::read_access_token(text, k_secret));
  }
}

TEST_CASE("access token: a message signed with the secret that is no access token is none") {
  CHECK(wire::read_access_token(
      token_of(R"({"_rails":{"data":{"order_id":"a","product_id":"b","exp":1},"exp":"x","pur":"access_token"}})"),
      k_secret));
  for (const std::string_view json :
       {"", "null", "{}", "[]", "text", R"({"_rails":1})", R"({"_rails":{"data":{},"pur":"access_token"}})",
        R"({"_rails":{"data":{"order_id":"a","product_id":"b","exp":1},"pur":"session"}})",
        R"({"_rails":{"data":{"order_id":"a","product_id":"b","exp":1}}})",
        R"({"_rails":{"data":{"order_id":"a","product_id":"b","exp":"1"},"pur":"access_token"}})",
        R"({"_rails":{"data":{"order_id":"a","product_id":"b","exp":-1},"pur":"access_token"}})",
        R"({"_rails":{"data":{"order_id":1,"product_id":"b","exp":1},"pur":"access_token"}})",
        R"({"_rails":{"data":{"product_id":"b","exp":1},"pur":"access_token"}})"}) {
    INFO(json);
    CHECK_FALSE(wire::read_access_token(token_of(json), k_secret));
  }
}

TEST_CASE("access token: the key's fingerprint is of its text") {
  CHECK(to_hex(crypto::sha256(std::string_view("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"))) ==
        "ea866a757e4c38babfa8127cbe9a409d3e1f93a00ff1488ff735fcf917afffd0");
}
