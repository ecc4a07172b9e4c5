// Everything that can happen to a payment: what the payer sees, what the merchant's API shows and which events fire,
// with and without a restart in the middle.

#include "core/domain/payment_outcome.h"
#include "core/lightning/payment_hash.h"
#include "core/util/hex.h"
#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <memory>
#include <set>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

using Strings = std::vector<std::string>;
using enum PaymentOutcome;

const Strings k_settled{"payment.received", "payment.confirmed", "invoice.paid", "order.updated", "checkout.completed"};
const Strings k_money_only{"payment.received", "payment.confirmed", "invoice.paid"};
const Strings k_ended{"invoice.expired", "order.updated"};

Strings operator+(Strings a, const Strings& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// One row: right after `satsrail pay --outcome …`, and 20 minutes later, when every session is over.
struct Scenario {
  PaymentOutcome outcome;
  int status;             // the answer to the payer's command
  std::string payer;      // of the newest attempt, at once
  std::string session;    // at once
  std::string payer_end;  // 20 minutes later
  std::string failure;
  std::string session_end;
  Strings events;      // after order.created and invoice.created, in the end
  Strings exceptions;  // of the merchant's payments, oldest first; "" for none
};

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> k_table{
      {paid, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {""}},
      {expired, 202, "initiated", "pending", "failed", "error", "expired", k_ended, {}},
      {late,
       202,
       "initiated",
       "pending",
       "succeeded",
       "",
       "expired",
       Strings{"order.updated"} + k_money_only,
       {"late"}},
      {two_invoices,
       201,
       "succeeded",
       "completed",
       "succeeded",
       "",
       "completed",
       Strings{"invoice.created"} + k_settled + k_money_only,
       {"", "duplicate"}},
      {webhook_twice, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {""}},
      {webhook_reversed, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {""}},
      {webhook_lost, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {""}},
      {held, 202, "in_flight", "pending", "in_flight", "", "pending", {}, {}},
      {no_route, 402, "failed", "pending", "failed", "no_route", "expired", k_ended, {}},
      {no_inbound, 402, "failed", "pending", "failed", "no_route", "expired", k_ended, {}},
      {insufficient_balance, 402, "failed", "pending", "failed", "insufficient_balance", "expired", k_ended, {}},
      {at_deadline, 202, "in_flight", "pending", "succeeded", "", "completed", k_settled, {""}},
      {after_deadline, 202, "in_flight", "pending", "failed", "incorrect_payment_details", "expired", k_ended, {}},
      {api_lag, 201, "succeeded", "pending", "succeeded", "", "completed", k_settled, {""}},
      {same_payer, 409, "succeeded", "completed", "succeeded", "", "completed", k_settled, {""}},
      {second_payer, 402, "failed", "completed", "failed", "incorrect_payment_details", "completed", k_settled, {""}},
      {clock_skew, 402, "failed", "pending", "failed", "error", "expired", k_ended, {}},
      {after_cancel, 402, "failed", "cancelled", "failed", "incorrect_payment_details", "cancelled", k_ended, {}},
      {after_cancel_paid,
       201,
       "succeeded",
       "cancelled",
       "succeeded",
       "",
       "cancelled",
       Strings{"order.updated"} + k_money_only,
       {"after_cancel"}},
      {overpaid, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {"overpaid"}},
      {mpp, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {""}},
      {mpp_partial, 202, "in_flight", "pending", "failed", "timeout", "expired", k_ended, {}},
      {fee_limit, 402, "failed", "pending", "failed", "no_route", "expired", k_ended, {}},
      {underpaid, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {"underpaid"}},
      {wrong_preimage, 201, "succeeded", "completed", "succeeded", "", "completed", k_settled, {""}},
  };
  return k_table;
}

// A world on disk that can be killed and come back.
class Story {
 public:
  Story() {
    m_options.db = m_folder.path() / "sandbox.db";
    m_world = std::make_unique<SandboxWorld>(m_options);
    m_options.keys = m_world->keys();
  }
  SandboxWorld& operator*() { return *m_world; }
  SandboxWorld* operator->() { return m_world.get(); }
  void restart() {
    m_options.start = m_world->real.now();
    m_world.reset();
    ++m_options.seed;
    m_world = std::make_unique<SandboxWorld>(m_options);
  }

