// A merchant who is paid by LNURL, without a checkout.

#include "core/lightning/bolt11.h"
#include "core/lightning/lnurl.h"
#include "core/lightning/payment_hash.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

std::string path_of(const std::string& url) {
  return url.substr(url.find('/', std::string("http://").size()));
}

json invoice_for(SandboxWorld& world, const std::string& amount) {
  return world.get("/lnurlp/shop/callback?amount=" + amount, no_key).content;
}

std::string refusal(const Response& answer) {
  INFO(answer);
  CHECK(answer.status == 200);  // as LNURL wants it
  CHECK(answer.header("Access-Control-Allow-Origin") == "*");
  CHECK(answer.content["status"] == "ERROR");
  return answer.content.value("reason", "");
}

}  // namespace

TEST_CASE("lnurl: the text of the node leads to a pay request, and that to an invoice that carries its hash") {
  SandboxWorld world;
  const auto shown = world.get("/_sandbox/node").content["lnurl"];
  CHECK(shown["url"] == "http://127.0.0.1:7287/lnurlp/shop");
  CHECK(lnurl::decode(shown["lnurl"].get<std::string>()).value() == shown["url"].get<std::string>());
  const auto request = world.get("/lnurlp/shop", no_key);
  CHECK(request.header("Access-Control-Allow-Origin") == "*");
  CHECK(request.content["tag"] == "payRequest");
  CHECK(request.content["minSendable"] == 1000);
  CHECK(request.content["maxSendable"] == 100'000'000'000);
  CHECK(request.content["metadata"] ==
        R"([["text/plain","Payment to Sandbox Shop"],["text/identifier","shop@127.0.0.1:7287"]])");
  CHECK(world.get("/.well-known/lnurlp/shop", no_key).content == request.content);

  const auto made =
      world.get(path_of(request.content["callback"].get<std::string>()) + "?amount=21000", no_key).content;
  CHECK(made["routes"] == json::array());
  const auto invoice = bolt11::decode(made["pr"].get<std::string>()).value();
  CHECK(invoice.amount == Msat{21'000});
  CHECK(invoice.description_hash == crypto::sha256(request.content["metadata"].get<std::string>()));
  CHECK_FALSE(invoice.description.has_value());
}

TEST_CASE("lnurl: paying it is a payment like any other, and verify tells when it is in") {
  SandboxWorld world;
  world.create_webhook("http://shop.test/hooks", {{"events", {"*"}}});
  const auto made = invoice_for(world, "50000000");
  const auto verify = path_of(made["verify"]);
  CHECK(world.get(verify, no_key).content ==
        json{{"status", "OK"}, {"settled", false}, {"preimage", nullptr}, {"pr", made["pr"]}});
  const auto paid = world.pay(made["pr"]).content;
  CHECK(paid["amount_sats"] == 50'000);
  CHECK(paid["amount_cents"] == 5000);
  CHECK(paid["currency"] == "USD");
  CHECK(world.event_types() == std::vector<std::string>{"order.created", "invoice.created", "payment.received",
                                                        "payment.confirmed", "invoice.paid", "order.updated"});
  const auto order = world.events().front()["data"]["object"];
  CHECK(order["items"][0]["name"] == "LNURL payment");
  world.settle();
  CHECK(world.transport.count() == 6);
  const auto proof = world.get(verify, no_key).content;
  CHECK(proof["settled"] == true);
  const auto preimage = from_hex_array<32>(proof["preimage"].get<std::string>()).value();
  CHECK(proves_payment(preimage, bolt11::decode(made["pr"].get<std::string>()).value().payment_hash));
  CHECK(world.get("/api/v1/transactions").content["data"].size() == 1);
}

TEST_CASE("lnurl: a satoshi is worth a cent at least, and is asked for as one satoshi") {
  SandboxWorld world;
  const auto paid = world.pay(invoice_for(world, "1000")["pr"]).content;
  CHECK(paid["amount_sats"] == 1);
  CHECK(paid["amount_cents"] == 1);
  CHECK(paid["status"] == "completed");
}

TEST_CASE("lnurl: amounts that are refused") {
  SandboxWorld world;
  const auto reason = [&](const std::string& query) {
    return refusal(world.get("/lnurlp/shop/callback" + query, no_key));
  };
  CHECK(reason("") == "Give the amount in millisatoshis: ?amount=21000");
  CHECK(reason("?amount=21k") == reason(""));
  CHECK(reason("?amount=99999999999999999999") == reason(""));
  const std::string bounds = "The amount must lie between 1000 and 100000000000 millisatoshis";
  CHECK(reason("?amount=999") == bounds);
  CHECK(reason("?amount=0") == bounds);
  CHECK(reason("?amount=-1000") == bounds);
  CHECK(reason("?amount=100000001000") == bounds);
  CHECK(reason("?amount=1001") == "The amount must be whole satoshis: a multiple of 1000 millisatoshis");
  CHECK(invoice_for(world, "100000000000").contains("pr"));
  CHECK(world.list("/_sandbox/events?type=order.created").size() == 1);
}

TEST_CASE("lnurl: a name, a merchant and a mode") {
  SandboxWorld world;
  const auto other = world.add_merchant("Elsewhere");
  const std::string url = world.get("/_sandbox/node", other).content["lnurl"]["url"];
  const auto request = world.get(path_of(url), no_key).content;
  CHECK(request["metadata"].get<std::string>().find("Payment to Elsewhere") != std::string::npos);
  const auto made = world.get(path_of(request["callback"]) + "?amount=1000", no_key).content;
  CHECK(world.pay(made["pr"]).status == 404);
  CHECK(world.post("/_sandbox/pay", {{"target", made["pr"]}}, other).status == 201);

  const auto live = world.get("/_sandbox/node", world.keys().sk_live).content["lnurl"];
  CHECK(live["url"] == "http://127.0.0.1:7287/lnurlp/shop-live");
  const auto for_live = world.get("/lnurlp/shop-live/callback?amount=1000", no_key).content;
  CHECK(world.post("/_sandbox/pay", {{"target", for_live["pr"]}}, world.keys().sk_live).status == 201);
  // What is another's does not exist.
  const auto verify = path_of(for_live["verify"]);
  CHECK(world.get(verify, no_key).content["settled"] == true);
  CHECK(refusal(world.get("/lnurlp/shop" + verify.substr(verify.find("/verify")), no_key)) == "Not found");
  CHECK(refusal(world.get("/lnurlp/nobody", no_key)) == "Nobody here is called by that name");
  CHECK(refusal(world.get("/.well-known/lnurlp/nobody", no_key)) == "Nobody here is called by that name");
}

TEST_CASE("lnurl: the node's settings hold for it too") {
  SandboxWorld world;
  world.patch("/_sandbox/node", {{"offline", true}});
  CHECK(refusal(world.get("/lnurlp/shop/callback?amount=1000", no_key)) ==
        "The node could not make an invoice: it is offline");
  world.patch("/_sandbox/node", {{"offline", false}, {"api_lag", "10s"}});
  CHECK(world.events().empty());
  const auto made = invoice_for(world, "1000");
  world.pay(made["pr"]);
  CHECK(world.get(path_of(made["verify"]), no_key).content["settled"] == false);
  world.advance(11s);
  CHECK(world.get(path_of(made["verify"]), no_key).content["settled"] == true);
  world.post("/_sandbox/rates/mode", {{"mode", "error"}}, world.keys().control);
  CHECK_FALSE(refusal(world.get("/lnurlp/shop/callback?amount=1000", no_key)).empty());
}
