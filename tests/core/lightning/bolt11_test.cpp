#include "core/lightning/bolt11.h"

#include "core/limits.h"
#include "tests/core/lightning/forgery.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using satsrail::test::Forgery;

namespace {

const crypto::SecretKey k_key = crypto::sha256("a merchant's node");

Bolt11Invoice an_invoice() {
  Bolt11Invoice invoice;
  invoice.amount = to_msat(Sat{50'000});
  invoice.timestamp = 1'705'313'700;
  invoice.expiry_seconds = 900;
  invoice.payment_hash = payment_hash_of(crypto::sha256("preimage"));
  invoice.payment_secret = crypto::sha256("payment secret");
  invoice.description = "Order ORD-1";
  return invoice;
}

std::string written(const Bolt11Invoice& invoice) {
  return bolt11::encode(invoice, k_key).value();
}

Bolt11 read_back(const Bolt11Invoice& invoice) {
  return bolt11::decode(written(invoice)).value();
}

std::string refusal(std::string_view text) {
  const auto invoice = bolt11::decode(text);
  return invoice ? "(accepted)" : invoice.error().message();
}

}  // namespace

TEST_CASE("bolt11: an invoice says what it was told to say") {
  const auto invoice = read_back(an_invoice());
  CHECK(written(an_invoice()).starts_with("lnbcrt500u1"));
  CHECK(invoice.prefix == "lnbcrt");
  CHECK(invoice.network == Network::regtest);
  CHECK(invoice.amount == Msat{50'000'000});
  CHECK(invoice.timestamp == 1'705'313'700);
  CHECK(invoice.expires_at() == 1'705'314'600);
  CHECK(invoice.payment_hash == an_invoice().payment_hash);
  CHECK(invoice.payment_secret == an_invoice().payment_secret);
  CHECK(invoice.description == "Order ORD-1");
  CHECK_FALSE(invoice.description_hash);
  CHECK(invoice.min_final_cltv_expiry == 80);
  CHECK(invoice.features == std::vector{8, 14, 17});
  CHECK(invoice.payee == crypto::public_key(k_key));
  CHECK_FALSE(invoice.payee_named);
  CHECK(invoice.fallbacks.empty());
  CHECK(invoice.routes.empty());
  CHECK_FALSE(invoice.metadata);
}

TEST_CASE("bolt11: features and final CLTV are written as a regtest node writes them") {
  CHECK_THAT(written(an_invoice()), Catch::Contains("cqzzs9qyysgq"));
}

TEST_CASE("bolt11: the description can be a hash, and the payee can be named") {
  auto invoice = an_invoice();
  invoice.description_hash = crypto::sha256("a long story");
  invoice.name_payee = true;
  const auto back = read_back(invoice);
  CHECK(back.description_hash == crypto::sha256("a long story"));
  CHECK_FALSE(back.description);
  CHECK(back.payee_named);
  CHECK(back.payee == crypto::public_key(k_key));
}

TEST_CASE("bolt11: amounts take the shortest form") {
  const auto prefix_of = [](std::int64_t msat, Network network = Network::regtest) {
    auto invoice = an_invoice();
    invoice.network = network;
    invoice.amount = Msat{msat};
    const auto text = written(invoice);
    CHECK(bolt11::decode(text)->amount == Msat{msat});
    CHECK(bolt11::decode(text)->network == network);
    return text.substr(0, text.rfind('1'));
  };
  CHECK(prefix_of(1) == "lnbcrt10p");
  CHECK(prefix_of(21'000) == "lnbcrt210n");
  CHECK(prefix_of(250'000'001) == "lnbcrt2500000010p");
  CHECK(prefix_of(250'000'000) == "lnbcrt2500u");
  CHECK(prefix_of(2'000'000'000) == "lnbcrt20m");
  CHECK(prefix_of(300'000'000'000) == "lnbcrt3");
  CHECK(prefix_of(2'100'000'000'000'000'000) == "lnbcrt21000000");
  CHECK(prefix_of(100'000'000, Network::mainnet) == "lnbc1m");
  CHECK(prefix_of(100'000'000, Network::testnet) == "lntb1m");
  CHECK(prefix_of(100'000'000, Network::signet) == "lntbs1m");
  auto any = an_invoice();
  any.amount.reset();
  CHECK(written(any).starts_with("lnbcrt1"));
  CHECK_FALSE(read_back(any).amount);
}

TEST_CASE("bolt11: a long description is cut between two characters") {
  auto invoice = an_invoice();
  invoice.description.clear();
  for (int i = 0; i < 300; ++i) {
    invoice.description += "杯";  // three bytes
  }
  CHECK(read_back(invoice).description->size() == 639);
  invoice.description = "a" + invoice.description;
  CHECK(read_back(invoice).description->size() == 637);
}

TEST_CASE("bolt11: what does not fit an invoice is not written") {
  const auto refuses = [](auto change) {
    auto invoice = an_invoice();
    change(invoice);
    return !bolt11::encode(invoice, k_key).ok();
  };
  CHECK(refuses([](auto& invoice) { invoice.amount = Msat{0}; }));
  CHECK(refuses([](auto& invoice) { invoice.amount = Msat{-1}; }));
  CHECK(refuses([](auto& invoice) { invoice.amount = Msat{2'100'000'000'000'000'001}; }));
  CHECK(refuses([](auto& invoice) { invoice.timestamp = -1; }));
  CHECK(refuses([](auto& invoice) { invoice.timestamp = std::int64_t{1} << 35; }));
  CHECK(refuses([](auto& invoice) { invoice.expiry_seconds = -1; }));
  CHECK(refuses([](auto& invoice) { invoice.description = "\xFF"; }));
  CHECK(refuses([](auto& invoice) { invoice.features = {-1}; }));
  CHECK_FALSE(bolt11::encode(an_invoice(), crypto::SecretKey{}).ok());
}

TEST_CASE("bolt11: one changed letter anywhere makes an invoice invalid") {
  const std::string good = written(an_invoice());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'q' ? 'p' : 'q';
    CHECK_FALSE(bolt11::decode(bad).ok());
    CHECK_FALSE(bolt11::decode(good.substr(0, i)).ok());
  }
}

TEST_CASE("bolt11: text that is no invoice is refused in plain words") {
  CHECK_THAT(refusal(""), Catch::Contains("no prefix"));
  CHECK_THAT(refusal("hello"), Catch::Contains("no prefix"));
  CHECK_THAT(refusal("lnbc1qqq"), Catch::Contains("too short"));
  CHECK_THAT(refusal(std::string(limits::bolt11_chars_max + 1, 'q')), Catch::Contains("more than 7089 characters"));
  CHECK_THAT(refusal("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), Catch::Contains("does not begin with ln"));
  CHECK_THAT(refusal("lnbcrt\xC3\xA9"
                     "1qqqqqqqqqq"),
             Catch::Contains("does not allow"));
}

TEST_CASE("bolt11: prefixes are read strictly") {
  const auto with_prefix = [](std::string_view prefix) {
    return refusal(Forgery().hash_and_secret().description().sign(prefix));
  };
  CHECK(with_prefix("lnbcrt") == "(accepted)");
  CHECK(with_prefix("lnbcrt1000n") == "(accepted)");  // not the shortest form, but seen in the wild
  CHECK_THAT(with_prefix("lnltc1u"), Catch::Contains("network is not one of"));
  CHECK_THAT(with_prefix("lnbcx"), Catch::Contains("network is not one of"));
  CHECK_THAT(with_prefix("lnbc0u"), Catch::Contains("begins with 0"));
  CHECK_THAT(with_prefix("lnbc5x"), Catch::Contains("one of m, u, n and p"));
  CHECK_THAT(with_prefix("lnbc5mm"), Catch::Contains("one of m, u, n and p"));
  CHECK_THAT(with_prefix("lnbc15p"), Catch::Contains("finer than a millisatoshi"));
  CHECK_THAT(with_prefix("lnbc21000001"), Catch::Contains("more than 21 million"));
  CHECK_THAT(with_prefix("lnbc99999999999999999999"), Catch::Contains("more than 21 million"));
  CHECK_THAT(with_prefix("lnbc999999999999999999999999999999999999999999"), Catch::Contains("more than 21 million"));
}

TEST_CASE("bolt11: fields that must be there, and numbers in their shortest form") {
  using bolt11::Tag;
  const auto base = [] { return Forgery().hash_and_secret().description(); };
  CHECK(refusal(base().sign()) == "(accepted)");
  CHECK_THAT(refusal(Forgery().description().sign()), Catch::Contains("no payment hash (p)"));
  CHECK_THAT(refusal(Forgery().hash_and_secret().sign()), Catch::Contains("neither a description (d)"));
  CHECK_THAT(refusal(base().bytes(Tag::description_hash, crypto::sha256("x")).sign()), Catch::Contains("has both"));
  CHECK_THAT(refusal(Forgery().hash_and_secret().description("\xC3").sign()), Catch::Contains("not UTF-8"));

  CHECK_THAT(refusal(base().field(Tag::expiry, {0, 1}).sign()), Catch::Contains("expiry begins with zeros"));
  CHECK_THAT(refusal(base().field(Tag::min_final_cltv, {0, 1}).sign()), Catch::Contains("begins with zeros"));
  CHECK_THAT(refusal(base().field(Tag::features, {0, 8, 0}).sign()), Catch::Contains("feature bits begin with zeros"));
  CHECK_THAT(refusal(base().field(Tag::expiry, bech32::Words(13, 31)).sign()), Catch::Contains("too large"));
  CHECK(bolt11::decode(base().field(Tag::expiry, {0}).sign())->expiry_seconds == 0);
  CHECK_THAT(refusal(base().field(Tag::features, {1, 0}).field(Tag::expiry, {1}).sign()),
             Catch::Contains("(accepted)"));
  CHECK_THAT(refusal(base().field(Tag::features, {4}).sign()), Catch::Contains("requires feature 2"));

  CHECK_THAT(refusal(base().word(3).sign()), Catch::Contains("cut off"));
  CHECK_THAT(refusal(base().word(3).word(1).word(0).sign()), Catch::Contains("longer than what is left"));

  auto padded = bech32::Words(52, 0);
  padded.back() = 1;  // of its 5 bits, 4 are padding
  CHECK_THAT(refusal(Forgery().field(Tag::payment_hash, padded).sign()),
             Catch::Contains("padding of its payment hash"));
  // Three bytes and a whole word too many.
  CHECK_THAT(refusal(Forgery().hash_and_secret().field(Tag::description, bech32::Words(6, 8)).sign()),
             Catch::Contains("padding of its description is not zero, or more than four bits"));
}

TEST_CASE("bolt11: fields of no words, and feature bits that are all zero") {
  using bolt11::Tag;
  const auto base = [] { return Forgery().hash_and_secret().description(); };
  CHECK(bolt11::decode(base().field(Tag::expiry, {}).sign())->expiry_seconds == 0);
  CHECK(bolt11::decode(base().field(Tag::min_final_cltv, {}).sign())->min_final_cltv_expiry == 0);
  CHECK(bolt11::decode(base().field(Tag::features, {}).sign())->features.empty());
  CHECK(bolt11::decode(base().field(Tag::metadata, {}).sign())->metadata == std::vector<std::uint8_t>{});
  CHECK(bolt11::decode(base().field(Tag::route, {}).sign())->routes.empty());
  CHECK(bolt11::decode(Forgery().hash_and_secret().field(Tag::description, {}).sign())->description == "");
  CHECK_THAT(refusal(base().field(Tag::features, {0}).sign()), Catch::Contains("feature bits begin with zeros"));
  CHECK_THAT(refusal(base().field(Tag::features, {0, 0, 0}).sign()), Catch::Contains("begin with zeros"));
  // A payment hash of no words is skipped like any other of the wrong length; then there is none.
  CHECK_THAT(refusal(Forgery().field(Tag::payment_hash, {}).description().sign()), Catch::Contains("no payment hash"));
}

TEST_CASE("bolt11: numbers may be as large as their fields, and their sum is still a time") {
  using bolt11::Tag;
  const auto latest =
      Forgery((1ULL << 35) - 1).hash_and_secret().description().field(Tag::expiry, bech32::Words(12, 31));
  const auto invoice = bolt11::decode(latest.sign()).value();
  CHECK(invoice.timestamp == (1LL << 35) - 1);
  CHECK(invoice.expiry_seconds == (1LL << 60) - 1);
  CHECK(invoice.expires_at() == (1LL << 60) + (1LL << 35) - 2);
  CHECK(bolt11::decode(Forgery(0).hash_and_secret().description().sign())->timestamp == 0);
}

TEST_CASE("bolt11: upper case is the same invoice, mixed case is none, and the last 1 ends the prefix") {
  const std::string text = written(an_invoice());
  std::string upper = text;
  for (char& letter : upper) {
    letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  }
  CHECK(bolt11::decode(upper)->signature.compact == bolt11::decode(text)->signature.compact);
  CHECK_THAT(refusal("LN" + text.substr(2)), Catch::Contains("mixes upper and lower case"));
  // 11 millibitcoin: "lnbcrt11m1…", of whose three 1s the last one counts.
  auto ones = an_invoice();
  ones.amount = Msat{1'100'000'000};
  CHECK(written(ones).starts_with("lnbcrt11m1"));
  CHECK(read_back(ones).amount == Msat{1'100'000'000});
}

TEST_CASE("bolt11: the first of equal fields counts, and unusable ones are skipped") {
  using bolt11::Tag;
  auto forgery = Forgery().hash_and_secret().description("first").description("second");
  forgery.field(Tag::expiry, {5}).field(Tag::expiry, {6});
  forgery.bytes(Tag::payment_hash, crypto::sha256("another"));
  forgery.field(Tag::payee, bech32::Words(52, 1));      // a key has 53 words
  forgery.field(Tag::fallback, {});                     // not even a version
  forgery.field(Tag::fallback, bech32::Words(33, 19));  // an unknown version
  forgery.field(Tag::fallback, bech32::Words(34, 17));  // a key's hash, and a word too many
  forgery.field(Tag::route, bech32::Words(20, 1));      // half a hop
  forgery.field(Tag::route, bech32::Words(83, 0));      // a hop, and a word too many
  forgery.field(static_cast<Tag>(2), {1, 2, 3});        // an unknown tag
  const auto invoice = bolt11::decode(forgery.sign()).value();
  CHECK(invoice.description == "first");
  CHECK(invoice.expiry_seconds == 5);
  CHECK(invoice.payment_hash == crypto::sha256("hash"));
  CHECK_FALSE(invoice.payee_named);
  CHECK(invoice.fallbacks.empty());
  CHECK(invoice.routes.empty());
}

TEST_CASE("bolt11: a named payee must be the one who signed") {
  using bolt11::Tag;
  const auto other = crypto::public_key(crypto::sha256("someone else")).value();
  const auto named = [&](std::span<const std::uint8_t> key) {
    return refusal(Forgery().hash_and_secret().description().bytes(Tag::payee, key).sign());
  };
  CHECK(named(crypto::public_key(k_key).value()) == "(accepted)");
  CHECK_THAT(named(other), Catch::Contains("not the named payee's"));
  CHECK_THAT(named(crypto::PublicKey{}), Catch::Contains("not the named payee's"));
}

TEST_CASE("bolt11: payments are proved by preimages") {
  const Preimage preimage = crypto::sha256("preimage");
  CHECK(proves_payment(preimage, payment_hash_of(preimage)));
  CHECK_FALSE(proves_payment(preimage, preimage));
}
