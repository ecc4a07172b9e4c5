// Orders of the merchant's backend: changed, shipped, paid in cash, cancelled and refunded.

#include "tests/daemon/order_story.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

TEST_CASE("orders: while one is open every field may change, and the change is told once") {
  SandboxWorld world;
  const auto order = create_order(world, {{"total_amount_cents", 5000}, {"metadata", {{"a", "1"}}}});
  world.real_time_passes(1min);
  const auto changed = change(world, order,
                              {{"items", {{{"name", "Tea"}, {"price_cents", 350}, {"qty", 2}}}},
                               {"tax_amount_cents", 70},
                               {"currency", "eur"},
                               {"metadata", {{"b", "2"}}}});
  CHECK(changed.status == 200);
  const auto& now = changed.content;
  CHECK(now["total_amount_cents"] == 770);
  CHECK(now["currency"] == "eur");
  CHECK(now["items"].size() == 1);
  CHECK(now["metadata"] == json{{"b", "2"}});
  CHECK(now["updated_at"] == "2024-01-15T10:01:00Z");
  CHECK(read(world, order) == now);
  CHECK(world.event_types() == Types{"order.created", "order.updated"});
  CHECK(world.events().back()["data"]["object"] == now);
  // The discount is taken off the items; a total that is sent stands.
  CHECK(change(world, order, {{"discount_amount_cents", 100}}).content["total_amount_cents"] == 670);
  CHECK(change(world, order, {{"items", json::array()}}).content["total_amount_cents"] == 670);
  CHECK(details(change(world, order, {{"total_amount_cents", 0}, {"status", "sold"}})) ==
        json{"Total amount cents must be greater than 0",
             "Status must be pending, invoice_generated, paid, shipped, cancelled or refunded"});
  const auto known = world.event_types().size();
  for (const auto& nothing : {json::object(), json{{"total_amount_cents", 670}}, json{{"status", "pending"}}}) {
    CHECK(change(world, order, nothing).status == 200);
  }
  CHECK(since(world, known).empty());
}

