// What the codecs write keeps the response schemas, and the schemas look closely.

#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/wire/api_key_json.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/error_json.h"
#include "core/wire/merchant_json.h"
#include "core/wire/order_json.h"
#include "core/wire/product_json.h"
#include "core/wire/webhook_json.h"
#include "daemon/api/list.h"
#include "tests/daemon/api/contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace satsrail {

namespace {

using json = nlohmann::ordered_json;
using Names = std::set<std::string>;
using test::contract;
using test::holds;
using test::named;
using test::of_file;

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
  payment.created_at = payment.settled_at = k_paid;
  payment.confirmed_at = k_paid;
  payment.order_id = uuid('2').str();
  payment.order_number = k_number;
  payment.invoice_id = uuid('6').str();
  payment.checkout_token = k_token;
  payment.metadata_json = k_metadata;
  return payment;
}

// The bytes 00 to 1f.
const std::string k_product_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

Product product() {
  Product product;
  product.id = ProductId(uuid('3'));
  product.scope = k_scope;
  product.slug = "prod_abc123def456";
  product.name = "Backup pack";
  product.currency = "USD";
  product.key = k_product_key;
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
  delivery.id = delivery.shown_id = DeliveryId(uuid('8'));
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
  full.product_type_id = uuid('9').str();
  full.access_duration_seconds = 86'400;
  full.status = ProductStatus::archived;
  full.metadata_json = k_metadata;
  holds(named("product.list"), list_of({wire::product_json(full, k_base_url)}));
  holds(named("product"), wire::product_cleared_json(full, k_base_url), {"cleared"});
  full.old_key = std::string(43, 'o');
  holds(named("product"), wire::product_json(full, k_base_url), {"old_key"});
  holds(named("product.key"), wire::product_key_json(full));
  holds(named("product.rotation"), wire::product_rotation_json(full));
  // Three programs compare this fingerprint, so it is written down: of the text, not of the bytes.
  CHECK(json::parse(wire::product_key_json(full))["key_fingerprint"] ==
        "ea866a757e4c38babfa8127cbe9a409d3e1f93a00ff1488ff735fcf917afffd0");
}

TEST_CASE("response schemas: merchants and their keys") {
  Merchant merchant;
  merchant.id = MerchantId(uuid('8'));
  merchant.name = "Bakery";
  merchant.status = "suspended";
  merchant.currency = "USD";
  merchant.plan = "pro";
  merchant.created_at = merchant.updated_at = k_created;
  holds(named("merchant"), wire::merchant_json(merchant));
  holds(named("merchant.list"), list_of({wire::merchant_json(merchant)}));
  merchant.status = "active";
  const std::string tail(32, 'A');
  holds(named("merchant.created"), wire::merchant_json(merchant, {{"sk_test", "sk_test_" + tail},
                                                                  {"pk_test", "pk_test_" + tail},
                                                                  {"sk_live", "sk_live_" + tail},
                                                                  {"pk_live", "pk_live_" + tail}}));
  ApiKey key;
  key.id = ApiKeyId(uuid('9'));
  key.scope = k_scope;
  key.prefix = "sk_test_AAAA";
  key.created_at = k_created;
  holds(named("api_key"), wire::api_key_json(key, merchant));
  holds(named("api_key"), wire::api_key_json(key, merchant, "sk_test_" + tail), {"key"});
  holds(named("api_key.list"), list_of({wire::api_key_json(key, merchant)}));
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
  const HeaderList headers{{"Content-Type", "application/json"}};
  holds(named("delivery"), wire::delivery_json(delivery(DeliveryState::collected), &none, &headers));
  holds(named("delivery.list"), list_of({wire::delivery_json(delivery(DeliveryState::collected), nullptr)}));
  holds(named("delivery.made"), list_of({wire::delivery_json(delivery(DeliveryState::pending), nullptr)}));
  for (const auto mode : {DeliveryMode::async, DeliveryMode::sync, DeliveryMode::collect}) {
    holds(named("delivery_mode"), wire::delivery_mode_json(mode));
  }
  auto failed = delivery(DeliveryState::failed);
  failed.attempt_count = failed.attempts_max();
  failed.last_status = 500;
  holds(named("delivery"), wire::delivery_json(failed, &none));
  holds(named("delivery.list"), list_of({wire::delivery_json(failed, nullptr)}));
}

TEST_CASE("response schemas: events, each with the object that its type promises") {
  const auto session = wire::checkout_session_json(completed_session(), k_base_url, wire::Audience::secret_key);
  const auto placed = wire::order_json(order(OrderState::pending), {}, {});
  std::vector<std::pair<std::string_view, std::string>> announced{
      {event_type::order_created, placed},
      {event_type::invoice_created, invoice_json(InvoiceState::pending)},
      {event_type::payment_received, wire::payment_json(payment())},
      {event_type::payment_confirmed, wire::payment_json(payment())},
      {event_type::invoice_paid, invoice_json(InvoiceState::paid)},
      {event_type::order_updated, paid_order_json()},
      {event_type::checkout_completed, session},
      {event_type::invoice_expired, invoice_json(InvoiceState::expired)},
  };
  Merchant merchant;
  merchant.id = MerchantId(uuid('8'));
  merchant.plan = "pro";
  announced.emplace_back(event_type::product_key_rotated, wire::key_rotated_json(product()));
  announced.emplace_back(event_type::merchant_plan_changed, wire::plan_changed_json(merchant));
  announced.emplace_back(event_type::merchant_suspended, wire::merchant_suspended_json(merchant));
  CHECK(announced.size() == event_type::all.size());
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
  Event event;
  event.type = event_type::checkout_completed;
  event.payload_json = wire::payload_json(event.type, facts, k_paid);
  const auto body = wire::webhook_body(Dialect::seed, event);
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
  holds(
      named("error"),
      wire::error_json(Error::with(ErrorCode::checkout_session_expired, "Over.", "checkout_session", gone), request_id),
      {"checkout_session"});
}

}  // namespace satsrail
