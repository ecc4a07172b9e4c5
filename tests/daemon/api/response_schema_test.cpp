// What the codecs write keeps the response schemas, and the schemas look closely.

#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/error_json.h"
#include "core/wire/order_json.h"
#include "core/wire/product_json.h"
#include "core/wire/webhook_json.h"
#include "daemon/api/list.h"
#include "tests/daemon/api/contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <set>

namespace satsrail {

namespace {

using json = nlohmann::ordered_json;
using Names = std::set<std::string>;
using test::contract;

// -- a paid checkout, as the stores would read it

constexpr std::string_view k_base_url = "http://127.0.0.1:7287";
constexpr Scope k_scope{1, false};
const Time k_created = from_millis(1'705'312'800'000);
const Time k_paid = k_created + std::chrono::seconds(150);
const std::string k_token = "cs_" + std::string(30, 'a');
const std::string k_number = "ORD-ABCDEF1234567890";
const std::string k_metadata = R"({"order_id":"ORD-1234","note":"\u20ac \"quoted\""})";

Uuid uuid(char digit) {
  return *Uuid::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5" + std::string(1, digit));
}

CheckoutSession pending_session() {
  CheckoutSession session;
  session.id = CheckoutSessionId(uuid('1'));
  session.scope = k_scope;
  session.token = k_token;
  session.amount = FiatCents{5000};
  session.currency = "usd";
  session.created_at = session.updated_at = k_created;
  session.expires_at = k_created + limits::checkout_session_ttl;
  session.order_id = uuid('2').str();
  session.order_number = k_number;
  return session;
}

