// A sandbox that was made by an older version is opened by this one: what was paid stays paid, and what was open can be
// paid.

#include "core/util/hex.h"
#include "daemon/lightning/simulated_node.h"
#include "schema/schema.h"
#include "tests/support/sandbox_fixture.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t k_made = 1'705'312'800'000;  // 2024-01-15T10:00:00Z, where worlds begin

std::string uuid(int number) {
  return fmt::format("018d0c90-4d00-7000-8000-{:012}", number);
}

// One checkout as version 1 kept it: order, session and, where `status` says so, its payment.
void add_checkout(store::Connection& connection, int number, const std::string& status, const InvoiceDraft& draft) {
  const bool paid = status == "paid";
  const auto hash = to_hex(draft.payment_hash);
  const auto preimage = to_hex(draft.preimage);
  const std::string order = paid ? "paid" : status == "pending" ? "invoice_generated" : "cancelled";
  const std::string session = paid ? "completed" : status == "pending" ? "pending" : "expired";
  connection.execute(fmt::format(
      "INSERT INTO orders VALUES ({0}, '{1}', 1, 0, 'ORD-{0:016}', '{2}', 5000, 'usd', '{{}}', NULL, NULL, {3}, {3},"
      " {4}, NULL)",
      number, uuid(100 + number), order, k_made, paid ? std::to_string(k_made) : "NULL"));
  connection.execute(fmt::format(
      "INSERT INTO invoices VALUES ({0}, '{1}', 1, 0, {0}, '{2}', '{3}', x'{4}', x'{5}', 50000, 5000, 'usd', 10000000,"
      " {6}, {6}, {7}, {8})",
      number, uuid(200 + number), status, draft.bolt11, hash, preimage, k_made, k_made + 900'000,
      paid ? std::to_string(k_made) : "NULL"));
  if (paid) {
    connection.execute(fmt::format(
        "INSERT INTO payments VALUES ({0}, '{1}', 1, 0, {0}, {0}, 50000, 5000, 'usd', 5000, 10000000, x'{2}', x'{3}',"
        " NULL, NULL, {4}, {4})",
        number, uuid(300 + number), hash, preimage, k_made));
  }
  connection.execute(fmt::format("UPDATE orders SET invoice_seq = {0}, payment_seq = {1} WHERE seq = {0}", number,
                                 paid ? std::to_string(number) : "NULL"));
  connection.execute(fmt::format(
      "INSERT INTO checkout_sessions VALUES ({0}, '{1}', 1, 0, 'cs_{0:030}', '{2}', {0}, NULL, 5000, 'usd', NULL, NULL,"
      " NULL, NULL, NULL, NULL, '{{}}', {3}, {3}, {4}, {5}, NULL)",
      number, uuid(400 + number), session, k_made, k_made + 900'000, paid ? std::to_string(k_made) : "NULL"));
}

}  // namespace

TEST_CASE("old database: version 1 is taken over whole") {
  TempDir folder;
  WorldOptions options;
  options.db = folder.path() / "sandbox.db";
  SeededEntropy entropy(7);
  SimulatedNode node(crypto::sha256("the merchant's node"), entropy);
  const auto draft = [&node] {
    const InvoiceTerms terms{
        .amount = Msat{50'000'000}, .description = "Checkout", .expires_at = from_millis(k_made + 900'000)};
    return node.draft_invoice(terms, from_millis(k_made)).value();
  };
  const auto open = draft();
  {
    store::Connection connection({.path = options.db});
    connection.execute(std::string(schema::file("db/0001_initial.sql")));
    connection.execute("PRAGMA application_id = 1396790355; PRAGMA user_version = 1");
    connection.execute(
        fmt::format("INSERT INTO merchants VALUES (1, '{}', 'Shop', 'active', 'USD', {})", uuid(1), k_made));
    add_checkout(connection, 1, "paid", draft());
    add_checkout(connection, 2, "pending", open);
    add_checkout(connection, 3, "expired", draft());
  }
  SandboxWorld world(options);
  const auto token = [](int number) { return fmt::format("cs_{:030}", number); };
  CHECK(world.read_session(token(1))["status"] == "completed");
  CHECK(world.read_session(token(3))["status"] == "expired");
  const auto paid = world.list("/api/v1/transactions");
  REQUIRE(paid.size() == 1);
  CHECK(paid[0]["status"] == "completed");
  CHECK(paid[0]["exception"].is_null());
  const auto states = world.list("/_sandbox/node/invoices?order=asc");
  CHECK(states.at(0)["state"] == "settled");
  CHECK(states.at(1)["state"] == "open");
  CHECK(states.at(2)["state"] == "canceled");
  CHECK(world.pay(open.bolt11).status == 201);
  CHECK(world.read_session(token(2))["status"] == "completed");
}
