// Orders of the merchant's backend: made, invoiced, read and listed.

#include "tests/daemon/order_story.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

// Oldest first.
std::vector<std::string> numbers(SandboxWorld& world, const std::string& query) {
  std::vector<std::string> found;
  for (const auto& order : world.list(k_orders + query)) {
    found.push_back(order["order_number"]);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("orders: what is sent comes back, and its total is what its items come to") {
  SandboxWorld world;
  const auto product = world.create_product({{"slug", "pack"}});
  const auto order = create_order(
      world, {{"items",
               {{{"name", "Backup pack"}, {"price_cents", 1999}, {"qty", 2}, {"sku", "BP"}, {"product_id", "pack"}},
                {{"name", "Wrapping"}, {"price_cents", 0}, {"description", "Red paper"}}}},
              {"tax_amount_cents", 600},
              {"discount_amount_cents", 100},
              {"currency", "EUR"},
              {"metadata", {{"cart", 81}}}});
  CHECK(order["status"] == "pending");
  CHECK(order["total_amount_cents"] == 2 * 1999 + 600 - 100);
  CHECK(order["total_cents"] == order["total_amount_cents"]);
  CHECK(order["tax_amount_cents"] == 600);
  CHECK(order["discount_amount_cents"] == 100);
  CHECK(order["currency"] == "EUR");
  CHECK(order["tender_type"] == "bitcoin");
  CHECK(order["metadata"] == json{{"cart", "81"}});
  CHECK(order["merchant_id"] == world.get("/_sandbox/merchant").content["id"]);
  CHECK(order["order_number"].get<std::string>().starts_with("ORD-"));
  REQUIRE(order["items"].size() == 2);
  CHECK(order["items"][0]["qty"] == 2);
  CHECK(order["items"][0]["sku"] == "BP");
  CHECK(order["items"][0]["product_id"] == product["id"]);
  CHECK(order["items"][1]["qty"] == 1);
  CHECK(order["items"][1]["description"] == "Red paper");
  CHECK(order["items"][1]["product_id"].is_null());
  for (const auto* name : {"invoice_id", "payment_id", "checkout_session_id", "checkout_token", "wallet_id",
                           "discount_id", "paid_at", "shipped_at", "cancelled_at", "refunded_at"}) {
    CHECK(order[name].is_null());
  }
  CHECK_FALSE(order.contains("invoice"));
  CHECK(read(world, order) == order);
  CHECK(world.event_types() == Types{"order.created"});
  CHECK(world.events()[0]["data"]["object"] == order);
  // A total that is sent is not argued with.
  CHECK(create_order(world, {{"total_amount_cents", 5000}, {"items", order["items"]}})["total_amount_cents"] == 5000);
}

TEST_CASE("orders: what is wrong is named, all of it at once") {
  SandboxWorld world;
  const auto sentences = [&](const json& body) { return details(world.post(k_orders, body)); };
  CHECK(sentences({{"order", json::object()}}) == json{"Total amount cents can't be blank where no items give it"});
  CHECK(sentences({{"order", {{"total_amount_cents", 0}}}}) == json{"Total amount cents must be greater than 0"});
  CHECK(sentences({{"order", {{"items", {{{"name", ""}, {"qty", 0}}, {{"name", "B"}, {"price_cents", -1}}}}}}}) ==
        json{"items[0].name can't be blank", "items[0].price_cents can't be blank",
             "items[0].qty must be greater than 0", "items[1].price_cents must be greater than or equal to 0"});
  CHECK(sentences({{"order", {{"items", {{{"name", "A"}, {"price_cents", 100}}}}, {"discount_amount_cents", 100}}}}) ==
        json{"Total amount cents must be greater than 0"});
  CHECK(sentences({{"order",
                    {{"items",
                      {{{"name", "A"}, {"price_cents", 99'999'999'999}, {"qty", 1'000'000}},
                       {{"name", "B"}, {"price_cents", 99'999'999'999}, {"qty", 1'000'000}}}}}}}) ==
        json{"Total amount cents must be less than or equal to 99999999999"});
  CHECK(sentences({{"order",
                    {{"total_amount_cents", 100},
                     {"wallet_id", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"},
                     {"discount_id", "ten"},
                     {"items", {{{"name", "A"}, {"price_cents", 1}, {"product_id", "nothing"}}}}}}}) ==
        json{"Wallet id must exist", "Discount id must exist", "items[0].product_id must exist"});
  CHECK(sentences({{"order", {{"total_amount_cents", 100}, {"tender_type", "card"}, {"currency", "doge"}}},
                   {"payment_method", "paypal"},
                   {"required_confirmations", 7},
                   {"generate_invoice", "yes"}}) ==
        json{"Currency is not a supported currency", "Tender type must be cash or bitcoin",
             "Generate invoice must be true or false", "Payment method must be lightning, onchain, usdt or auto",
             "Required confirmations must be less than or equal to 6"});
  CHECK(sentences({{"order", {{"total_amount_cents", 100}}}, {"mark_as_paid", true}}) ==
        json{"Mark as paid is for cash orders only; set tender_type to cash"});
  const auto unwrapped = world.post(k_orders, {{"total_amount_cents", 100}});
  CHECK(unwrapped.status == 400);
  CHECK(unwrapped.code() == "parameter_missing");
  CHECK(world.list(k_orders).empty());
}

TEST_CASE("orders: a wallet and a discount of the same shop and mode can be named") {
  SandboxWorld world;
  const std::string wallet = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
  const std::string discount = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c";
  world.run_sql(
      "INSERT INTO wallets (id, merchant_seq, livemode, name, wallet_type, connection_type, status, enabled, "
      "is_default,"
      " created_at, updated_at) VALUES ('" +
      wallet + "', 1, 0, 'Second', 'lightning', 'lnd', 'active', 1, 0, 0, 0)");
  world.run_sql(
      "INSERT INTO discounts (id, merchant_seq, livemode, name, kind, value, created_at, updated_at) VALUES ('" +
      discount + "', 1, 0, 'Ten', 'fixed', 10, 0, 0)");
  const json fields = {{"total_amount_cents", 100}, {"wallet_id", wallet}, {"discount_id", discount}};
  const auto order = create_order(world, fields);
  CHECK(order["wallet_id"] == wallet);
  CHECK(order["discount_id"] == discount);
  CHECK(details(world.post(k_orders, {{"order", fields}}, world.keys().sk_live)) ==
        json{"Wallet id must exist", "Discount id must exist"});
  const auto cleared = change(world, order, {{"wallet_id", nullptr}}).content;
  CHECK(cleared["wallet_id"].is_null());
  CHECK(cleared["discount_id"] == discount);
}

TEST_CASE("orders: an invoice that is made with one is shown, and paying it pays the order") {
  SandboxWorld world;
  const auto order = invoiced(world);
  CHECK(order["status"] == "invoice_generated");
  CHECK(order["invoice"]["id"] == order["invoice_id"]);
  CHECK(order["invoice"]["amount_sats"] == 50'000);
  CHECK(order["invoice"]["bolt11"].get<std::string>().starts_with("lnbcrt500u1"));
  CHECK(order["invoice"]["order_number"] == order["order_number"]);
  CHECK(world.event_types() == Types{"order.created", "invoice.created"});

  const auto payment = world.pay(order["id"]).content;
  const auto paid = read(world, order, "?expand=payment,invoice,merchant,nothing");
  CHECK(paid["status"] == "paid");
  CHECK(paid["paid_at"] == "2024-01-15T10:00:00Z");
  CHECK(paid["payment_id"] == payment["id"]);
  CHECK(paid["payment"]["id"] == payment["id"]);
  CHECK(paid["invoice"]["status"] == "paid");
  CHECK(paid["merchant"]["id"] == paid["merchant_id"]);
  CHECK(since(world, 2) == Types{"payment.received", "payment.confirmed", "invoice.paid", "order.updated"});
}

TEST_CASE("orders: each way to pay has an invoice of its own kind") {
  SandboxWorld world;
  const auto onchain =
      create_order(world, {{"total_amount_cents", 5000}},
                   {{"generate_invoice", true}, {"payment_method", "onchain"}, {"required_confirmations", 3}});
  CHECK(onchain["invoice"]["payment_method"] == "onchain");
  CHECK(onchain["invoice"]["required_confirmations"] == 3);
  CHECK(onchain["invoice"]["payment_address"].get<std::string>().starts_with("bcrt1"));
  const auto usdt = create_order(world, {{"total_amount_cents", 5000}},
                                 {{"generate_invoice", true}, {"payment_method", "usdt"}, {"confirmations", 2}});
  CHECK(usdt["invoice"]["required_confirmations"] == 2);
  const auto automatic =
      create_order(world, {{"total_amount_cents", 5000}}, {{"generate_invoice", true}, {"payment_method", "auto"}});
  CHECK(automatic["invoice"]["payment_method"] == "lightning");
}

TEST_CASE("orders: a node that is down makes no order with an invoice, and an order without one") {
  SandboxWorld world;
  world.patch("/_sandbox/node", {{"offline", true}});
  const auto refused = world.post(k_orders, {{"order", {{"total_amount_cents", 100}}}, {"generate_invoice", true}});
  CHECK(refused.status == 503);
  CHECK(refused.code() == "wallet_unavailable");
  CHECK(world.list(k_orders).empty());
  CHECK(create_order(world, {{"total_amount_cents", 100}})["status"] == "pending");
}

TEST_CASE("orders: an expired invoice leaves its order open for another one") {
  SandboxWorld world;
  const auto order = invoiced(world);
  world.advance(16min);
  CHECK(read(world, order)["status"] == "pending");
  const auto again = world.post("/api/v1/orders/" + order["id"].get<std::string>() + "/invoices");
  CHECK(again.status == 201);
  const auto now = read(world, order);
  CHECK(now["status"] == "invoice_generated");
  CHECK(now["invoice_id"] == again.content["id"]);
  CHECK(world.pay(order["id"]).status == 201);
  // A paid order answers with the invoice that was paid.
  const auto paid = world.post("/api/v1/m/invoices/generate", {{"order_id", order["id"]}});
  CHECK(paid.status == 200);
  CHECK(paid.content["id"] == again.content["id"]);
  CHECK(paid.content["status"] == "paid");
}

TEST_CASE("orders: a key makes the same order once") {
  SandboxWorld world;
  auto request = world.request("POST", k_orders);
  request.headers.emplace_back("idempotency-key", "cart-81");
  request.body = json{{"order", {{"total_amount_cents", 5000}}}, {"generate_invoice", true}}.dump();
  const auto first = world.send(request);
  const auto second = world.send(request);
  CHECK(first.status == 201);
  CHECK(second.body == first.body);
  CHECK(second.header("Idempotent-Replayed") == "true");
  CHECK(world.list(k_orders).size() == 1);
}

TEST_CASE("orders: lists are newest first, by pages, and can be asked for each documented thing") {
  SandboxWorld world;
  const auto first = create_order(world, {{"total_amount_cents", 100}, {"currency", "eur"}});
  world.real_time_passes(24h);
  const auto second = invoiced(world, 200);
  world.real_time_passes(24h);
  const auto third = create_order(world, {{"total_amount_cents", 300}, {"currency", "USD"}});
  const std::string a = first["order_number"], b = second["order_number"], c = third["order_number"];
  using Numbers = std::vector<std::string>;
  const auto page = world.get(k_orders + "?per_page=2").content;
  CHECK(page["data"][0]["order_number"] == c);
  CHECK(page["meta"]["total_count"] == 3);
  CHECK(numbers(world, "?q[status_eq]=pending") == Numbers{a, c});
  CHECK(numbers(world, "?status=Invoice_Generated") == Numbers{b});
  CHECK(numbers(world, "?q%5Bcurrency_eq%5D=usd") == Numbers{b, c});
  CHECK(numbers(world, "?q[order_number_eq]=" + b) == Numbers{b});
  CHECK(numbers(world, "?q[total_amount_cents_gteq]=200") == Numbers{b, c});
  CHECK(numbers(world, "?q[total_amount_cents_gteq]=200&q[total_amount_cents_lteq]=200") == Numbers{b});
  CHECK(numbers(world, "?q[created_at_gteq]=2024-01-16") == Numbers{b, c});
  CHECK(numbers(world, "?q[created_at_lteq]=2024-01-16") == Numbers{a, b});
  CHECK(numbers(world, "?q[status_eq]=&q[color_eq]=red&status=refunded").empty());
  CHECK(world.list(k_orders + "?status=invoice_generated&expand=invoice").at(0)["invoice"]["id"] ==
        second["invoice_id"]);
  CHECK(world.list(k_orders + "?expand=invoice").at(0)["invoice"].is_null());
  CHECK(numbers(world, "?expand=payment").size() == 3);
  CHECK(world.get("/api/v1/merchant/orders").content == world.get(k_orders).content);
}

TEST_CASE("orders: a key sees the orders of its own shop and mode") {
  SandboxWorld world;
  const auto order = invoiced(world);
  for (const auto& key : {world.keys().sk_live, world.add_merchant("Bakery")}) {
    CHECK(world.list(k_orders, key).empty());
    CHECK(world.get(path(order), key).status == 404);
    CHECK(world.patch(path(order), {{"order", {{"total_amount_cents", 1}}}}, key).status == 404);
    CHECK(world.del(path(order), key).status == 404);
    CHECK(world.post("/_sandbox/orders/" + order["id"].get<std::string>() + "/refund", nullptr, key).status == 404);
  }
  CHECK(read(world, order)["status"] == "invoice_generated");
}

TEST_CASE("orders: each filter of the list is read off an index alone") {
  SandboxWorld world;
  const std::vector<std::pair<std::string, std::string>> filters{
      {"", "orders_by_time"},
      {" AND status = ? COLLATE NOCASE", "orders_by_status"},
      {" AND currency = ? COLLATE NOCASE", "orders_by_currency"},
      {" AND number = ?", "orders_by_number"},
      {" AND total_cents >= ? AND total_cents <= ?", "orders_by_total"},
      {" AND created_at >= ? AND created_at <= ?", "orders_by_time"}};
  for (const auto& [condition, index] : filters) {
    const auto sql = "EXPLAIN QUERY PLAN SELECT seq FROM orders WHERE merchant_seq = ? AND livemode = ?" + condition +
                     " ORDER BY created_at DESC, seq DESC LIMIT 25";
    const auto plan = world.store().read([&](store::Tx& tx) {
      auto row = tx.query_once(sql);
      row.step();
      return row.str(3);
    });
    INFO(sql);
    CHECK(plan.find("USING COVERING INDEX " + index + " ") != std::string::npos);
  }
}