CheckoutSession completed_session() {
  auto session = pending_session();
  session.state = SessionState::completed;
  session.success_url = "https://shop.test/success";
  session.cancel_url = "https://shop.test/cart";
  session.customer_email = "buyer@example.com";
  session.customer_name = "B\u00fcyer";
  session.customer_phone = "+1 555 0100";
  session.customer_address = "1 Street\nTown";
  session.metadata_json = k_metadata;
  session.completed_at = session.updated_at = k_paid;
  session.product_id = uuid('3').str();
  session.amount_sats = Sat{50'000};
  session.payment_hash = PaymentHash{1, 2, 3};
  session.payment_id = uuid('4').str();
  return session;
}

Order order(OrderState state) {
  Order order;
  order.id = OrderId(uuid('2'));
  order.scope = k_scope;
  order.number = k_number;
  order.state = state;
  order.total = FiatCents{5000};
  order.currency = "usd";
  order.metadata_json = k_metadata;
  order.created_at = order.updated_at = k_created;
  return order;
}

std::string paid_order_json() {
  OrderItem item;
  item.id = OrderItemId(uuid('5'));
  item.product_id = ProductId(uuid('3'));
  item.name = "Backup pack";
  item.description = "All of it";
  item.price = FiatCents{5000};
  auto paid = order(OrderState::paid);
  paid.paid_at = k_paid;
  const auto token = k_token, session = uuid('1').str(), invoice = uuid('6').str(), payment = uuid('4').str();
  return wire::order_json(paid, {item}, {token, session, invoice, payment});
}

std::string invoice_json(InvoiceState state) {
  Invoice invoice;
  invoice.id = InvoiceId(uuid('6'));
  invoice.scope = k_scope;
  invoice.state = state;
  invoice.bolt11 = "lnbcrt500u1pexample";
  invoice.amount = Sat{50'000};
  invoice.fiat = FiatCents{5000};
  invoice.currency = "usd";
  invoice.rate = k_default_usd_rate;
  invoice.created_at = k_created;
  invoice.expires_at = k_created + limits::checkout_session_ttl;
  const bool paid = state == InvoiceState::paid;
  if (paid) {
    invoice.settled_at = k_paid;
  }
  const auto order = uuid('2').str(), payment = uuid('4').str();
  return wire::invoice_json(invoice, {order, k_number, k_token, paid ? std::string_view(payment) : std::string_view()});
}

Payment payment() {
  Payment payment;
  payment.id = PaymentId(uuid('4'));
  payment.scope = k_scope;
  payment.amount = Sat{50'000};
  payment.fiat = payment.usd = FiatCents{5000};
  payment.currency = "usd";
  payment.rate = k_default_usd_rate;
  payment.created_at = payment.confirmed_at = k_paid;
  payment.order_id = uuid('2').str();
  payment.order_number = k_number;
  payment.invoice_id = uuid('6').str();
  payment.checkout_token = k_token;
  payment.metadata_json = k_metadata;
  return payment;
}

Product product() {
  Product product;
  product.id = ProductId(uuid('3'));
  product.scope = k_scope;
  product.slug = "prod_abc123def456";
  product.name = "Backup pack";
  product.currency = "USD";
  product.created_at = product.updated_at = k_created;
  return product;
}

WebhookEndpoint endpoint() {
  WebhookEndpoint endpoint;
  endpoint.id = WebhookEndpointId(uuid('7'));
  endpoint.scope = k_scope;
  endpoint.url = "http://127.0.0.1:3000/webhooks";
  endpoint.events = {"checkout.completed", "order.*"};
  endpoint.secret = "whsec_test_0123456789abcdef";
  endpoint.created_at = endpoint.updated_at = k_created;
  return endpoint;
}

Event event(std::string_view type, std::string object_json) {
  return {12, "evt_" + std::string(30, 'b'), k_scope, std::string(type), std::move(object_json), k_paid};
}

Delivery delivery(DeliveryState state) {
  Delivery delivery;
  delivery.id = DeliveryId(uuid('8'));
  delivery.scope = k_scope;
  delivery.event_id = "evt_" + std::string(30, 'b');
  delivery.event_type = event_type::checkout_completed;
  delivery.endpoint_id = uuid('7').str();
  delivery.url = "http://127.0.0.1:3000/webhooks";
  delivery.state = state;
  delivery.body = R"({"event":"checkout.completed"})";
  delivery.created_at = delivery.updated_at = delivery.due_at = k_paid;
  return delivery;
}

std::string list_of(const std::vector<std::string>& items, std::string_view extra = {}) {
  return api::list_json(items, {2, 1, false}, 3, extra);
}

// -- how closely a schema looks

using Judge = std::function<std::vector<std::string>(const std::string&)>;

Judge named(std::string name) {
  return [name](const std::string& text) { return contract().problems(name, text); };
}
Judge of_file(std::string name) {
  return [name](const std::string& text) { return contract().problems_with(schema::file(name), text); };
}

// The text is good, and it would not be if at any depth a member were missing, undocumented, or of another type.
// `optional` are members that may be missing. What the merchant or a header names is not looked into.
void holds(const Judge& judge, const std::string& text, const Names& optional = {}) {
  INFO(text);
  const auto problems = judge(text);
  INFO(nlohmann::json(problems).dump());
  REQUIRE(problems.empty());
  const Names free_form{"metadata", "headers", "fields"};
  const auto whole = json::parse(text);
  const std::function<void(const json&, const json::json_pointer&)> probe = [&](const json& part,
                                                                                const json::json_pointer& place) {
    if (part.is_array()) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        probe(part[i], place / i);
      }
    }
    if (!part.is_object() || (!place.empty() && free_form.count(place.back()) > 0)) {
      return;
    }
    auto more = whole;
    more[place]["surprise"] = 1;
    CHECK_FALSE(judge(more.dump()).empty());
    for (const auto& [name, value] : part.items()) {
      INFO((place / name).to_string());
      auto less = whole;
      less[place].erase(name);
      CHECK(judge(less.dump()).empty() == (optional.count(name) > 0));
      auto other = whole;
      other[place][name] = json::array({json::array()});
      CHECK_FALSE(judge(other.dump()).empty());
      probe(value, place / name);
    }
  };
  probe(whole, json::json_pointer());
}

const Names k_hidden_from_browsers{"customer_email", "customer_name", "customer_phone", "customer_address", "metadata"};

}  // namespace

TEST_CASE("response schemas: checkout sessions") {
  const auto judge = named("checkout_session");
  using wire::Audience;
  holds(judge, wire::checkout_session_json(pending_session(), k_base_url, Audience::secret_key),
        k_hidden_from_browsers);
  holds(judge, wire::checkout_session_json(completed_session(), k_base_url, Audience::secret_key),
        k_hidden_from_browsers);
  holds(judge, wire::checkout_session_json(completed_session(), k_base_url, Audience::publishable_key));
  auto cancelled = pending_session();
  cancelled.state = SessionState::cancelled;
  cancelled.cancelled_at = k_paid;
  const auto text = wire::checkout_session_json(cancelled, k_base_url, Audience::secret_key);
  holds(judge, text, k_hidden_from_browsers);
  holds(named("checkout_session.list"), list_of({text}), k_hidden_from_browsers);
  holds(named("checkout_session.list"), api::list_json({}, {1, 25, false}, 0));
}

