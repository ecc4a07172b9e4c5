// Paying a checkout: whatever names it, once.

#include "core/lightning/bolt11.h"
#include "core/lightning/payment_hash.h"
#include "core/util/hex.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

// Every way to name the same checkout.
std::vector<std::string> targets(SandboxWorld& world, const std::string& token) {
  const auto session = world.read_session(token);
  const auto invoice = world.invoice_of(token);
  const std::string bolt11 = invoice["bolt11"];
  return {token,         session["id"],         session["order_id"],          invoice["id"],       bolt11,
          upper(bolt11), "lightning:" + bolt11, "LIGHTNING:" + upper(bolt11), upper(session["id"])};
}

bool is_bolt11(const std::string& name) {
  return upper(name).starts_with("LN") || upper(name).starts_with("LIGHTNING:");
}

const std::vector<std::string> k_settled{"payment.received", "payment.confirmed", "invoice.paid", "order.updated",
                                         "checkout.completed"};

}  // namespace

TEST_CASE("payment: it settles the invoice and tells five facts in order") {
  SandboxWorld world;
  const auto session = world.open_checkout({{"amount_cents", 5000}, {"metadata", {{"order_id", "ORD-1234"}}}});
  const std::string token = session["token"];
  const auto invoice = world.invoice_of(token);
  world.advance(150s);
  const auto answer = world.pay(token);
  REQUIRE(answer.status == 201);
  const auto& payment = answer.content;
  CHECK(payment["status"] == "completed");
  CHECK(payment["amount_sats"] == 50'000);
  CHECK(payment["amount_cents"] == 5000);
  CHECK(payment["amount_usd"] == "50.00");
  CHECK(payment["exchange_rate"] == "100000.00");
  CHECK(payment["checkout_id"] == token);
  CHECK(payment["order_id"] == session["order_id"]);
  CHECK(payment["invoice_id"] == invoice["id"]);
  CHECK(payment["metadata"] == json{{"order_id", "ORD-1234"}});
  CHECK(payment["confirmed_at"] == "2024-01-15T10:02:30Z");

  // The payer's proof is real.
  const auto preimage = from_hex_array<32>(payment["preimage"].get<std::string>()).value();
  CHECK(to_hex(payment_hash_of(preimage)) == payment["payment_hash"]);
  CHECK(payment["payment_hash"] == invoice["payment_hash"]);

  const auto events = world.events();
  const auto types = world.event_types();
  REQUIRE(types.size() == 7);
  CHECK(std::vector<std::string>(types.begin() + 2, types.end()) == k_settled);
  std::vector<std::string> ids;
  for (std::size_t i = 2; i < events.size(); ++i) {
    CHECK(events[i]["created_at"] == "2024-01-15T10:02:30Z");
    ids.push_back(events[i]["id"]);
  }
  CHECK(payment["event_ids"] == ids);
  CHECK(events[4]["data"]["object"]["status"] == "paid");
  CHECK(events[4]["data"]["object"]["payment_id"] == payment["id"]);
  CHECK(events[5]["data"]["object"]["status"] == "paid");
  CHECK(events[5]["data"]["object"]["paid_at"] == "2024-01-15T10:02:30Z");
  const auto& completed = events[6]["data"]["object"];
  CHECK(completed["status"] == "completed");
  CHECK(completed["payment_id"] == payment["id"]);

  // What the event showed is what is read from now on.
  const auto read = world.get("/api/v1/checkout_sessions/" + token);
  CHECK(read.content == completed);
  CHECK(read.content["completed_at"] == "2024-01-15T10:02:30Z");
}

TEST_CASE("payment: paying again answers the payment there is and changes nothing") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto names = targets(world, token);
  const auto first = world.pay(token);
  REQUIRE(first.status == 201);
  const auto& expected = first.content;  // the events of that one payment included
  const auto events = world.event_types();
  world.advance(1h);
  for (const auto& name : names) {
    const auto again = world.pay(name);
    INFO(name << " " << again);
    CHECK(again.status == 200);
    CHECK(again.content == expected);
  }
  CHECK(world.event_types() == events);
  CHECK(world.list("/api/v1/transactions").size() == 1);
}

TEST_CASE("payment: a checkout is paid by every name it has") {
  SandboxWorld world;
  const auto count = targets(world, world.create_checkout(5000_cents)).size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto token = world.create_checkout(5000_cents);
    const auto name = targets(world, token).at(i);
    const auto answer = world.pay(name);
    INFO(name << " " << answer);
    CHECK(answer.status == 201);
    CHECK(answer.content["checkout_id"] == token);
    CHECK(world.read_session(token)["status"] == "completed");
  }
}

TEST_CASE("payment: a checkout nobody has looked at yet is paid all the same") {
  SandboxWorld world;
  const auto session = world.open_checkout({{"amount_cents", 5000}});
  CHECK(session["amount_sats"].is_null());
  CHECK(world.pay(session["order_id"]).status == 201);
  auto expected = k_settled;
  expected.insert(expected.begin(), {"order.created", "invoice.created"});
  CHECK(world.event_types() == expected);
}