 private:
  TempDir m_folder;
  WorldOptions m_options;
  std::unique_ptr<SandboxWorld> m_world;
};

Response pay_so(SandboxWorld& world, const std::string& target, PaymentOutcome outcome) {
  return world.post("/_sandbox/pay", {{"target", target}, {"outcome", std::string(to_string(outcome))}});
}

json newest_attempt(SandboxWorld& world) {
  return world.list("/_sandbox/node/payments").at(0);
}

Strings exceptions(SandboxWorld& world) {
  Strings list;
  for (const auto& payment : world.list("/api/v1/transactions?order=asc")) {
    list.push_back(payment["exception"].is_null() ? "" : payment["exception"].get<std::string>());
  }
  return list;
}

// Events of one checkout beyond its making.
Strings told(SandboxWorld& world) {
  auto types = world.event_types();
  REQUIRE(types.size() >= 2);
  CHECK(types[0] == "order.created");
  CHECK(types[1] == "invoice.created");
  types.erase(types.begin(), types.begin() + 2);
  return types;
}

bool proves(const json& payment) {
  const auto preimage = from_hex_array<32>(payment["preimage"].get<std::string>()).value();
  return to_hex(payment_hash_of(preimage)) == payment["payment_hash"];
}

std::string session_state(SandboxWorld& world, const std::string& token) {
  return world.read_session(token)["status"];
}

}  // namespace

TEST_CASE("scenarios: every outcome does what the table says, whether the sandbox restarts or not") {
  for (const bool restarts : {false, true}) {
    for (const auto& scenario : scenarios()) {
      Story world;
      INFO(to_string(scenario.outcome) << (restarts ? ", with a restart" : ""));
      const auto token = world->create_checkout(5000_cents);
      const auto answer = pay_so(*world, token, scenario.outcome);
      INFO(answer);
      CHECK(answer.status == scenario.status);
      CHECK(newest_attempt(*world)["status"] == scenario.payer);
      CHECK(session_state(*world, token) == scenario.session);
      if (restarts) {
        world.restart();
      }
      world->advance(20min);
      const auto attempt = newest_attempt(*world);
      INFO(attempt);
      CHECK(attempt["status"] == scenario.payer_end);
      CHECK(attempt["failure_reason"] == (scenario.failure.empty() ? json() : json(scenario.failure)));
      CHECK(session_state(*world, token) == scenario.session_end);
      CHECK(told(*world) == scenario.events);
      CHECK(exceptions(*world) == scenario.exceptions);
      // The node itself never lies, whatever its API is told to say.
      if (attempt["status"] == "succeeded") {
        CHECK(proves(attempt));
      }
      CHECK(attempt["note"].is_null() == outcome_info(scenario.outcome).possible);
    }
  }
}

TEST_CASE("scenarios: the same by a session's metadata, for pages and payers that know nothing of outcomes") {
  for (const auto& scenario : scenarios()) {
    SandboxWorld world;
    INFO(to_string(scenario.outcome));
    const auto session = world.open_checkout(
        {{"amount_cents", 5000}, {"metadata", {{"satsrail_outcome", std::string(to_string(scenario.outcome))}}}});
    const std::string token = session["token"];
    auto press = world.request("POST", "/checkout/" + token + "/pay", no_key);
    press.headers.emplace_back("accept", "application/json");
    const auto answer = world.send(press);
    INFO(answer);
    CHECK(answer.status == (scenario.status == 201 ? 200 : scenario.status));
    CHECK(session_state(world, token) == scenario.session);
    world.advance(20min);
    CHECK(session_state(world, token) == scenario.session_end);
    CHECK(told(world) == scenario.events);
    CHECK(exceptions(world) == scenario.exceptions);
  }
}