TEST_CASE("response schemas: orders, invoices, payments and transactions") {
  for (const auto state : {OrderState::pending, OrderState::invoice_generated, OrderState::paid, OrderState::shipped,
                           OrderState::cancelled, OrderState::refunded}) {
    holds(named("order"), wire::order_json(order(state), {}, {}));
  }
  holds(named("order"), paid_order_json());
  for (const auto state : {InvoiceState::pending, InvoiceState::paid, InvoiceState::expired}) {
    holds(named("invoice"), invoice_json(state));
  }
  holds(named("payment"), wire::payment_json(payment()));
  holds(named("payment"), wire::payment_json(payment(), {"evt_" + std::string(30, 'b')}), {"event_ids"});
  auto yen = payment();
  yen.currency = "JPY";
  yen.rate = ExchangeRate{15'000'000};
  yen.checkout_token.reset();
  yen.product_id = uuid('3').str();
  holds(named("transaction"), wire::transaction_json(yen));
  holds(named("transaction.list"), list_of({wire::transaction_json(payment()), wire::transaction_json(yen)}));
}

TEST_CASE("response schemas: products") {
  holds(named("product"), wire::product_json(product(), k_base_url));
  auto full = product();
  full.description = full.sku = full.image_url = full.resource_type = full.external_ref = "text";
  full.access_duration_seconds = 86'400;
  full.status = ProductStatus::archived;
  full.metadata_json = k_metadata;
  holds(named("product.list"), list_of({wire::product_json(full, k_base_url)}));
}

TEST_CASE("response schemas: webhook endpoints and deliveries") {
  holds(named("webhook"), wire::webhook_json(endpoint(), false));
  holds(named("webhook"), wire::webhook_json(endpoint(), true), {"secret_key"});
  const std::vector<std::string> types(event_type::all.begin(), event_type::all.end());
  holds(named("webhook.list"),
        list_of({wire::webhook_json(endpoint(), false)}, ",\"available_events\":" + wire::strings_json(types)));

  DeliveryAttempt refused;
  refused.at = k_paid;
  refused.request_headers = {{"Content-Type", "application/json"}};
  refused.error = "connection refused";
  auto answered = refused;
  answered.number = 2;
  answered.error.clear();
  answered.status = 500;
  answered.response_headers = {{"Server", "shop"}};
  answered.response_body = "no \u20ac";
  const std::vector<DeliveryAttempt> attempts{refused, answered};
  const std::vector<DeliveryAttempt> none;
  holds(named("delivery"), wire::delivery_json(delivery(DeliveryState::pending), &attempts));
  for (const auto state : {DeliveryState::delivered, DeliveryState::cancelled}) {
    holds(named("delivery"), wire::delivery_json(delivery(state), &none));
    holds(named("delivery.list"), list_of({wire::delivery_json(delivery(state), nullptr)}));
  }
  auto failed = delivery(DeliveryState::failed);
  failed.attempt_count = k_attempts_max;
  failed.last_status = 500;
  holds(named("delivery"), wire::delivery_json(failed, &none));
  holds(named("delivery.list"), list_of({wire::delivery_json(failed, nullptr)}));
}

TEST_CASE("response schemas: events, each with the object that its type promises") {
  const auto session = wire::checkout_session_json(completed_session(), k_base_url, wire::Audience::secret_key);
  const auto placed = wire::order_json(order(OrderState::pending), {}, {});
  const std::vector<std::pair<std::string_view, std::string>> announced{
      {event_type::order_created, placed},
      {event_type::invoice_created, invoice_json(InvoiceState::pending)},
      {event_type::payment_received, wire::payment_json(payment())},
      {event_type::payment_confirmed, wire::payment_json(payment())},
      {event_type::invoice_paid, invoice_json(InvoiceState::paid)},
      {event_type::order_updated, paid_order_json()},
      {event_type::checkout_completed, session},
      {event_type::invoice_expired, invoice_json(InvoiceState::expired)},
  };
  std::vector<std::string> items;
  for (const auto& [type, object] : announced) {
    holds(of_file("events/" + std::string(type) + ".json"), object);
    items.push_back(wire::event_json(event(type, object)));
    CHECK(contract().problems("event", items.back()).empty());
  }
  holds(named("event.list"), list_of({items.front()}));
  CHECK(contract().problems("event.list", list_of(items)).empty());
  holds(named("event"), items.front());
  holds(named("event"), items[6], k_hidden_from_browsers);
  // One file for each, and the published webhook's beside them.
  CHECK(schema::files_under("events/").size() == announced.size() + 1);
}

