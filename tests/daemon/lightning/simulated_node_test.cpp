#include "daemon/lightning/simulated_node.h"

#include "core/lightning/bolt11.h"
#include "core/util/hex.h"

#include <catch2/catch.hpp>

#include <limits>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace satsrail;
using namespace std::chrono_literals;

namespace {

const crypto::SecretKey k_key = crypto::sha256("the merchant's node");
const Time k_now = from_millis(1'705'313'700'900);
const InvoiceTerms k_terms{
    .amount = Msat{50'000'000}, .description = "Order ORD-1 · ナンセンス", .expires_at = k_now + 15min};

}  // namespace

TEST_CASE("simulated node: its invoices are real") {
  SeededEntropy entropy(1);
  SimulatedNode node(k_key, entropy);
  const auto draft = node.draft_invoice(k_terms, k_now).value();
  CHECK(draft.terms == k_terms);
  CHECK(proves_payment(draft.preimage, draft.payment_hash));

  const auto invoice = bolt11::decode(draft.bolt11).value();
  CHECK(draft.bolt11.starts_with("lnbcrt500u1"));
  CHECK(invoice.amount == Msat{50'000'000});
  CHECK(invoice.payment_hash == draft.payment_hash);
  CHECK(invoice.description == k_terms.description);
  CHECK(invoice.timestamp == 1'705'313'700);
  CHECK(invoice.expires_at() == to_unix_seconds(k_terms.expires_at));
  CHECK(to_hex(invoice.payee) == node.info().pubkey);
}

TEST_CASE("simulated node: every invoice has its own preimage, and a seed repeats them") {
  SeededEntropy entropy(1);
  SeededEntropy same(1);
  SimulatedNode node(k_key, entropy);
  SimulatedNode twin(k_key, same);
  const auto first = node.draft_invoice(k_terms, k_now).value();
  const auto second = node.draft_invoice(k_terms, k_now).value();
  CHECK(first.payment_hash != second.payment_hash);
  CHECK(bolt11::decode(first.bolt11)->payment_secret != bolt11::decode(second.bolt11)->payment_secret);
  CHECK(twin.draft_invoice(k_terms, k_now)->bolt11 == first.bolt11);
}

TEST_CASE("simulated node: it says who and where it is") {
  SeededEntropy entropy(1);
  const auto info = SimulatedNode(k_key, entropy).info();
  CHECK(info.pubkey == to_hex(*crypto::public_key(k_key)));
  CHECK(info.network == "regtest");
  CHECK(info.prefix == "lnbcrt");
  CHECK_FALSE(info.alias.empty());
  CHECK(SimulatedNode(k_key, entropy, Network::signet).info().prefix == "lntbs");
  CHECK_THROWS_AS(SimulatedNode(crypto::SecretKey{}, entropy), std::invalid_argument);
}

TEST_CASE("simulated node: terms that no invoice can hold are refused") {
  SeededEntropy entropy(1);
  SimulatedNode node(k_key, entropy);
  const auto refused = [&](auto change) {
    auto terms = k_terms;
    change(terms);
    const auto draft = node.draft_invoice(terms, k_now);
    return !draft.ok() && draft.error().code() == ErrorCode::wallet_unavailable;
  };
  CHECK(refused([](auto& terms) { terms.amount = Msat{0}; }));
  CHECK(refused([](auto& terms) { terms.amount = Msat{2'100'000'000'000'000'001}; }));
  CHECK(refused([](auto& terms) { terms.amount = Msat{std::numeric_limits<std::int64_t>::max()}; }));
  CHECK(refused([](auto& terms) { terms.expires_at = k_now; }));
  CHECK(refused([](auto& terms) { terms.description = "\xFF"; }));
}

TEST_CASE("simulated node: threads draft at once") {
  OsEntropy entropy;
  SimulatedNode node(k_key, entropy);
  std::vector<std::vector<InvoiceDraft>> drafts(3);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : drafts) {
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) {
          mine.push_back(node.draft_invoice(k_terms, k_now).value());
        }
      });
    }
  }
  std::set<PaymentHash> hashes;
  for (const auto& mine : drafts) {
    for (const auto& draft : mine) {
      CHECK(bolt11::decode(draft.bolt11)->payment_hash == draft.payment_hash);
      hashes.insert(draft.payment_hash);
    }
  }
  CHECK(hashes.size() == 150);
}
