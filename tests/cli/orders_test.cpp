// Orders, invoices and payments against a sandbox that answers from a script: what is asked, and how.

#include "cli/order_item.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail;
using namespace satsrail::test;

namespace {

constexpr const char* k_id = "01920000-0000-7000-8000-000000000001";
const std::string k_order =
    R"({"object":"order","id":"01920000-0000-7000-8000-000000000001","order_number":"ORD-0192000000000001",)"
    R"("status":"pending","total_amount_cents":5000,"currency":"usd","items":[],"metadata":{},"livemode":false})";
const std::string k_invoice =
    R"({"object":"invoice","id":"01920000-0000-7000-8000-000000000002","status":"pending","payment_method":"onchain",)"
    R"("bolt11":null,"payment_address":"bcrt1qsandbox","amount_sats":50000,"expires_at":"2026-01-01T00:15:00Z"})";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string item(const std::string& text, const std::string& currency = "usd") {
  const auto parsed = cli::parse_order_item(text, currency);
  return parsed.ok() ? parsed->dump() : parsed.error().why;
}

}  // namespace

TEST_CASE("orders create: every flag is the field that it names") {
  ScriptedSandbox world({json_reply(201, k_order), json_reply(201, k_order), json_reply(201, k_order)});
  CHECK(world
            .run({"orders",
                  "create",
                  "--amount",
                  "50.00",
                  "--currency",
                  "eur",
                  "--metadata",
                  "table=7",
                  "--tax-cents",
                  "800",
                  "--discount-cents",
                  "0",
                  "--wallet",
                  "w1",
                  "--discount",
                  "d1",
                  "--invoice",
                  "--method",
                  "onchain",
                  "--confirmations",
                  "3",
                  "--idempotency-key",
                  "till-1"})
            .code == 0);
  const auto request = world.request(0);
  CHECK(request.method == "POST");
  CHECK(request.target == "/api/v1/m/orders");
  CHECK(request.header("Idempotency-Key") == "till-1");
  CHECK(nlohmann::json::parse(request.body) == nlohmann::json::parse(R"({
    "order": {"total_amount_cents": 5000, "currency": "eur", "tax_amount_cents": 800, "discount_amount_cents": 0,
              "wallet_id": "w1", "discount_id": "d1", "metadata": {"table": "7"}},
    "generate_invoice": true, "payment_method": "onchain", "required_confirmations": 3})"));

  CHECK(
      world.run({"orders", "create", "--item", "name=Tea,price_cents=300", "--item", R"({"name":"Cake"})", "-q"}).out ==
      std::string(k_id) + "\n");
  CHECK(world.request(1).body == R"({"order":{"items":[{"name":"Tea","price_cents":300},{"name":"Cake"}]}})");
  CHECK(world.request(1).header("Idempotency-Key").empty());
  CHECK(world.run({"orders", "create", "--amount-cents", "5", "--tender", "cash", "--mark-paid"}).code == 0);
  CHECK(world.request(2).body == R"({"order":{"total_amount_cents":5,"tender_type":"cash"},"mark_as_paid":true})");
}