TEST_CASE("response schemas: the published webhook body has its seven fields, in their order") {
  wire::WebhookFacts facts;
  facts.checkout_token = k_token;
  facts.payment_hash = PaymentHash{1, 2, 3};
  facts.amount_sats = Sat{50'000};
  facts.usd = FiatCents{5000};
  facts.metadata_json = k_metadata;
  facts.order_id = "not shown";
  const auto body = wire::seed_webhook_body(event_type::checkout_completed, facts, k_paid);
  holds(of_file("events/checkout.completed.webhook.json"), body);
  const auto document = json::parse(body);
  std::vector<std::string> names;
  for (const auto& [name, value] : document.items()) {
    names.push_back(name);
  }
  CHECK(names == std::vector<std::string>{"event", "checkout_id", "payment_hash", "amount_sats", "amount_usd",
                                          "metadata", "timestamp"});
  CHECK(document["amount_usd"] == "50.00");
  CHECK(document["timestamp"] == "2024-01-15T10:02:30Z");
}

TEST_CASE("response schemas: errors") {
  const std::string request_id = "req_0123456789abcdef01234567";
  for (int code = 0; code < static_cast<int>(ErrorCode::needs_write); ++code) {
    holds(named("error"), wire::error_json(Error(static_cast<ErrorCode>(code), "A sentence."), request_id));
  }
  holds(named("error"),
        wire::error_json(Error::validation({{"amount_cents", "can't be blank"}, {"base", "Sold out"}}), request_id),
        {"fields"});
  holds(named("error"), wire::error_json(Error::rate_limited(12), request_id), {"retry_after"});
  const auto gone = R"({"token":")" + k_token + R"(","status":"expired","expires_at":"2024-01-15T10:15:00Z"})";
  holds(named("error"),
        wire::error_json(Error::session_gone(ErrorCode::checkout_session_expired, "Over.", gone), request_id),
        {"checkout_session"});
}

// What handlers write themselves, as the sandbox once answered it.
TEST_CASE("response schemas: rates, clock, node, keys and status") {
  holds(named("rate"),
        R"({"object":"rate","base":"BTC","quote":"USD","rate":"100000.00","btc_usd":100000.00,"sats_per_usd":1000,
    "source":"sandbox","updated_at":"2026-01-31T12:00:00Z"})");
  const std::string yen =
      R"({"object":"rate","base":"BTC","quote":"JPY","rate":"15000000","btc_jpy":15000000,"source":"sandbox",
    "updated_at":"2026-01-31T12:00:01Z"})";
  holds(named("rate"), yen, {"btc_jpy"});
  holds(named("rate.list"), list_of({yen}), {"btc_jpy"});
  auto mixed = json::parse(yen);
  mixed["sats_per_usd"] = 1000;
  CHECK_FALSE(contract().problems("rate", mixed.dump()).empty());
  const std::string clock =
      R"({"object":"clock","now":"2026-01-31T12:16:06Z","mode":"frozen","offset_seconds":-960,"ran":[
    {"at":"2026-01-31T12:15:03Z","job":"checkout_session.expire","id":")" +
      k_token + R"("},
    {"at":"2026-01-31T12:15:04Z","job":"webhook.attempt","id":"019c13ec-a9f9-72d2-af8d-1356dfb7bd5a","event_id":"evt_)" +
      std::string(30, 'b') + R"(","event_type":"order.created","url":"http://127.0.0.1:1/webhooks","attempt":2,
     "status":null,"error":"connection refused"}]})";
  holds(named("clock"), clock, {"ran"});
  holds(named("sandbox"),
        R"({"object":"sandbox","version":"0.1.0","pid":4242,"started_at":"2026-11-23T16:21:15Z","uptime_seconds":0,
    "base_url":"http://127.0.0.1:7287","port":7287,"dir":"/home/me/sandbox","database":":memory:","rate_limit_per_minute":null,
    "counts":{"checkout_sessions":0,"orders":0,"invoices":0,"payments":0,"products":0,"webhook_endpoints":0,"events":0,
     "deliveries":0,"deliveries_pending":0,"event_streams":0},
    "clock":{"object":"clock","now":"2026-01-31T12:00:01Z","mode":"running","offset_seconds":0}})");
  holds(named("node"), R"({"object":"node","alias":"satsrail-sandbox","pubkey":"02)" + std::string(64, 'e') +
                           R"(","network":"regtest","prefix":"lnbcrt","simulated":true})");
  holds(named("api_key.list"),
        list_of({R"({"object":"api_key","id":"019c13ec-9e02-75da-8154-417a2b2aa0a3","kind":"secret",
    "livemode":false,"prefix":"sk_test_ZT7S…","created_at":"2026-01-31T12:00:00Z"})"}));
  for (const auto* word : {"ok", "ready", "stopping", "reset"}) {
    holds(named("health"), json{{"status", word}}.dump());
  }
}