TEST_CASE("payment: what is not known is not found and what is no invoice is refused") {
  SandboxWorld world;
  world.create_checkout(5000_cents);
  for (const std::string name : {"cs_000000000000000000000000000000", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "nothing",
                                 "ORD-1234", "%00", "ln", "lightning:"}) {
    INFO(name);
    CHECK(world.pay(name).status == 404);
  }
  const auto broken = world.pay("lnbcrt500u1pjuwdzpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfq");
  CHECK(broken.status == 422);
  CHECK(broken.content["error"]["fields"].contains("target"));

  // A real invoice, but of a node that is not here.
  Bolt11Invoice foreign;
  foreign.amount = Msat{50'000'000};
  foreign.timestamp = to_unix_seconds(world.now());
  foreign.payment_hash = payment_hash_of(Preimage{1});
  const auto text = bolt11::encode(foreign, crypto::sha256("another node")).value();
  CHECK(world.pay(text).status == 404);
  // One character of our own changed: the signature does not hold any more.
  const auto token = world.create_checkout(5000_cents);
  std::string forged = world.invoice_of(token)["bolt11"];
  forged[30] = forged[30] == 'q' ? 'p' : 'q';
  CHECK(world.pay(forged).status == 422);
  CHECK(world.read_session(token)["status"] == "pending");
}

TEST_CASE("payment: an expired checkout is gone under every name") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto names = targets(world, token);
  world.advance(15min);
  const auto events = world.event_types();
  for (const auto& name : names) {
    const auto answer = world.pay(name);
    INFO(name << " " << answer);
    if (is_bolt11(name)) {  // a wallet with nothing but the invoice learns it from the payee
      CHECK(answer.status == 402);
      CHECK(answer.content["node_payment"]["failure_reason"] == "incorrect_payment_details");
      continue;
    }
    CHECK(answer.status == 410);
    CHECK(answer.code() == "checkout_session_expired");
    CHECK(answer.content["checkout_session"]["token"] == token);
  }
  CHECK(world.event_types() == events);
  CHECK(world.list("/api/v1/transactions").empty());
}

TEST_CASE("payment: a cancelled checkout is gone under every name") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto names = targets(world, token);
  world.post("/_sandbox/checkout_sessions/" + token + "/cancel");
  for (const auto& name : names) {
    const auto answer = world.pay(name);
    INFO(name << " " << answer);
    if (is_bolt11(name)) {
      CHECK(answer.status == 402);
      CHECK(answer.content["node_payment"]["failure_reason"] == "incorrect_payment_details");
      continue;
    }
    CHECK(answer.status == 410);
    CHECK(answer.code() == "checkout_session_cancelled");
    CHECK(answer.content["checkout_session"]["status"] == "cancelled");
  }
}

TEST_CASE("payment: an invoice that a newer one replaced is not paid") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto old = world.invoice_of(token);
  const auto renewed = world.post("/_sandbox/checkout_sessions/" + token + "/invoice", {{"new", true}});
  REQUIRE(renewed.status == 200);
  CHECK(renewed.content["id"] != old["id"]);
  CHECK(renewed.content["payment_hash"] != old["payment_hash"]);
  CHECK(world.event_types() ==
        std::vector<std::string>{"order.created", "invoice.created", "invoice.expired", "invoice.created"});

  const auto by_id = world.pay(old["id"]);
  CHECK(by_id.status == 409);
  CHECK(by_id.code() == "conflict");
  const auto by_text = world.pay(old["bolt11"]);
  CHECK(by_text.status == 402);
  CHECK(by_text.content["node_payment"]["failure_reason"] == "incorrect_payment_details");
  CHECK(world.list("/api/v1/transactions").empty());
  CHECK(world.pay(token).content["invoice_id"] == renewed.content["id"]);
}