TEST_CASE("scenarios: the same seed repeats everything, to the last id and preimage") {
  const auto run = [](std::uint64_t seed) {
    WorldOptions options;
    options.seed = seed;
    SandboxWorld world(options);
    for (const auto& scenario : scenarios()) {
      pay_so(world, world.create_checkout(5000_cents), scenario.outcome);
    }
    world.advance(20min);
    return json{world.list("/_sandbox/node/payments"), world.events(), world.list("/api/v1/transactions")};
  };
  const auto first = run(7);
  CHECK(run(7) == first);
  CHECK(run(8) != first);
}

TEST_CASE("scenarios: every outcome of the table is told here") {
  std::set<PaymentOutcome> told_here{node_offline, node_slow, crash};  // by stories of their own
  for (const auto& scenario : scenarios()) {
    told_here.insert(scenario.outcome);
  }
  for (const auto& info : payment_outcomes()) {
    INFO(info.name);
    CHECK(told_here.count(info.outcome) == 1);
  }
}

TEST_CASE("scenarios: an unknown outcome is refused with the names there are") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto answer = world.post("/_sandbox/pay", {{"target", token}, {"outcome", "no_rout"}});
  CHECK(answer.status == 422);
  CHECK(answer.body.find("no_route, no_inbound") != std::string::npos);
  const auto by_metadata =
      world.post("/api/v1/checkout_sessions",
                 {{"checkout_session", {{"amount_cents", 5000}, {"metadata", {{"satsrail_outcome", "helt"}}}}}});
  CHECK(by_metadata.status == 422);
  CHECK(by_metadata.content["error"]["fields"].contains("metadata"));
}

TEST_CASE("scenarios: what is held is settled or cancelled by hand, also after a restart") {
  for (const bool settles : {true, false}) {
    Story world;
    INFO((settles ? "settle" : "cancel"));
    const auto token = world->create_checkout(5000_cents);
    REQUIRE(world->post("/_sandbox/pay", {{"target", token}, {"hold", true}}).status == 202);
    // Past its deadline the session waits for what becomes of the money.
    world->advance(30min);
    CHECK(session_state(*world, token) == "pending");
    CHECK(told(*world).empty());
    world.restart();
    const auto answer = world->post("/_sandbox/node/invoices/" + token + (settles ? "/settle" : "/cancel"));
    REQUIRE(answer.status == 200);
    CHECK(answer.content["state"] == (settles ? "settled" : "canceled"));
    CHECK(told(*world).back() == (settles ? "checkout.completed" : "order.updated"));
    CHECK(session_state(*world, token) == (settles ? "completed" : "expired"));
    CHECK(newest_attempt(*world)["status"] == (settles ? "succeeded" : "failed"));
    // Once.
    CHECK(world->post("/_sandbox/node/invoices/" + token + "/settle").status == 409);
    CHECK(world->list("/api/v1/transactions").size() == (settles ? 1 : 0));
  }
}

TEST_CASE("scenarios: a held HTLC goes back when its CLTV runs out") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  world.post("/_sandbox/pay", {{"target", token}, {"hold", true}});
  world.advance(14h);
  CHECK(newest_attempt(world)["failure_reason"] == "incorrect_payment_details");
  CHECK(session_state(world, token) == "expired");
  CHECK(world.list("/api/v1/transactions").empty());
}

TEST_CASE("scenarios: after a crash between accept and settle it is paid once") {
  Story world;
  const auto token = world->create_checkout(5000_cents);
  const auto answer = pay_so(*world, token, crash);
  REQUIRE(answer.status == 202);
  world->run_sql("SELECT 1");  // another write: the writer is past the answer and what follows it
  CHECK(world->was_told_to_crash());
  CHECK(answer.content["htlcs"].at(0)["state"] == "accepted");
  CHECK(session_state(*world, token) == "pending");
  world.restart();
  world->advance(1s);
  CHECK(session_state(*world, token) == "completed");
  CHECK(told(*world) == k_settled);
  world.restart();
  world->advance(1h);
  CHECK(told(*world) == k_settled);
  CHECK(world->list("/api/v1/transactions").size() == 1);
}

TEST_CASE("scenarios: a crash of what lives in memory is refused") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  CHECK(pay_so(world, token, crash).status == 409);
  CHECK(pay_so(world, token, paid).status == 201);
}

