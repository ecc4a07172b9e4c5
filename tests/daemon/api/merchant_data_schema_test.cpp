// Schemas of what a merchant has beside its sales, of staff and of what everybody sees: parsers and schemas say the
// same.

#include "core/limits.h"
#include "core/wire/exchange_json.h"
#include "core/wire/merchant_document_json.h"
#include "core/wire/merchant_json.h"
#include "core/wire/seed_json.h"
#include "core/wire/staff_json.h"
#include "core/wire/subscription_plan_json.h"
#include "core/wire/wallet_json.h"
#include "tests/daemon/api/request_contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace satsrail {

namespace {

using nlohmann::json;
using test::contract;
using test::holds;
using test::named;
using test::reads;
using test::Values;

const Values k_no_text{"", " \t\r\n", nullptr, 5, true, json::array(), json::object(), std::string(501, 'x'), "bell\a"};
const Values k_text{"plain", std::string(500, 'x'), "tab\tand\r\nlines"};

// What the two say is not written down here: only that it is the same.
struct Request : test::RequestContract {
  void judge(const json& body) const {
    const auto text = body.dump();
    INFO(schema << " " << text.substr(0, 300));
    const auto problems = contract().problems(schema, text);
    INFO("problems: " << json(problems).dump());
    CHECK(problems.empty() == parser_accepts(text));
  }

  void judge(const std::string& pointer, const Values& values) const {
    judge(plain);
    for (const auto& value : values) {
      auto body = plain;
      body[json::json_pointer(pointer)] = value;
      judge(body);
    }
  }