TEST_CASE("orders: another amount voids the open invoice, other changes leave it") {
  SandboxWorld world;
  const auto order = invoiced(world);
  CHECK(change(world, order, {{"metadata", {{"a", "1"}}}}).content["status"] == "invoice_generated");
  const auto known = world.event_types().size();
  const auto now = change(world, order, {{"total_amount_cents", 6000}}).content;
  CHECK(now["status"] == "pending");
  CHECK(read(world, order, "?expand=invoice")["invoice"]["status"] == "expired");
  CHECK(since(world, known) == Types{"invoice.expired", "order.updated"});
  CHECK(world.pay(order["invoice"]["bolt11"]).status == 402);
  const auto again = world.post("/api/v1/m/invoices/generate", {{"order_id", order["id"]}}).content;
  CHECK(again["amount_sats"] == 60'000);
}

TEST_CASE("orders: an amount stays while a payment for it is on its way") {
  SandboxWorld world;
  const auto order = invoiced(world);
  world.post("/_sandbox/pay", {{"target", order["id"]}, {"hold", true}});
  const json refused{"Order can't be changed so while a payment for it is on its way"};
  CHECK(details(change(world, order, {{"total_amount_cents", 1}})) == refused);
  CHECK(change(world, order, {{"metadata", {{"a", "1"}}}}).status == 200);
  const auto onchain =
      create_order(world, {{"total_amount_cents", 5000}}, {{"generate_invoice", true}, {"payment_method", "onchain"}});
  world.pay(onchain["id"]);
  CHECK(details(change(world, onchain, {{"tender_type", "cash"}})) == refused);
}

TEST_CASE("orders: a paid one can be shipped and nothing else, and only a paid one") {
  SandboxWorld world;
  const auto order = invoiced(world);
  CHECK(details(change(world, order, {{"status", "shipped"}})) ==
        json{"Status can be set to shipped once the order is paid; it is invoice_generated"});
  CHECK(details(change(world, order, {{"status", "paid"}})) ==
        json{"Status can be set to paid for cash orders only; set tender_type to cash"});
  CHECK(details(change(world, order, {{"status", "cancelled"}})) ==
        json{"Status can't be set to cancelled; delete the order to cancel it"});
  world.pay(order["id"]);
  CHECK(details(change(world, order, {{"metadata", {{"a", "1"}}}, {"status", "shipped"}})) ==
        json{"Order cannot be modified once paid"});
  CHECK(details(change(world, order, {{"status", "pending"}})) == json{"Status can't be changed from paid to pending"});
  const auto known = world.event_types().size();
  const auto shipped = change(world, order, {{"status", "shipped"}}).content;
  CHECK(shipped["status"] == "shipped");
  CHECK(shipped["shipped_at"] == "2024-01-15T10:00:00Z");
  CHECK(since(world, known) == Types{"order.updated"});
  CHECK(change(world, order, {{"status", "shipped"}}).status == 200);  // it is
  CHECK(details(world.del(path(order))) == json{"Order can't be cancelled once shipped"});
}

TEST_CASE("orders: cash is marked as paid, on creation or later, and has no invoice and no payment") {
  SandboxWorld world;
  // A client that always asks for an invoice gets none.
  const auto at_once = create_order(world, {{"total_amount_cents", 5000}, {"tender_type", "cash"}},
                                    {{"mark_as_paid", true}, {"generate_invoice", true}});
  CHECK(at_once["status"] == "paid");
  CHECK(at_once["paid_at"] == "2024-01-15T10:00:00Z");
  CHECK(at_once["payment_id"].is_null());
  CHECK(at_once["invoice_id"].is_null());
  CHECK(world.event_types() == Types{"order.created", "order.updated"});
  CHECK(world.events()[0]["data"]["object"]["status"] == "pending");
  CHECK(world.list("/api/v1/transactions").empty());

  CHECK(world.patch(path(in_cash(world)), {{"mark_as_paid", true}}).content["status"] == "paid");
  CHECK(change(world, in_cash(world), {{"mark_as_paid", true}}).content["status"] == "paid");
  const auto order = in_cash(world);
  CHECK(details(world.post("/api/v1/m/invoices/generate", {{"order_id", order["id"]}})) ==
        json{"Order is to be paid in cash: set its tender_type to bitcoin to invoice it"});
  CHECK(change(world, order, {{"status", "paid"}}).content["status"] == "paid");
  CHECK(world.patch(path(order), {{"mark_as_paid", true}}).status == 200);  // it is
  CHECK(details(world.post("/api/v1/m/invoices/generate", {{"order_id", order["id"]}})) ==
        json{"Order is paid: it can't be invoiced"});
  CHECK(world.post("/_sandbox/pay", {{"target", order["id"]}}).status == 409);
}

TEST_CASE("orders: who pays in cash after all voids the invoice") {
  SandboxWorld world;
  const auto order = invoiced(world);
  CHECK(details(world.patch(path(order), {{"mark_as_paid", true}})) ==
        json{"Mark as paid is for cash orders only; set tender_type to cash"});
  CHECK(details(change(world, order, {{"mark_as_paid", true}, {"tender_type", "cash"}, {"status", "shipped"}})) ==
        json{"Status contradicts mark_as_paid"});
  const auto paid = change(world, order, {{"tender_type", "cash"}, {"mark_as_paid", true}}).content;
  CHECK(paid["status"] == "paid");
  CHECK(paid["tender_type"] == "cash");
  CHECK(since(world, 2) == Types{"invoice.expired", "order.updated"});
  CHECK(world.pay(order["invoice"]["bolt11"]).status == 402);
}

TEST_CASE("orders: an invoice that stays payable beside cash pays a second time") {
  SandboxWorld world;
  world.patch("/_sandbox/node", {{"keep_invoices", true}});
  const auto order = invoiced(world);
  CHECK(change(world, order, {{"tender_type", "cash"}, {"mark_as_paid", true}}).content["status"] == "paid");
  const auto payment = world.pay(order["invoice"]["bolt11"]);
  CHECK(payment.status == 201);
  CHECK(payment.content["exception"] == "duplicate");
  CHECK(read(world, order)["payment_id"].is_null());
}

TEST_CASE("orders: deleting one cancels it with its invoice, once") {
  SandboxWorld world;
  const auto order = invoiced(world);
  CHECK(world.del(path(order)).status == 204);
  const auto cancelled = read(world, order, "?expand=invoice");
  CHECK(cancelled["status"] == "cancelled");
  CHECK(cancelled["cancelled_at"] == "2024-01-15T10:00:00Z");
  CHECK(cancelled["invoice"]["status"] == "expired");
  CHECK(since(world, 2) == Types{"invoice.expired", "order.updated"});
  CHECK(world.del(path(order)).status == 204);
  CHECK(since(world, 4).empty());
  CHECK(details(change(world, order, {{"total_amount_cents", 1}})) == json{"Order cannot be modified once cancelled"});
  CHECK(details(world.post("/api/v1/m/invoices/generate", {{"order_id", order["id"]}})) ==
        json{"Order is cancelled: it can't be invoiced"});
}

TEST_CASE("orders: that of a checkout is priced by it, and cancelled with it") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const json order{{"id", world.read_session(token)["order_id"]}};
  CHECK(read(world, order)["checkout_token"] == token);
  for (const auto& fields :
       {json{{"total_amount_cents", 1}}, json{{"items", json::array()}}, json{{"tender_type", "cash"}}}) {
    CHECK(details(change(world, order, fields)) ==
          json{"Order belongs to a checkout: its price and items can't be changed"});
  }
  CHECK(change(world, order, {{"metadata", {{"a", "1"}}}}).content["metadata"] == json{{"a", "1"}});
  CHECK(world.del(path(order)).status == 204);
  CHECK(read(world, order)["status"] == "cancelled");
  CHECK(world.read_session(token)["status"] == "cancelled");

  // A deadline that has passed counts, also before its timer runs.
  const auto late = world.create_checkout(5000_cents);
  const json over{{"id", world.read_session(late)["order_id"]}};
  world.real_time_passes(15min);
  CHECK(read(world, over)["status"] == "cancelled");
  const auto listed = world.create_checkout(5000_cents);
  world.real_time_passes(15min);
  CHECK(world.list(k_orders).front()["status"] == "cancelled");
}

