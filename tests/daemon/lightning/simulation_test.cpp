// Thousands of random operations, and after each of them the laws that money keeps. A failure names its seed: the same
// seed repeats it exactly.

#include "core/domain/payment_outcome.h"
#include "core/lightning/payment_hash.h"
#include "core/ports/entropy.h"
#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <map>
#include <memory>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

// One number for each law: rows that break it.
struct Law {
  const char* says;
  const char* broken_by;
};

constexpr Law k_laws[] = {
    {"a merchant's invoice follows its node invoice",
     "SELECT count(*) FROM invoices i JOIN node_invoices n ON n.seq = i.node_invoice_seq WHERE i.status <>"
     " CASE WHEN n.state = 'canceled' THEN 'expired'"
     "      WHEN n.state = 'settled' AND n.notify_at IS NULL THEN 'paid' ELSE 'pending' END"},
    {"a paid invoice has one payment, and no other has a final one",
     "SELECT count(*) FROM invoices i WHERE (i.status = 'paid') <>"
     " ((SELECT count(*) FROM payments p WHERE p.invoice_seq = i.seq AND p.status = 'completed') = 1)"},
    {"a node invoice is settled by exactly one payer's payment",
     "SELECT count(*) FROM node_invoices n WHERE (n.state = 'settled') <>"
     " ((SELECT count(*) FROM node_payments p WHERE p.node_invoice_seq = n.seq AND p.state = 'succeeded') = 1)"},
    {"what was sent, fees aside, is what was received",
     "SELECT count(*) FROM node_invoices n WHERE n.received_msat <>"
     " (SELECT coalesce(sum(p.amount_msat), 0) FROM node_payments p WHERE p.node_invoice_seq = n.seq"
     "  AND p.state = 'succeeded')"},
    {"no sat is made or lost", "SELECT abs(coalesce(sum(balance_msat - started_msat), 0)) FROM node_balances"},
    {"the merchant has what its invoices received",
     "SELECT abs(coalesce((SELECT balance_msat FROM node_balances WHERE owner = 'merchant'), 0)"
     " - coalesce((SELECT sum(received_msat) FROM node_invoices WHERE owner = 'merchant'), 0))"},
    {"routers have the fees",
     "SELECT abs(coalesce((SELECT balance_msat FROM node_balances WHERE owner = 'routers'), 0)"
     " - coalesce((SELECT sum(fee_msat) FROM node_payments WHERE state = 'succeeded'), 0))"},
    {"an HTLC is accepted only for a payment in flight and a live invoice",
     "SELECT count(*) FROM htlcs h JOIN node_payments p ON p.seq = h.payment_seq"
     " JOIN node_invoices n ON n.seq = h.node_invoice_seq"
     " WHERE h.state = 'accepted' AND (p.state <> 'in_flight' OR n.state NOT IN ('open', 'accepted'))"},
    {"an HTLC is settled exactly when its payment succeeded",
     "SELECT count(*) FROM htlcs h JOIN node_payments p ON p.seq = h.payment_seq"
     " WHERE (h.state = 'settled') <> (p.state = 'succeeded')"},
    {"an accepted invoice holds its whole amount",
     "SELECT count(*) FROM node_invoices n WHERE n.state = 'accepted' AND n.amount_msat >"
     " (SELECT coalesce(sum(amount_msat), 0) FROM htlcs h WHERE h.node_invoice_seq = n.seq AND h.state = 'accepted')"},
    {"an order is paid exactly when it points at a payment",
     "SELECT count(*) FROM orders WHERE (status = 'paid') <> (payment_seq IS NOT NULL)"},
    {"session and order agree",
     "SELECT count(*) FROM checkout_sessions s JOIN orders o ON o.seq = s.order_seq WHERE"
     " (s.status = 'completed') <> (o.status = 'paid') OR"
     " (s.status IN ('expired', 'cancelled')) <> (o.status = 'cancelled')"},
    {"money that moved no order says why",
     "SELECT count(*) FROM payments p JOIN orders o ON o.seq = p.order_seq WHERE p.status = 'completed' AND"
     " (p.exception IN ('late', 'duplicate', 'after_cancel')) = (o.payment_seq IS p.seq)"},
    {"a session is held exactly while money is on its way",
     "SELECT count(*) FROM checkout_sessions s WHERE s.status = 'pending' AND s.held <> EXISTS ("
     " SELECT 1 FROM invoices i LEFT JOIN node_invoices n ON n.seq = i.node_invoice_seq"
     " WHERE i.order_seq = s.order_seq AND i.status = 'pending' AND (n.state IN ('accepted', 'settled')"
     "  OR EXISTS (SELECT 1 FROM chain_transactions t WHERE t.invoice_seq = i.seq)))"},
    {"no pending session is past its deadline, but for what is held",
     "SELECT count(*) FROM checkout_sessions WHERE status = 'pending' AND held = 0 AND expires_at < ?1"},
    // An event for every change, and none without.
    {"each invoice was created once",
     "SELECT count(*) FROM invoices i WHERE 1 <> (SELECT count(*) FROM events e WHERE e.type = 'invoice.created'"
     " AND json_extract(e.object, '$.id') = i.id)"},
    {"each invoice was told paid once if it is",
     "SELECT count(*) FROM invoices i WHERE (i.status = 'paid') <> (SELECT count(*) FROM events e"
     " WHERE e.type = 'invoice.paid' AND json_extract(e.object, '$.id') = i.id)"},
    {"each invoice was told expired once if it is",
     "SELECT count(*) FROM invoices i WHERE (i.status = 'expired') <> (SELECT count(*) FROM events e"
     " WHERE e.type = 'invoice.expired' AND json_extract(e.object, '$.id') = i.id)"},
    {"each checkout was told completed once if it is",
     "SELECT count(*) FROM checkout_sessions s WHERE (s.status = 'completed') <> (SELECT count(*) FROM events e"
     " WHERE e.type = 'checkout.completed' AND json_extract(e.object, '$.id') = s.id)"},
    {"each payment was told received once",
     "SELECT count(*) FROM payments p WHERE 1 <> (SELECT count(*) FROM events e WHERE e.type = 'payment.received'"
     " AND json_extract(e.object, '$.id') = p.id)"},
    {"each payment was told confirmed once if it is",
     "SELECT count(*) FROM payments p WHERE (p.status = 'completed') <> (SELECT count(*) FROM events e"
     " WHERE e.type = 'payment.confirmed' AND json_extract(e.object, '$.id') = p.id)"},
    {"an order's last event shows its status, or its invoice tells it",
     "SELECT count(*) FROM orders o WHERE o.status NOT IN ('pending', 'invoice_generated') AND o.status <>"
     " (SELECT json_extract(e.object, '$.status') FROM events e WHERE e.type LIKE 'order.%'"
     "  AND json_extract(e.object, '$.id') = o.id ORDER BY e.seq DESC LIMIT 1)"},
    {"no order was told the same status twice in a row",
     "SELECT count(*) FROM (SELECT json_extract(object, '$.status') AS now, lag(json_extract(object, '$.status'))"
     " OVER (PARTITION BY json_extract(object, '$.id') ORDER BY seq) AS before, type FROM events"
     " WHERE type LIKE 'order.%') WHERE now = before AND now <> 'pending'"},
};

