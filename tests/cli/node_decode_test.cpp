// `node decode`: what it says of an invoice, of an LNURL, and of what is neither. Without a sandbox.

#include "core/lightning/bitcoin_address.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/lnurl.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>

using namespace satsrail;
using satsrail::test::CliWorld;
using satsrail::test::Ran;

namespace {

Bolt11Invoice an_invoice() {
  Bolt11Invoice invoice;
  invoice.amount = Msat{50'000'000};
  invoice.timestamp = 1'705'313'700;
  invoice.expiry_seconds = 900;
  invoice.payment_hash = crypto::sha256("hash");
  invoice.payment_secret = crypto::sha256("secret");
  invoice.description = "Order ORD-1";
  return invoice;
}

std::string written(const Bolt11Invoice& invoice) {
  return bolt11::encode(invoice, crypto::sha256("a merchant's node")).value();
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) { return std::toupper(letter); });
  return text;
}

Ran decode(const std::string& text, const std::string& how = "--json") {
  return CliWorld().run({"node", "decode", how, text});
}

}  // namespace

TEST_CASE("node decode: the fields of an invoice, always all of them and in one order") {
  const auto ran = decode(written(an_invoice()));
  REQUIRE(ran.code == 0);
  CHECK(ran.err.empty());
  auto invoice = nlohmann::ordered_json::parse(ran.out);
  std::string names;
  for (const auto& [name, value] : invoice.items()) {
    names += name + " ";
  }
  CHECK(names ==
        "prefix network amount_msat timestamp expiry_seconds expires_at payment_hash payment_secret description "
        "description_hash min_final_cltv_expiry payee features fallbacks routes metadata signature ");
  CHECK(invoice["signature"].get<std::string>().size() == 130);
  invoice.erase("signature");
  invoice.erase("payee");
  invoice.erase("payment_hash");
  invoice.erase("payment_secret");
  CHECK(invoice.dump() ==
        R"({"prefix":"lnbcrt","network":"regtest","amount_msat":50000000,"timestamp":1705313700,"expiry_seconds":900,)"
        R"("expires_at":"2024-01-15T10:30:00Z","description":"Order ORD-1","description_hash":null,)"
        R"("min_final_cltv_expiry":80,"features":[8,14,17],"fallbacks":[],"routes":[],"metadata":null})");
}

TEST_CASE("node decode: an invoice of any amount has none, and a hash stands for its description") {
  auto invoice = an_invoice();
  invoice.amount.reset();
  invoice.description_hash = crypto::sha256("a long story");
  const auto read = nlohmann::json::parse(decode(written(invoice)).out);
  CHECK(read.at("amount_msat").is_null());
  CHECK(read.at("description").is_null());
  CHECK(read.at("description_hash").get<std::string>().size() == 64);
}

TEST_CASE("node decode: routes, fallbacks and metadata") {
  auto invoice = an_invoice();
  const auto parsed = parse_address(Network::regtest, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080").value();
  invoice.fallbacks = {{parsed.version, parsed.program, {}}};
  invoice.routes = {{{crypto::public_key(crypto::sha256("hop")).value(), 0x0102030405060708, 1, 20, 3}}};
  invoice.features = {8, 14, 48};
  invoice.metadata = {1, 0xFA};
  const auto read = nlohmann::json::parse(decode(written(invoice)).out);
  CHECK(read.at("fallbacks").dump() == R"([{"address":"bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",)"
                                       R"("program":"751e76e8199196d454941c45d1b3a323f1433bd6","version":0}])");
  CHECK(read.at("routes")[0][0].at("short_channel_id") == "66051x263430x1800");
  CHECK(read.at("routes")[0][0].at("cltv_expiry_delta") == 3);
  CHECK(read.at("metadata") == "01fa");
}

TEST_CASE("node decode: as a URI, in capitals, and with space around") {
  const auto text = written(an_invoice());
  const auto plain = decode(text).out;
  for (const auto& form :
       {"lightning:" + text, "LIGHTNING:" + upper(text), upper(text), "lightning:" + upper(text), " " + text + "\n"}) {
    CAPTURE(form);
    const auto ran = decode(form);
    CHECK(ran.code == 0);
    CHECK(ran.out == plain);
  }
}

TEST_CASE("node decode: an LNURL is called one, and shows its URL") {
  const std::string url = "http://127.0.0.1:7287/lnurl/pay/1?a=b";
  const auto text = lnurl::encode(url).value();
  for (const auto& form : {text, "lightning:" + text, "LIGHTNING:" + text}) {
    CAPTURE(form);
    const auto ran = decode(form);
    CHECK(ran.code == 0);
    CHECK(ran.out == R"({"lnurl_url":")" + url + "\"}\n");
    CHECK_THAT(ran.err, Catch::Contains("this is an LNURL, no invoice"));
  }
  CHECK(decode(text, "--quiet").out == url + "\n");

  const auto broken = decode(text.substr(0, text.size() - 1), "--no-color");
  CHECK(broken.code == 1);
  CHECK(broken.out.empty());
  CHECK_THAT(broken.err, Catch::StartsWith("error: this is no valid LNURL\n  its checksum is wrong"));
}

TEST_CASE("node decode: what a payer would refuse is refused, with the reason") {
  const auto ran = decode("lnbc1nonsense", "--no-color");
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, Catch::StartsWith("error: this is no valid BOLT11 invoice\n  the letter \"o\""));
  CHECK_THAT(decode("").err, Catch::Contains("no prefix"));
  CHECK_THAT(decode("lightning://" + written(an_invoice())).err, Catch::Contains("is wrong"));
}

TEST_CASE("node decode: each invalid example of the specification is refused for what is wrong with it") {
  const char* const path = std::getenv("SATSRAIL_BOLT11_VECTORS");
  if (path == nullptr || *path == '\0') {
    WARN("SKIPPED: SATSRAIL_BOLT11_VECTORS does not name the specification's vectors");
    return;
  }
  std::ifstream file(path);
  REQUIRE(file.good());
  const auto vectors = nlohmann::json::parse(file).at("invalid");
  const std::vector<std::string> reasons{
      "it requires feature 100, which is unknown",
      "its checksum is wrong, so it was mistyped or cut",
      "it has no prefix that ends in 1",
      "it mixes upper and lower case",
      "its signature cannot be anyone's",
      "it is too short to hold a timestamp and a signature",
      "its amount must be a number and one of m, u, n and p",
      "its amount is finer than a millisatoshi",
      "it has no payment secret (s)",
      "its signature is not the named payee's, or not in the low-S form",
  };
  REQUIRE(vectors.size() == reasons.size());
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    CAPTURE(vectors[i][0].get<std::string>());
    const auto ran = decode(vectors[i][1].get<std::string>(), "--no-color");
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err ==
          "error: this is no valid BOLT11 invoice\n  " + reasons[i] + "\n  a payer would refuse it as well\n");
  }
}