TEST_CASE("orders: a refund gives back what was paid, and the ledger shows it") {
  SandboxWorld world;
  const auto order = invoiced(world);
  const auto refund = "/_sandbox/orders/" + order["id"].get<std::string>() + "/refund";
  const auto early = world.post(refund);
  CHECK(early.status == 409);
  CHECK(early.content["error"]["message"] == "Order is invoice_generated: there is nothing to refund");
  const auto payment = world.pay(order["id"]).content;
  const auto other = world.pay(world.create_checkout(100_cents)).content;
  CHECK(payment["refunded_at"].is_null());
  world.real_time_passes(1min);
  const auto known = world.event_types().size();
  const auto refunded = world.post(refund);
  CHECK(refunded.status == 200);
  CHECK(refunded.content["status"] == "refunded");
  CHECK(refunded.content["refunded_at"] == "2024-01-15T10:01:00Z");
  CHECK(since(world, known) == Types{"order.updated"});

  const auto transaction = world.get("/api/v1/transactions/" + payment["id"].get<std::string>()).content;
  CHECK(transaction["status"] == "refunded");
  CHECK(transaction["refunded_at"] == "2024-01-15T10:01:00Z");
  const auto shown = read(world, order, "?expand=payment")["payment"];
  CHECK(shown["status"] == "completed");
  CHECK(shown["refunded_at"] == "2024-01-15T10:01:00Z");
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> found;
    for (const auto& entry : world.list("/api/v1/transactions" + query)) {
      found.push_back(entry["id"]);
    }
    return found;
  };
  CHECK(ids("?q[status_eq]=refunded") == std::vector<std::string>{payment["id"]});
  CHECK(ids("?status=COMPLETED") == std::vector<std::string>{other["id"]});
  CHECK(ids("?status=pending").empty());

  CHECK(world.post(refund).status == 409);
  CHECK(details(change(world, order, {{"status", "shipped"}})) ==
        json{"Status can be set to shipped once the order is paid; it is refunded"});
  // Cash is given back in the shop; a shipped order can come back, too.
  const auto cash = in_cash(world);
  world.patch(path(cash), {{"mark_as_paid", true}});
  change(world, cash, {{"status", "shipped"}});
  CHECK(world.post("/_sandbox/orders/" + cash["id"].get<std::string>() + "/refund").content["status"] == "refunded");
}

TEST_CASE("orders: a reset leaves none") {
  SandboxWorld world;
  invoiced(world);
  CHECK(world.post("/_sandbox/reset", nullptr, world.keys().control).status == 200);
  CHECK(world.list(k_orders).empty());
}