class Simulation {
 public:
  Simulation(std::uint64_t seed, bool restarts) : m_chance(seed), m_restarts(restarts) {
    m_options.seed = seed;
    if (restarts) {
      m_options.db = m_folder.path() / "sandbox.db";
    }
    m_world = std::make_unique<SandboxWorld>(m_options);
    m_options.keys = m_world->keys();
  }

  void run(int operations) {
    for (int i = 0; i < operations; ++i) {
      const auto done = operate();
      m_history.push_back(done);
      const auto from = m_history.size() > 12 ? m_history.end() - 12 : m_history.begin();
      std::string recent;
      for (auto it = from; it != m_history.end(); ++it) {
        recent += "\n  " + *it;
      }
      INFO("operation " << i << ", the last ones:" << recent);
      check_laws();
    }
  }

 private:
  std::uint64_t below(std::uint64_t bound) {
    const auto bytes = m_chance.bytes<4>();
    const std::uint64_t number = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | std::uint64_t{bytes[3]} << 24;
    return number % bound;
  }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class T>
  const T& any_of(const std::vector<T>& items) {
    return items[below(items.size())];
  }

  // Those that can be told apart by the laws: the two lies break them on purpose, a crash needs its own story.
  PaymentOutcome any_outcome() {
    while (true) {
      const auto& info = payment_outcomes()[below(payment_outcomes().size())];
      const bool waits = info.outcome == PaymentOutcome::node_slow;  // would wait for a clock that nobody moves
      if (info.possible && info.outcome != PaymentOutcome::crash && !waits) {
        return info.outcome;
      }
    }
  }

