// Orders and payment requests: the request schemas say what the parsers say, and the response schemas hold what the
// codecs write.

#include "core/limits.h"
#include "core/wire/order_input.h"
#include "core/wire/order_json.h"
#include "core/wire/payment_request_json.h"
#include "tests/daemon/api/request_contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace satsrail {

namespace {

using nlohmann::json;
using test::holds;
using test::named;
using test::Values;

struct Request : test::RequestContract {
  void judge_cents(const std::string& pointer, std::int64_t min) const {
    judge(pointer, {nullptr, min, limits::amount_cents_max},
          {min - 1, limits::amount_cents_max + 1, 1.5, "5000", true, json::array()});
  }

  // `where` is the object that holds them.
  void judge_invoice_choice(const std::string& where) const {
    judge(where + "/payment_method", {nullptr, "lightning", "onchain", "usdt", "auto"}, {"", "Lightning", "cash", 5});
    judge(where + "/required_confirmations", {nullptr, 1, 6}, {0, 7, 1.5, "1", true});
    judge(where + "/confirmations", {nullptr, 1, 6}, {0, 7, 1.5, "1", true});
    auto both = plain;
    both[json::json_pointer(where + "/required_confirmations")] = 2;
    both[json::json_pointer(where + "/confirmations")] = "ignored";
    judge(both, true);
  }
};

void judge_order_fields(const Request& request) {
  request.judge("/order/currency", {nullptr, "usd", "EUR"}, {"", "doge", 840});
  request.judge_cents("/order/tax_amount_cents", 0);
  request.judge_cents("/order/discount_amount_cents", 0);
  request.judge("/order/tender_type", {nullptr, "cash", "bitcoin"}, {"", "Cash", "card", 5});
  const std::string longest(limits::text_chars_max, 'x');
  for (const auto* name : {"/order/wallet_id", "/order/discount_id"}) {
    request.judge(name, {nullptr, "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", longest}, {longest + "x", 5, "bell\a"});
  }
  request.judge("/order/metadata", {nullptr, {{"a", 1}}, json::object()}, {json::array(), "a", {{"k", json::array()}}});
  for (const auto* place : {"/mark_as_paid", "/order/mark_as_paid"}) {
    request.judge(place, {nullptr, true, false}, {"true", 1, json::array()});
  }
  const json item = {{"name", "A"}, {"price_cents", 1}};
  json most = json::array();
  for (std::size_t i = 0; i < limits::order_items_max; ++i) {
    most.push_back(item);
  }
  auto too_many = most;
  too_many.push_back(item);
  request.judge("/order/items", {most, {item}}, {too_many, {5}, "A", json::object(), {json::object()}});
  const auto with = [&](const std::string& name, const json& value) {
    auto changed = item;
    changed[name] = value;
    return json::array({changed});
  };
  request.judge(
      "/order/items",
      {with("name", longest), with("price_cents", 0), with("qty", nullptr), with("qty", limits::item_quantity_max),
       with("sku", nullptr), with("description", "two\nlines"), with("product_id", "pack"), with("other", 5)},
      {with("name", longest + "x"), with("name", " "), with("name", nullptr), with("price_cents", -1),
       with("price_cents", nullptr), with("qty", 0), with("qty", limits::item_quantity_max + 1), with("sku", 5),
       with("sku", std::string(limits::sku_chars_max + 1, 's')), with("description", "bell\a"),
       with("product_id", json::array())});
}

// -- what an order with everything would be read as

constexpr Scope k_scope{1, false};
const Time k_created = from_millis(1'705'312'800'000);
const std::string k_number = "ORD-ABCDEF1234567890";

Uuid uuid(char digit) {
  return *Uuid::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5" + std::string(1, digit));
}

Order whole_order() {
  Order order;
  order.id = OrderId(uuid('2'));
  order.scope = k_scope;
  order.merchant_id = MerchantId(uuid('8'));
  order.number = k_number;
  order.state = OrderState::refunded;
  order.total = FiatCents{5000};
  order.tax = FiatCents{600};
  order.discount = FiatCents{100};
  order.currency = "usd";
  order.tender = TenderType::cash;
  order.wallet_id = WalletId(uuid('a'));
  order.discount_id = DiscountId(uuid('b'));
  order.created_at = order.updated_at = k_created;
  order.paid_at = order.shipped_at = order.cancelled_at = order.refunded_at = k_created;
  return order;
}

Invoice invoice(PaymentMethod method) {
  Invoice invoice;
  invoice.id = InvoiceId(uuid('6'));
  invoice.scope = k_scope;
  invoice.method = method;
  (method == PaymentMethod::lightning ? invoice.bolt11 : invoice.address) = "lnbcrt500u1pexample";
  invoice.required_confirmations = 3;
  invoice.amount = Sat{50'000};
  invoice.fiat = FiatCents{5000};
  invoice.currency = "usd";
  invoice.rate = k_default_usd_rate;
  invoice.created_at = invoice.updated_at = k_created;
  invoice.expires_at = k_created + limits::checkout_session_ttl;
  return invoice;
}

std::string invoice_json(const Invoice& invoice) {
  const auto order = uuid('2').str();
  return wire::invoice_json(invoice, {order, k_number, {}, {}});
}

}  // namespace

TEST_CASE("request schemas: an order is judged as the parser judges it") {
  const Request request{"order.create", test::reads<wire::parse_order>, {{"order", {{"total_amount_cents", 5000}}}}};
  request.judge_wrapper("order");
  judge_order_fields(request);
  request.judge_invoice_choice("");
  request.judge("/generate_invoice", {nullptr, true, false}, {"true", 1});
  request.judge("/order/total_amount_cents", {1, limits::amount_cents_max},
                {nullptr, 0, -1, limits::amount_cents_max + 1, 1.5, "5000", true});
  const json items = {{{"name", "A"}, {"price_cents", 1}}};
  request.judge({{"order", {{"items", items}}}}, true);
  request.judge({{"order", {{"items", items}, {"total_amount_cents", nullptr}}}}, true);
  request.judge({{"order", {{"items", items}, {"total_amount_cents", 0}}}}, false);
  request.judge({{"order", {{"items", json::array()}}}}, false);
  request.judge({{"order", {{"items", nullptr}}}}, false);
  request.judge({{"order", json::object()}}, false);
  request.judge({{"total_amount_cents", 5000}}, false);
}

TEST_CASE("request schemas: a change of an order is judged as the parser judges it") {
  const Request request{
      "order.update", test::reads<wire::parse_order_change>, {{"order", {{"total_amount_cents", 5000}}}}};
  request.judge_wrapper("order");
  judge_order_fields(request);
  request.judge_cents("/order/total_amount_cents", 1);
  request.judge("/order/status", {nullptr, "pending", "invoice_generated", "paid", "shipped", "cancelled", "refunded"},
                {"", "Paid", "completed", 5});
  request.judge({{"order", json::object()}}, true);
  request.judge({{"mark_as_paid", true}}, true);
  request.judge({{"mark_as_paid", nullptr}}, true);
  request.judge({{"mark_as_paid", "yes"}}, false);
  request.judge({{"mark_as_paid", true}, {"order", nullptr}}, false);
}

TEST_CASE("request schemas: a payment request is judged as the parser judges it") {
  const Request request{"payment_request.create",
                        test::reads<wire::parse_payment_request>,
                        {{"payment_request", {{"amount_cents", 5000}}}}};
  request.judge_wrapper("payment_request");
  request.judge_invoice_choice("/payment_request");
  request.judge("/payment_request/amount_cents", {1, limits::amount_cents_max},
                {nullptr, 0, limits::amount_cents_max + 1, 1.5, "5000"});
  request.judge("/payment_request/currency", {nullptr, "usd", "JPY"}, {"doge", 5});
  const std::string longest(limits::text_chars_max, 'x');
  request.judge("/payment_request/description", {nullptr, "", longest}, {longest + "x", 5, "bell\a"});
  request.judge("/payment_request/metadata", {nullptr, {{"a", 1}}}, {json::array(), "a"});
}

TEST_CASE("response schemas: orders with all that may hang on one") {
  OrderItem item;
  item.id = OrderItemId(uuid('5'));
  item.product_id = ProductId(uuid('3'));
  item.name = "Backup pack";
  item.description = item.sku = "text";
  item.price = FiatCents{5000};
  const auto text =
      wire::order_json(whole_order(), {item}, {}, {invoice_json(invoice(PaymentMethod::lightning)), "null", {}});
  holds(named("order"), text, {"invoice", "payment"});
}

TEST_CASE("response schemas: payment requests of each kind") {
  PaymentRequest request;
  request.id = PaymentRequestId(uuid('c'));
  request.scope = k_scope;
  request.description = "Dinner for two";
  request.created_at = k_created;
  const auto order = wire::order_json(whole_order(), {}, {});
  const auto order_id = uuid('2').str(), payment_id = uuid('4').str();
  const auto shown = [&](const Invoice& invoice, std::string_view payment) {
    const auto whole = invoice_json(invoice);
    return wire::payment_request_json({request, invoice, order_id, k_number, payment, "{}", order, whole});
  };
  holds(named("payment_request"), shown(invoice(PaymentMethod::lightning), {}));
  auto paid = invoice(PaymentMethod::onchain);
  paid.state = InvoiceState::paid;
  paid.settled_at = k_created;
  holds(named("payment_request"), shown(paid, payment_id), {"required_confirmations", "confirmations"});
}

}  // namespace satsrail
