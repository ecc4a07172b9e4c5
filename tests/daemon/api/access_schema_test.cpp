// Access tokens and the customer form: what the schemas promise, and what is read and written.

#include "core/wire/access_json.h"
#include "core/wire/access_token.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/customer_json.h"
#include "core/wire/error_json.h"
#include "tests/daemon/api/contract.h"

namespace satsrail {

using test::contract;
using test::holds;
using test::named;

namespace {

constexpr std::string_view k_id = "0192f0c1-7a7a-7b3b-8c3c-123456789abc";

}  // namespace

TEST_CASE("request schemas: access.verify takes a text, and says nothing of its form") {
  const auto parses = [](const std::string& text) {
    const auto body = wire::JsonBody::parse(text);
    return body.ok() && wire::parse_access_verification(*body).ok();
  };
  for (const auto& [text, good] : std::vector<std::pair<std::string, bool>>{{R"({"access_token":"x"})", true},
                                                                            {R"({"access_token":"x","more":1})", true},
                                                                            {R"({"access_token":""})", false},
                                                                            {R"({"access_token":null})", false},
                                                                            {R"({"access_token":5})", false},
                                                                            {"{}", false}}) {
    INFO(text);
    CHECK(contract().problems("access.verify", text).empty() == good);
    CHECK(parses(text) == good);
  }
}

TEST_CASE("request schemas: checkout.customer is read as it is described") {
  const std::vector<std::string> all{"email", "name", "phone", "address"};
  const auto judge = [&](const std::string& name, const nlohmann::json& value, bool good) {
    nlohmann::json body{{"customer_email", "a@b.test"},
                        {"customer_name", "Ada"},
                        {"customer_phone", "1"},
                        {"customer_address", "Main St"}};
    body[name] = value;
    INFO(body.dump().substr(0, 200));
    CHECK(contract().problems("checkout.customer", body.dump()).empty() == good);
    CHECK(wire::parse_customer(*wire::JsonBody::parse(body.dump()), all).ok() == good);
  };
  judge("customer_name", std::string(500, 'x'), true);
  judge("customer_name", std::string(501, 'x'), false);
  judge("customer_email", std::string(252, 'x') + "@b", true);
  judge("customer_email", std::string(253, 'x') + "@b", false);
  judge("customer_phone", nlohmann::json::array(), false);
  judge("customer_address", "1 Main St\r\nParis", true);
}

TEST_CASE("response schemas: a good access token, a dead one, and a new session's mode") {
  Product product;
  product.id = ProductId::parse(k_id).value();
  product.key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  holds(named("access"), wire::access_json(product, k_id, 1));
  CHECK_FALSE(contract().problems("access", wire::access_json(product, k_id, 0)).empty());
  holds(named("error"),
        wire::error_json(Error(ErrorCode::access_expired, "Access token has expired"), "req_" + std::string(24, '0')),
        {"valid", "remaining_seconds"});
  const auto token = wire::write_access_token({std::string(k_id), std::string(k_id), 1'893'456'000}, "secret");
  CHECK(contract().problems("access_token", nlohmann::json(token).dump()).empty());
  for (const char* wrong : {"\"\"", "\"abc\"", "\"abc--def\"", "5"}) {
    CHECK_FALSE(contract().problems("access_token", wrong).empty());
  }
}

}  // namespace satsrail