  std::string operate() {
    const auto what = below(100);
    if (m_tokens.empty() || what < 15) {
      return create();
    }
    const auto& token = any_of(m_tokens);
    const auto name = token.substr(token.size() - 4);
    if (what < 50) {
      return "pay " + name + pay(token);
    }
    if (what < 57) {
      return "settle " + name + status(m_world->post("/_sandbox/node/invoices/" + token + "/settle"));
    }
    if (what < 61) {
      return "cancel invoice " + name + status(m_world->post("/_sandbox/node/invoices/" + token + "/cancel"));
    }
    if (what < 64) {
      return "cancel " + name + status(m_world->post("/_sandbox/checkout_sessions/" + token + "/cancel"));
    }
    if (what < 66) {
      return "expire " + name + status(m_world->post("/_sandbox/checkout_sessions/" + token + "/expire"));
    }
    if (what < 71) {
      const json how = {{"new", true}, {"keep_old", one_in(2)}};
      return "reissue " + name + status(m_world->post("/_sandbox/checkout_sessions/" + token + "/invoice", how));
    }
    if (what < 74) {
      const json how = {{"order_id", m_world->read_session(token)["order_id"]},
                        {"payment_method", one_in(2) ? "onchain" : "usdt"},
                        {"required_confirmations", 1 + below(3)}};
      return "on-chain " + name + status(m_world->post("/api/v1/m/invoices/generate", how));
    }
    if (what < 77) {
      return "mine" + status(m_world->post("/_sandbox/node/mine", {{"blocks", 1 + below(3)}}));
    }
    if (what < 82) {
      return set();
    }
    if (what < 84 && m_restarts) {
      restart();
      return "restart";
    }
    const std::vector<Duration> steps{1ms, 1s, 10s, 60s, 5min, 14min + 59s, 15min, 1h, 14h};
    const auto by = any_of(steps);
    m_world->advance(by);
    return "advance " + std::to_string(by.count()) + " ms";
  }

  static std::string status(const Response& answer) {
    CHECK((answer.status < 500 || answer.code() == "wallet_unavailable"));
    return " -> " + std::to_string(answer.status);
  }