  void judge_shape(const std::string& wrapper) const {
    for (const auto& value : Values{nullptr, json::object(), json::array(), "text", 5}) {
      judge(json{{wrapper, value}});
    }
    judge(json::object());
  }
};

Values both(const Values& a, const Values& b) {
  Values all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

const Values k_words{"active", "lightning", "lnd",   "free", "owner", "iframe",
                     "Active", "",          nullptr, 5,      true,    json::array()};

const Uuid k_uuid = Uuid::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b").value();
const Time k_at = from_millis(1'769'860'800'000);

}  // namespace

TEST_CASE("request schemas: wallets are judged as the parsers judge them") {
  const Request made{"wallet.create", reads<wire::parse_wallet>, {{"wallet", {{"name", "Till"}}}}};
  const Request changed{"wallet.update", reads<wire::parse_wallet_change>, {{"wallet", json::object()}}};
  for (const auto& request : {made, changed}) {
    request.judge_shape("wallet");
    request.judge("/wallet/name", both(k_text, k_no_text));
    for (const auto* field : {"wallet_type", "connection_type", "status"}) {
      request.judge("/wallet/" + std::string(field), k_words);
    }
    for (const auto* field : {"enabled", "is_default"}) {
      request.judge("/wallet/" + std::string(field), {true, false, nullptr, "true", 1});
    }
  }
}

TEST_CASE("request schemas: a merchant's profile is judged as the parsers judge it") {
  const Request made{"merchant.create", reads<wire::parse_merchant>, {{"merchant", {{"name", "Bakery"}}}}};
  const Request changed{"merchant.update", reads<wire::parse_merchant_change>, {{"merchant", json::object()}}};
  for (const auto& request : {made, changed}) {
    request.judge_shape("merchant");
    request.judge("/merchant/email", {"a@b.test", nullptr, "", "a", "a@b@c", 5});
    request.judge("/merchant/locale", {"en", "pt-BR", "zh_Hant_TW", "de-1996", "x", "e", "1n", "en-", "-en", "en-x",
                                       "abcd", "en-abcdefghi", "", nullptr, 5, std::string(36, 'a')});
    request.judge("/merchant/logo_url", {"https://a.test/l.png", nullptr, "", "l.png", "ftp://a.test", 5});
    request.judge("/merchant/checkout_mode", {"iframe", "new_tab", "redirect", "popup", "", nullptr, 5});
    request.judge("/merchant/customer_fields", {json::array(),
                                                {"email"},
                                                {"email", "name", "phone", "address"},
                                                {"email", "email"},
                                                {"shoe_size"},
                                                {"Email"},
                                                {5},
                                                "email",
                                                nullptr});
    request.judge("/merchant/currency", {"USD", "eur", "XYZ", "", 5});
  }
}

TEST_CASE("request schemas: documents, staff and logins are judged as the parsers judge them") {
  const Request document{"merchant_document.create",
                         reads<wire::parse_merchant_document>,
                         {{"merchant_document", {{"document_type", "license"}, {"name", "License"}}}}};
  document.judge_shape("merchant_document");
  document.judge("/merchant_document/document_type", both(k_text, k_no_text));
  document.judge("/merchant_document/name", both(k_text, k_no_text));
  document.judge("/merchant_document/status", both(k_words, {"pending", "approved", "rejected", "expired"}));
  document.judge("/merchant_document/url", {"https://a.test/", nullptr, "a", 5});

  const Request staff{
      "staff.create", reads<wire::parse_staff>, {{"staff", {{"email", "a@b.test"}, {"password", "secret"}}}}};
  staff.judge_shape("staff");
  staff.judge("/staff/email", {"a@b", nullptr, "", "a", "a@b@c", 5, std::string(253, 'a') + "@b"});
  staff.judge("/staff/password", both(k_text, k_no_text));
  staff.judge("/staff/role", both(k_words, {"manager", "accountant"}));
  staff.judge("/staff/merchants", {json::array(),
                                   nullptr,
                                   "x",
                                   {5},
                                   {json::object()},
                                   {{{"id", "x"}}},
                                   {{{"id", ""}}},
                                   {{{"id", "x"}, {"role", "boss"}}},
                                   {{{"id", "x"}, {"role", "manager"}}},
                                   Values(101, {{"id", "x"}})});

  const Request login{
      "staff_session.create", reads<wire::parse_staff_login>, {{"email", "a@b.test"}, {"password", "secret"}}};
  login.judge(json::object());
  login.judge("/email", both(k_text, k_no_text));
  login.judge("/password", both(k_text, k_no_text));
  const Request choice{"staff_session.activate", reads<wire::parse_staff_choice>, {{"merchant_id", "x"}}};
  choice.judge(json::object());
  choice.judge("/merchant_id", both(k_text, k_no_text));
}

TEST_CASE("request schemas: a seed has known members that are lists of objects") {
  const Request seed{"seed", reads<wire::parse_seed>, json::object()};
  for (const auto* member : {"products", "wallets", "documents", "staff", "plans", "exchanges", "webhooks"}) {
    seed.judge("/" + std::string(member), {json::array(), nullptr, "x", 5, json::object(), {"x"}});
  }
  seed.judge("/merchant", {json::object(), nullptr, "x", json::array()});
  seed.judge("/livemode", {true, nullptr, "true"});
  seed.judge("/merchant_id", {"x", nullptr, 5});
  seed.judge("/produkts", {json::array()});
}

TEST_CASE("response schemas: wallets, documents, staff, plans and exchanges") {
  Wallet wallet;
  wallet.id = WalletId(k_uuid);
  wallet.name = "Till";
  wallet.last_synced_at = k_at;
  holds(named("wallet"), wire::wallet_json(wallet));
  wallet.last_synced_at.reset();
  CHECK(contract().problems("wallet", wire::wallet_json(wallet)).empty());

  MerchantDocument document;
  document.id = MerchantDocumentId(k_uuid);
  document.content = {"license", "License", "pending", "https://a.test/"};
  holds(named("merchant_document"), wire::merchant_document_json(document));

  Merchant merchant;
  merchant.id = MerchantId(k_uuid);
  merchant.name = "Bakery";
  merchant.status = "active";
  merchant.currency = "USD";
  merchant.plan = "pro";
  merchant.customer_fields = {"email"};
  holds(named("merchant"), wire::merchant_json(merchant));
  StaffUser user;
  user.id = StaffUserId(k_uuid);
  user.email = "a@b.test";
  const wire::StaffMerchant at{merchant, "manager"};
  holds(named("staff"), wire::staff_json(user, {at}));
  const auto token = "st_" + std::string(40, 'a');
  holds(named("staff_session"), wire::staff_session_json(token, std::vector<wire::StaffMerchant>{at}));
  CHECK(contract()
            .problems("staff_session", wire::staff_session_json(token, std::vector<wire::StaffMerchant>{}))
            .empty());
  holds(named("staff_session.active"), wire::staff_session_json(token, at));

  SubscriptionPlan plan;
  plan.id = SubscriptionPlanId(k_uuid);
  plan.content = {"gold", "Gold", FiatCents{100}, "usd", "year", 60, 1000, {"Everything"}};
  holds(named("subscription_plan"), wire::subscription_plan_json(plan));
  Exchange exchange;
  exchange.id = ExchangeId(k_uuid);
  exchange.content.name = "Exchange";
  exchange.content.url = "https://x.example.com";
  exchange.content.min_transaction_sats = 1;
  exchange.content.notes = exchange.content.logo_url = "https://x.example.com";
  exchange.content.countries = {{k_uuid.str(), "CH", "Switzerland"}};
  holds(named("exchange.all"), wire::exchanges_json({exchange}));

  wire::SeedApplied applied;
  applied.merchant = merchant;
  applied.sections = {{"products", 1, 2, 3}};
  WebhookEndpoint endpoint;
  endpoint.id = WebhookEndpointId(k_uuid);
  endpoint.url = "http://a.test/";
  endpoint.secret = "whsec_x";
  applied.new_webhooks = {endpoint};
  holds(named("seed.applied"), wire::seed_applied_json(applied));
}

TEST_CASE("schemas: the examples of a merchant's data keep their schemas") {
  const auto schemas = json::parse(schema::file("api.json"));
  for (const auto* name : {"merchant", "merchant.update", "wallet", "wallet.create", "wallet.update",
                           "merchant_document", "merchant_document.create", "api_token.usage", "staff", "staff.create",
                           "staff_session", "staff_session.create", "staff_session.activate", "staff_session.active",
                           "subscription_plan", "exchange.all", "seed", "seed.applied"}) {
    INFO(name);
    REQUIRE_FALSE(schemas[name]["examples"].empty());
    for (const auto& example : schemas[name]["examples"]) {
      CHECK(contract().problems(name, example.dump()) == std::vector<std::string>{});
    }
  }
}

}  // namespace satsrail