TEST_CASE("response schemas: a checkout's status tells what its state promises") {
  const auto judge = named("checkout_status");
  const json pending{{"status", "pending"},   {"payment_request", "lnbcrt500u1p"},
                     {"time_remaining", 899}, {"amount_sats", 50'000},
                     {"amount_cents", 5000},  {"currency", "usd"}};
  const json completed{{"status", "completed"},   {"time_remaining", 0},         {"amount_sats", 50'000},
                       {"amount_cents", 5000},    {"currency", "usd"},           {"items", json::array()},
                       {"redirect_url", nullptr}, {"order_id", uuid('2').str()}, {"order_number", k_number}};
  const json expired{{"status", "expired"},
                     {"time_remaining", 0},
                     {"amount_sats", nullptr},
                     {"amount_cents", 5000},
                     {"currency", "usd"}};
  const auto with = [](json status, const std::string& name, const json& value) {
    status[name] = value;
    return status.dump();
  };
  holds(judge, pending.dump());
  holds(judge, completed.dump());
  holds(judge, with(completed, "redirect_url", "https://shop.test/?checkout_id=cs_1"));
  holds(judge, expired.dump());
  holds(judge, with(expired, "status", "cancelled"));
  for (const auto& contradiction : {
           with(pending, "amount_sats", nullptr),
           with(pending, "order_id", uuid('2').str()),
           with(pending, "status", "expired"),
           with(pending, "status", "completed"),
           with(completed, "status", "pending"),
           with(completed, "status", "expired"),
           with(completed, "amount_sats", nullptr),
           with(completed, "time_remaining", 1),
           with(completed, "payment_request", "lnbcrt500u1p"),
           with(expired, "status", "completed"),
           with(expired, "status", "pending"),
           with(expired, "time_remaining", 1),
           with(expired, "time_remaining", -1),
           with(expired, "payment_request", "lnbcrt500u1p"),
           with(expired, "order_id", uuid('2').str()),
       }) {
    INFO(contradiction);
    CHECK_FALSE(judge(contradiction).empty());
  }
}

TEST_CASE("response schemas: what only looks like an id, a time or an amount is refused") {
  struct Lookalikes {
    std::string schema;
    json good;
    std::vector<json> bad;
  };
  const std::string id = uuid('1').str();
  const std::string tail(30, 'a');
  for (const auto& [schema, good, bad] : std::vector<Lookalikes>{
           {"uuid", id, {"", id + "0", id.substr(1), "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A51", "cs_" + tail}},
           {"uuid_or_null", nullptr, {"", id + "0"}},
           {"timestamp",
            "2026-01-31T12:00:00Z",
            {"", "2026-01-31", "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00+00:00"}},
           {"timestamp_or_null", nullptr, {"", "2026-01-31"}},
           {"checkout_token", "cs_" + tail, {"cs_", "cs_" + tail + "a", "cs_" + tail.substr(1), "evt_" + tail, id}},
           {"event_id", "evt_" + tail, {"evt_", "evt_" + tail + "a", "cs_" + tail, id}},
           {"order_number", k_number, {"ORD-1234", "ord-abcdef1234567890", k_number + "0"}},
           {"hash", std::string(64, '0'), {"", std::string(63, '0'), std::string(65, '0'), std::string(64, 'A')}},
           {"bolt11", "lnbcrt1", {"", "bc1q", "LNBCRT1", "lightning:lnbcrt1"}},
           {"sats", limits::sats_max, {0, -1, limits::sats_max + 1, "1", 1.5}},
           {"cents", limits::amount_cents_max, {-1, limits::amount_cents_max + 1, "1", 0.5}},
           {"decimal", "100000.00", {"", ".5", "5.", "-5", "1e5", "1,000.00", 5}},
           {"usd", "50.00", {"", "50", "50.0", "50.000", "$50.00", 50}},
           {"metadata", {{"key", "value"}}, {{{"key", 1}}, {{"key", nullptr}}, json::array()}},
       }) {
    INFO(schema);
    CHECK(contract().problems(schema, good.dump()).empty());
    for (const auto& value : bad) {
      INFO(value.dump());
      CHECK_FALSE(contract().problems(schema, value.dump()).empty());
    }
  }
}

}  // namespace satsrail