  std::string create() {
    json fields = {{"amount_cents", 1 + below(100'000)}};
    std::string with;
    if (one_in(3)) {
      with = to_string(any_outcome());
      fields["metadata"] = {{"satsrail_outcome", with}};
    }
    m_tokens.push_back(m_world->open_checkout(fields)["token"]);
    if (m_tokens.size() > 12) {
      m_tokens.erase(m_tokens.begin());
    }
    return "create " + m_tokens.back().substr(m_tokens.back().size() - 4) + " " + with;
  }

  std::string pay(const std::string& token) {
    json wish = {{"target", token}};
    if (one_in(2)) {
      wish["outcome"] = std::string(to_string(any_outcome()));
    }
    if (one_in(4)) {
      wish["delay_ms"] = below(1'200'000);
    }
    if (one_in(5)) {
      wish["hold"] = true;
    }
    if (one_in(4)) {
      wish["payer"] = one_in(2) ? "bob" : "carol";
    }
    if (one_in(6)) {
      wish["parts"] = 1 + below(5);
    }
    if (one_in(8)) {
      wish["fee_limit_sats"] = below(20);
    }
    if (one_in(10)) {
      wish["amount_sats"] = 1 + below(200'000);
    }
    const auto answer = m_world->post("/_sandbox/pay", wish);
    wish.erase("target");
    return " " + wish.dump() + status(answer);
  }

  std::string set() {
    const std::vector<json> choices{{{"offline", true}},
                                    {{"offline", false}},
                                    {{"inbound", below(200'000)}},
                                    {{"inbound", "off"}},
                                    {{"fee", below(30)}, {"fee_ppm", below(5000)}},
                                    {{"api_lag", "30s"}},
                                    {{"api_lag", "0s"}},
                                    {{"keep_invoices", one_in(2)}},
                                    {{"invoice_expiry", "5m"}},
                                    {{"invoice_expiry", "2h"}},
                                    {{"invoice_expiry", "session"}},
                                    {{"autopay", "10m"}},
                                    {{"autopay", "off"}}};
    const auto choice = any_of(choices);
    return "set " + choice.dump() + status(m_world->patch("/_sandbox/node", choice));
  }

  void restart() {
    m_options.start = m_world->real.now();
    m_world.reset();
    ++m_options.seed;
    m_world = std::make_unique<SandboxWorld>(m_options);
  }

  void check_laws() {
    m_world->store().read([this](store::Tx& tx) {
      for (const auto& law : k_laws) {
        auto query = tx.query_once(law.broken_by);
        if (std::string_view(law.broken_by).find("?1") != std::string_view::npos) {
          query.bind(tx.now());
        }
        REQUIRE(query.step());
        if (query.integer(0) != 0) {
          FAIL("broken: " << law.says);
        }
      }
      check_proofs(tx);
      check_final(tx);
    });
  }

  static void check_proofs(store::Tx& tx) {
    auto row = tx.query_once(
        "SELECT preimage, payment_hash FROM node_payments WHERE preimage IS NOT NULL"
        " UNION ALL SELECT preimage, payment_hash FROM payments WHERE preimage IS NOT NULL"
        " UNION ALL SELECT preimage, payment_hash FROM node_invoices WHERE state = 'settled'");
    while (row.step()) {
      if (!proves_payment(row.bytes<32>(0), row.bytes<32>(1))) {
        FAIL("broken: sha256(preimage) = payment_hash");
      }
    }
  }

  // What was final once stays what it was.
  void check_final(store::Tx& tx) {
    auto row = tx.query_once(
        "SELECT 'invoice ' || id, status FROM invoices WHERE status IN ('paid', 'expired')"
        " UNION ALL SELECT 'session ' || id, status FROM checkout_sessions WHERE status <> 'pending'"
        " UNION ALL SELECT 'node invoice ' || seq, state FROM node_invoices WHERE state IN ('settled', 'canceled')"
        " UNION ALL SELECT 'node payment ' || seq, state FROM node_payments WHERE state IN ('succeeded', 'failed')"
        " UNION ALL SELECT 'htlc ' || seq, state FROM htlcs WHERE state IN ('settled', 'canceled')");
    std::size_t seen = 0;
    while (row.step()) {
      const auto [known, is_new] = m_final.emplace(row.str(0), row.str(1));
      if (!is_new && known->second != row.text(1)) {
        FAIL("broken: " << known->first << " was " << known->second << " and is " << row.str(1));
      }
      ++seen;
    }
    if (seen != m_final.size()) {
      FAIL("broken: something final is gone");
    }
  }

  TempDir m_folder;
  SeededEntropy m_chance;
  const bool m_restarts;
  WorldOptions m_options;
  std::unique_ptr<SandboxWorld> m_world;
  std::vector<std::string> m_tokens;
  std::vector<std::string> m_history;
  std::map<std::string, std::string> m_final;
};

}  // namespace

TEST_CASE("simulation: three thousand random operations keep the laws of money") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    INFO("seed " << seed);
    Simulation(seed, false).run(300);
  }
}

TEST_CASE("simulation: a thousand more with restarts in between") {
  for (std::uint64_t seed = 101; seed <= 105; ++seed) {
    INFO("seed " << seed);
    Simulation(seed, true).run(200);
  }
}
