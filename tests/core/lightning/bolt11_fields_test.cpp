// The fields that a merchant's node seldom writes: routes, fallbacks, metadata, and fields in another order.

#include "core/lightning/bitcoin_address.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/bolt11_tags.h"
#include "core/limits.h"

#include <catch2/catch.hpp>

using namespace satsrail;

namespace {

const crypto::SecretKey k_key = crypto::sha256("a merchant's node");

Bolt11Invoice an_invoice() {
  Bolt11Invoice invoice;
  invoice.timestamp = 1'705'313'700;
  invoice.payment_hash = crypto::sha256("hash");
  invoice.payment_secret = crypto::sha256("secret");
  invoice.description = "Order ORD-1";
  return invoice;
}

Bolt11Hop a_hop(std::uint64_t channel) {
  return {crypto::public_key(crypto::sha256("hop")).value(), channel, 1000, 0xFFFFFFFF, 144};
}

Bolt11Fallback a_fallback(Network network, std::string_view address) {
  auto parsed = parse_address(network, address).value();
  return {parsed.version, std::move(parsed.program), std::string(address)};
}

Bolt11 read_back(const Bolt11Invoice& invoice) {
  return bolt11::decode(bolt11::encode(invoice, k_key).value()).value();
}

std::string refusal(const Bolt11Invoice& invoice) {
  const auto text = bolt11::encode(invoice, k_key);
  return text ? "(written)" : text.error().message();
}

}  // namespace

TEST_CASE("bolt11 fields: routes come back hop by hop, the best one first") {
  auto invoice = an_invoice();
  invoice.routes = {{a_hop(0x0102030405060708), a_hop(0)}, {a_hop(~0ULL)}};
  const auto back = read_back(invoice);
  CHECK(back.routes == invoice.routes);
  CHECK(back.routes[0][0].short_channel_id_text() == "66051x263430x1800");

  invoice.routes = {Bolt11Route(12, a_hop(1))};
  CHECK(read_back(invoice).routes == invoice.routes);
  invoice.routes = {Bolt11Route(13, a_hop(1))};
  CHECK_THAT(refusal(invoice), Catch::Contains("1 to 12 hops"));
  invoice.routes = {{}};
  CHECK_THAT(refusal(invoice), Catch::Contains("1 to 12 hops"));
}

TEST_CASE("bolt11 fields: fallbacks are what addresses stand for") {
  auto invoice = an_invoice();
  for (const int version : {0, 1, 17, 18}) {
    const std::vector<std::uint8_t> program(version == 1 ? 32 : 20, 9);
    invoice.fallbacks.push_back(a_fallback(Network::regtest, fallback_address(Network::regtest, version, program)));
  }
  CHECK(read_back(invoice).fallbacks == invoice.fallbacks);
  invoice.fallbacks = {{0, std::vector<std::uint8_t>(21), ""}};
  CHECK_THAT(refusal(invoice), Catch::Contains("the program of an address"));
  invoice.fallbacks = {{19, std::vector<std::uint8_t>(20), ""}};
  CHECK_THAT(refusal(invoice), Catch::Contains("the program of an address"));
}

TEST_CASE("bolt11 fields: metadata goes with its feature bit") {
  auto invoice = an_invoice();
  invoice.metadata = {1, 0xFA, 0xFA, 0xF0};
  CHECK_THAT(refusal(invoice), Catch::Contains("sets feature 48 or 49"));
  for (const int bit : {48, 49}) {
    invoice.features = {8, 14, bit};
    CHECK(read_back(invoice).metadata == invoice.metadata);
    CHECK(read_back(invoice).features == invoice.features);
  }
  invoice.metadata = std::vector<std::uint8_t>{};
  CHECK(read_back(invoice).metadata == invoice.metadata);
  invoice.metadata->resize(639, 7);
  CHECK(read_back(invoice).metadata == invoice.metadata);
  invoice.metadata->resize(640, 7);
  CHECK_THAT(refusal(invoice), Catch::Contains("at most 639 bytes"));
}

TEST_CASE("bolt11 fields: an invoice of any amount carries features as well, or none") {
  auto invoice = an_invoice();
  invoice.features = {8, 14, 17, 25, 99};
  CHECK_FALSE(read_back(invoice).amount);
  CHECK(read_back(invoice).features == invoice.features);
  invoice.features = {17, 99, 8, 14, 8};  // in any order, and said twice
  CHECK(read_back(invoice).features == std::vector{8, 14, 17, 99});
  invoice.features.clear();
  CHECK(read_back(invoice).features.empty());
}

TEST_CASE("bolt11 fields: what is left out has the specification's default") {
  auto invoice = an_invoice();
  invoice.expiry_seconds.reset();
  invoice.min_final_cltv_expiry.reset();
  CHECK(read_back(invoice).expiry_seconds == 3600);
  CHECK(read_back(invoice).min_final_cltv_expiry == 18);
}

TEST_CASE("bolt11 fields: the caller may say the order, and no order changes what is said") {
  auto invoice = an_invoice();
  const auto natural = bolt11::encode(invoice, k_key).value();
  CHECK(natural.substr(std::string_view("lnbcrt1pjeg9lr").size()).starts_with("sp5"));
  invoice.field_order = "p";
  const auto hash_first = bolt11::encode(invoice, k_key).value();
  CHECK(hash_first.substr(std::string_view("lnbcrt1pjeg9lr").size()).starts_with("pp5"));
  CHECK(read_back(invoice).payment_hash == invoice.payment_hash);
  CHECK(read_back(invoice).payment_secret == invoice.payment_secret);
  invoice.field_order = "9rfcxnmhdps";
  CHECK(read_back(invoice).description == invoice.description);
  for (const char* wrong : {"pp", "z", "P"}) {
    invoice.field_order = wrong;
    CHECK_THAT(refusal(invoice), Catch::Contains("at most once"));
  }
}

TEST_CASE("bolt11 fields: no invoice is larger than a QR code") {
  auto invoice = an_invoice();
  while (bolt11::encode(invoice, k_key).ok()) {
    invoice.routes.emplace_back(12, a_hop(1));
    REQUIRE(invoice.routes.size() < 100);
  }
  CHECK_THAT(refusal(invoice), Catch::Contains("at most 7089 characters"));
  invoice.routes.pop_back();
  CHECK(read_back(invoice).routes == invoice.routes);
  invoice.routes.emplace_back();
  // Up to the very last hop that fits.
  for (invoice.routes.back().push_back(a_hop(1)); bolt11::encode(invoice, k_key).ok();) {
    invoice.routes.back().push_back(a_hop(1));
  }
  invoice.routes.back().pop_back();
  invoice.routes.back().empty() ? invoice.routes.pop_back() : void();
  const auto longest = bolt11::encode(invoice, k_key).value();
  CHECK(longest.size() <= limits::bolt11_chars_max);
  CHECK(longest.size() > limits::bolt11_chars_max - 90);
  CHECK(bolt11::decode(longest)->routes == invoice.routes);
}