TEST_CASE("orders create: what cannot be an order is not asked for") {
  ScriptedSandbox world({});
  for (const std::vector<std::string>& flags : {std::vector<std::string>{},
                                                {"--amount", "5", "--amount-cents", "500"},
                                                {"--amount", "much"},
                                                {"--amount", "5", "--method", "onchain"},
                                                {"--amount", "5", "--invoice", "--confirmations", "7"},
                                                {"--amount", "5", "--tender", "shells"},
                                                {"--item", ""},
                                                {"--amount", "5", "--tax-cents", "1.5"}}) {
    auto words = flags;
    words.insert(words.begin(), {"orders", "create"});
    const auto ran = world.run(words);
    CAPTURE(flags, ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
  }
}

TEST_CASE("order item: read field by field, or as JSON") {
  CHECK(item("name=Coffee,price_cents=450,qty=2") == R"({"name":"Coffee","price_cents":450,"qty":2})");
  CHECK(item("name=Coffee, price=4.5, product=coffee") ==
        R"({"name":"Coffee","price_cents":450,"product_id":"coffee"})");
  CHECK(item("name=Ramen,price=900", "jpy") == R"({"name":"Ramen","price_cents":900})");
  CHECK(item("name=Tea, green, large,sku=T-1") == R"({"name":"Tea, green, large","sku":"T-1"})");
  CHECK(item("name=1=2,description=") == R"({"name":"1=2","description":""})");
  CHECK(item(R"({"name":"Tea","qty":2})") == R"({"name":"Tea","qty":2})");
  CHECK(item("name=Tea,prise_cents=5") == "an item has no field 'prise_cents'; did you mean price_cents?");
  CHECK(holds(item("Tea"), "'Tea' is no field: an item has name, "));
  CHECK(holds(item("name,price=4.50"), "'name' is no field"));
  CHECK(item("name=Tea,qty=two") == "its qty 'two' is no whole number");
  CHECK(item("name=Tea,price=4.505") == "its price '4.505' is no amount such as 4.50");
  CHECK(item("{name:Tea}") == "it is no JSON object");
  CHECK(item("") == "it is empty");
}

TEST_CASE("orders: the rest of what is done to one") {
  ScriptedSandbox world({json_reply(200, k_order),
                         json_reply(200, k_order),
                         json_reply(200, k_order),
                         json_reply(200, k_order),
                         {Reply::Kind::answer, 204, "", {}}});
  CHECK(world.run({"orders", "get", k_id, "--expand", "invoice,payment"}).code == 0);
  CHECK(world.run({"orders", "ship", k_id}).code == 0);
  CHECK(world.run({"orders", "refund", k_id}).code == 0);
  CHECK(world.run({"orders", "update", k_id, "--status", "paid", "--mark-paid"}).code == 0);
  CHECK(world.run({"orders", "delete", k_id}).code == 0);
  const std::string path = std::string("/api/v1/m/orders/") + k_id;
  const std::vector<std::pair<std::string, std::string>> asked{
      {"GET " + path + "?expand=invoice%2Cpayment", ""},
      {"PATCH " + path, R"({"order":{"status":"shipped"}})"},
      {std::string("POST /_sandbox/orders/") + k_id + "/refund", ""},
      {"PATCH " + path, R"({"order":{"status":"paid"},"mark_as_paid":true})"},
      {"DELETE " + path, ""}};
  for (std::size_t i = 0; i < asked.size(); ++i) {
    CHECK(world.request(i).method + " " + world.request(i).target == asked[i].first);
    CHECK(world.request(i).body == asked[i].second);
  }
}

TEST_CASE("orders: a number finds its order, and lists are asked for as their flags say") {
  ScriptedSandbox world({list_reply(k_order), json_reply(200, k_order), list_reply(k_order), list_reply("")});
  CHECK(world.run({"orders", "get", "ORD-0192"}).code == 0);
  CHECK(world.request(1).target == std::string("/api/v1/m/orders/") + k_id);
  CHECK(world
            .run({"orders", "list", "--status", "paid", "--min-cents", "5", "--from", "2026-01-01", "--sort",
                  "total_amount_cents desc"})
            .code == 0);
  CHECK(world.request(2).target ==
        "/api/v1/m/orders?q%5Bstatus_eq%5D=paid&q%5Btotal_amount_cents_gteq%5D=5&q%5Bcreated_at_gteq%5D=2026-01-01"
        "&q%5Bs%5D=total_amount_cents%20desc");
  CHECK(world.run({"payments", "list", "--to", "2026-01-31", "--max-sats", "9", "--currency", "usd"}).code == 0);
  CHECK(world.request(3).target ==
        "/api/v1/m/payments?end_date=2026-01-31&q%5Bcurrency_eq%5D=usd&q%5Bamount_sats_lteq%5D=9");
}

TEST_CASE("invoices: generated for an order, asked about by a whole id, and drawn") {
  ScriptedSandbox world({json_reply(201, k_invoice), json_reply(200, R"({"status":"paid"})"),
                         json_reply(200, k_invoice), error_reply(404, "not_found", "Invoice not found")});
  CHECK(world.run({"invoices", "generate", k_id, "--method", "onchain", "--idempotency-key", "i-1"}).code == 0);
  CHECK(world.request(0).body == std::string(R"({"order_id":")") + k_id + R"(","payment_method":"onchain"})");
  CHECK(world.request(0).header("Idempotency-Key") == "i-1");
  CHECK(world.run({"invoices", "status", k_id, "-q"}).out == "paid\n");
  CHECK(world.request(1).target == std::string("/api/v1/m/invoices/") + k_id + "/status");
  CHECK(holds(world.run({"invoices", "qr", k_id}).out, "█"));
  CHECK(world.request(2).target == std::string("/api/v1/m/invoices/") + k_id);
  const auto unknown = world.run({"invoices", "get", "0192"});
  CHECK(unknown.code == 1);
  CHECK(holds(unknown.err, "there is no invoice '0192'"));
  CHECK(holds(unknown.err, "it has to be whole"));
}

TEST_CASE("payment-requests create: everything stands inside its wrapper") {
  ScriptedSandbox world({json_reply(201, R"({"id":"01920000-0000-7000-8000-000000000003","status":"pending"})")});
  CHECK(world
            .run({"payment-requests", "create", "--amount", "9", "--description", "Table 7", "--method", "lightning",
                  "--confirmations", "2", "--metadata", "a=b"})
            .code == 0);
  CHECK(world.request(0).target == "/api/v1/m/payment_requests");
  CHECK(world.request(0).body ==
        R"({"payment_request":{"amount_cents":900,"description":"Table 7","payment_method":"lightning",)"
        R"("confirmations":2,"metadata":{"a":"b"}}})");
  CHECK(world.run({"payment-requests", "create"}).code == 2);
}
