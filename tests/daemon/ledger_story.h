#pragma once
// A small ledger for the tests of lists of payments.

#include "tests/support/sandbox_world.h"

#include <string>
#include <vector>

namespace satsrail::test {

// $10.00 in USD at 10:00, 40.00 in EUR at 11:00 and $90.00 on the next day.
struct Ledger {
  SandboxWorld world;
  std::vector<json> payments;
  std::vector<std::string> tokens;

  Ledger() {
    using namespace std::chrono_literals;
    world.post("/_sandbox/rates", {{"currency", "eur"}, {"rate", "80000.00"}}, world.keys().control);
    sell({{"amount_cents", 1000}, {"metadata", {{"cart", "1"}}}});
    world.advance(1h);
    sell({{"amount_cents", 4000}, {"currency", "eur"}});
    world.advance(24h);
    sell({{"amount_cents", 9000}});
  }

  void sell(const json& fields) {
    tokens.push_back(world.open_checkout(fields)["token"]);
    payments.push_back(world.pay(tokens.back()).content);
  }

  // Which of the payments, in the order of the list.
  std::vector<int> found(const std::string& target) {
    std::vector<int> which;
    const auto answer = world.get(target);
    for (const auto& item : answer.content["data"]) {
      for (std::size_t i = 0; i < payments.size(); ++i) {
        if (payments[i]["id"] == item["id"]) {
          which.push_back(static_cast<int>(i));
        }
      }
    }
    return which;
  }
};

// The answer of the pay call to an on-chain invoice that waits for its confirmations.
inline json pay_on_chain(SandboxWorld& world, int confirmations) {
  const auto session = world.open_checkout({{"amount_cents", 7000}});
  const auto invoice = world.post(
      "/api/v1/m/invoices/generate",
      {{"order_id", session["order_id"]}, {"payment_method", "onchain"}, {"required_confirmations", confirmations}});
  return world.pay(invoice.content["id"]).content;
}

}  // namespace satsrail::test