TEST_CASE("scenarios: the API lags behind the node, and says when the money came") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  world.real_time_passes(14min + 55s);
  pay_so(world, token, api_lag);
  // The deadline passes while the API does not know yet: the money was in time.
  world.advance(6s);
  CHECK(session_state(world, token) == "pending");
  world.advance(5s);
  CHECK(session_state(world, token) == "completed");
  const auto payment = world.list("/api/v1/transactions").at(0);
  CHECK(payment["settled_at"] == "2024-01-15T10:14:55Z");
  CHECK(payment["created_at"] == "2024-01-15T10:15:05Z");
  CHECK(payment["exception"].is_null());
}

TEST_CASE("scenarios: webhooks arrive twice, in reverse, or never") {
  const auto deliver = [](PaymentOutcome outcome) {
    SandboxWorld world;
    world.create_webhook("http://shop.test/hooks", {{"events", {"*"}}});
    const auto token = world.create_checkout(5000_cents);
    world.invoice_of(token);
    world.settle();
    const auto before = world.transport.count();
    pay_so(world, token, outcome);
    world.settle();
    Strings types;
    const auto attempts = world.transport.attempts();
    for (auto i = before; i < attempts.size(); ++i) {
      types.push_back(json::parse(attempts[i].request.body)["event"]);
    }
    CHECK(session_state(world, token) == "completed");
    return types;
  };
  const auto reversed = Strings(k_settled.rbegin(), k_settled.rend());
  CHECK(deliver(paid) == k_settled);
  CHECK(deliver(webhook_reversed) == reversed);
  CHECK(deliver(webhook_lost).empty());
  Strings doubled;
  for (const auto& type : k_settled) {
    doubled.insert(doubled.end(), {type, type});
  }
  CHECK(deliver(webhook_twice) == doubled);
}

TEST_CASE("scenarios: a multi-part payment counts when all of its parts are there") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto partial = pay_so(world, token, mpp_partial);
  CHECK(partial.content["htlcs"].size() == 2);
  CHECK(partial.content["node_invoice_state"] == "open");
  // Somebody else pays it in the meantime, whole.
  const auto other = world.post("/_sandbox/pay", {{"target", token}, {"payer", "bob"}, {"parts", 5}});
  CHECK(other.status == 201);
  const auto attempts = world.list("/_sandbox/node/payments?order=asc");
  CHECK(attempts.at(0)["status"] == "failed");
  CHECK(attempts.at(1)["htlcs"].size() == 5);
  CHECK(other.content["amount_sats"] == 50'000);
}

TEST_CASE("scenarios: a wallet overpays up to twice, and no more") {
  SandboxWorld world;
  const auto twice =
      world.post("/_sandbox/pay", {{"target", world.create_checkout(5000_cents)}, {"amount_sats", 100'000}});
  CHECK(twice.status == 201);
  CHECK(twice.content["exception"] == "overpaid");
  CHECK(twice.content["amount_sats"] == 100'000);
  CHECK(twice.content["amount_cents"] == 10'000);
  for (const int sats : {100'001, 49'999}) {
    const auto answer =
        world.post("/_sandbox/pay", {{"target", world.create_checkout(5000_cents)}, {"amount_sats", sats}});
    INFO(sats << " " << answer);
    CHECK(answer.status == 402);
    CHECK(answer.content["node_payment"]["failure_reason"] == "incorrect_payment_details");
  }
}

TEST_CASE("scenarios: what cannot happen on Lightning is shown as the API's lie, not the node's") {
  SandboxWorld world;
  const auto lied = pay_so(world, world.create_checkout(5000_cents), wrong_preimage);
  CHECK_FALSE(proves(lied.content));
  CHECK(proves(newest_attempt(world)));
  CHECK(newest_attempt(world)["note"] == std::string(k_not_possible));
  const auto less = pay_so(world, world.create_checkout(5000_cents), underpaid);
  CHECK(less.content["amount_sats"] == 25'000);
  CHECK(less.content["exception"] == "underpaid");
}