TEST_CASE("payment: at the very deadline it wins and a millisecond later it has lost") {
  SECTION("at the deadline") {
    SandboxWorld world;
    const auto token = world.create_checkout(5000_cents);
    world.real_time_passes(15min);
    CHECK(world.pay(token).status == 201);
    // And what was paid in time is never gone.
    world.advance(24h);
    const auto read = world.get("/api/v1/checkout_sessions/" + token);
    REQUIRE(read.status == 200);
    CHECK(read.content["status"] == "completed");
    CHECK(world.pay(token).status == 200);
  }
  SECTION("a millisecond later") {
    SandboxWorld world;
    const auto token = world.create_checkout(5000_cents);
    world.real_time_passes(15min + 1ms);
    const auto answer = world.pay(token);
    CHECK(answer.status == 410);
    // The refusal itself wrote down what it found.
    CHECK(world.event_types() == std::vector<std::string>{"order.created", "order.updated"});
    CHECK(world.read_session(token)["status"] == "expired");
  }
  SECTION("with an invoice that the customer has had for long") {
    SandboxWorld world;
    const auto token = world.create_checkout(5000_cents);
    const std::string bolt11 = world.invoice_of(token)["bolt11"];
    world.real_time_passes(15min);
    CHECK(world.pay(bolt11).status == 201);
  }
  SECTION("between two seconds") {
    WorldOptions options;
    options.start += 777ms;
    SandboxWorld world(options);
    const auto late = world.create_checkout(5000_cents);
    const auto in_time = world.create_checkout(5000_cents);
    const auto seen = world.create_checkout(5000_cents);
    // The deadline's second has begun, and the deadline is not there yet: the page still has an invoice to show.
    world.real_time_passes(15min - 500ms);
    CHECK(world.get("/checkout/" + seen + "/status", no_key).content["time_remaining"] == 1);
    CHECK(world.pay(seen).status == 201);
    world.real_time_passes(500ms);
    CHECK(world.pay(in_time).status == 201);
    world.real_time_passes(1ms);
    CHECK(world.pay(late).status == 410);
  }
}

TEST_CASE("payment: the customer pays on the page and is led back to it") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  auto form = world.request("POST", "/checkout/" + token + "/pay", no_key);
  form.headers.emplace_back("accept", "text/html");
  const auto answer = world.send(form);
  CHECK(answer.status == 303);
  CHECK(answer.header("Location") == "/checkout/" + token);
  CHECK(world.read_session(token)["status"] == "completed");
  const auto page = world.get("/checkout/" + token, no_key);
  CHECK(page.status == 200);
  CHECK(page.body.find("Paid") != std::string::npos);
  // Twice pressed is once paid.
  CHECK(world.send(form).status == 303);
  CHECK(world.list("/api/v1/transactions").size() == 1);

  auto embedded = world.request("POST", "/checkout/" + world.create_checkout(100_cents) + "/pay?embed=1", no_key);
  CHECK(world.send(embedded).header("Location").ends_with("?embed=1"));
}

TEST_CASE("payment: a script on the page gets JSON") {
  SandboxWorld world;
  const auto script = [&world](const std::string& path) {
    auto request = world.request("POST", path, no_key);
    request.headers.emplace_back("accept", "application/json");
    return world.send(std::move(request));
  };
  const auto token = world.create_checkout(5000_cents);
  const auto paid = script("/checkout/" + token + "/pay");
  CHECK(paid.status == 200);
  CHECK(paid.content["object"] == "payment");
  CHECK(script("/checkout/" + token + "/cancel").status == 409);
  CHECK(script("/checkout/" + token + "/expire").status == 409);

  const auto given_up = world.create_checkout(5000_cents);
  CHECK(script("/checkout/" + given_up + "/cancel").content["status"] == "cancelled");
  CHECK(script("/checkout/" + given_up + "/pay").code() == "checkout_session_cancelled");
  const auto too_late = world.create_checkout(5000_cents);
  CHECK(script("/checkout/" + too_late + "/expire").content["status"] == "expired");
  CHECK(script("/checkout/" + too_late + "/pay").code() == "checkout_session_expired");
  CHECK(script("/checkout/cs_000000000000000000000000000000/pay").status == 404);
}

TEST_CASE("payment: the page of an ended checkout says so") {
  SandboxWorld world;
  const auto expired = world.create_checkout(5000_cents);
  const auto cancelled = world.create_checkout(5000_cents);
  const auto paid =
      world.open_checkout({{"amount_cents", 5000}, {"success_url", "https://store.com/ok?a=1#b"}})["token"]
          .get<std::string>();
  world.pay(paid);
  world.post("/_sandbox/checkout_sessions/" + cancelled + "/cancel");
  world.advance(15min);

  CHECK(world.get("/checkout/" + expired, no_key).status == 410);
  const auto status = world.get("/checkout/" + expired + "/status", no_key);
  CHECK(status.status == 200);  // a poller that ignores other answers must learn it
  CHECK(status.content["status"] == "expired");
  CHECK(status.content["time_remaining"] == 0);
  CHECK(world.get("/checkout/" + expired + "/qr", no_key).code() == "checkout_session_expired");

  CHECK(world.get("/checkout/" + cancelled, no_key).status == 200);
  CHECK(world.get("/checkout/" + cancelled + "/status", no_key).content["status"] == "cancelled");
  CHECK(world.get("/checkout/" + cancelled + "/qr", no_key).code() == "checkout_session_cancelled");

  const auto completed = world.get("/checkout/" + paid + "/status", no_key).content;
  CHECK(completed["status"] == "completed");
  CHECK(completed["redirect_url"] == "https://store.com/ok?a=1&checkout_id=" + paid + "#b");
  CHECK(world.get("/checkout/" + paid + "/qr", no_key).status == 410);
}
