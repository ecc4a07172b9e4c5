#pragma once
// Requests that the routes of payers' wallets and of LNURL answer with their plain success (routes_test.cpp).

#include "core/util/base64.h"
#include "core/util/hex.h"
#include "tests/daemon/route_example.h"

namespace satsrail::test {

// A call of the payer's wallet, with its macaroon.
inline http::Request by_wallet(SandboxWorld& world, const std::string& method, const std::string& path) {
  auto request = world.request(method, path, no_key);
  request.headers.emplace_back("grpc-metadata-macaroon",
                               world.get("/_sandbox/node").content["lnd_rest"]["macaroon"].get<std::string>());
  return request;
}

inline json add_wallet_invoice(SandboxWorld& world) {
  return json::parse(world.send(with_body(by_wallet(world, "POST", "/lnd/v1/invoices"), {{"value", "21"}})).body);
}

inline std::string bolt11_of_checkout(SandboxWorld& world) {
  return world.invoice_of(world.create_checkout(5000_cents))["bolt11"];
}

// The %s of the path is the invoice that an LNURL callback made, as its verify URL names it.
inline http::Request on_lnurl_invoice(SandboxWorld& world) {
  const std::string verify = world.get("/lnurlp/shop/callback?amount=21000", no_key).content["verify"];
  return world.request("GET", verify.substr(verify.find("/lnurlp/")), no_key);
}

inline std::map<std::string, Example> wallet_route_examples() {
  return {
      {"GET /lnd/v1/getinfo", [](SandboxWorld& world) { return by_wallet(world, "GET", "/lnd/v1/getinfo"); }},
      {"GET /lnd/v1/balance/channels",
       [](SandboxWorld& world) { return by_wallet(world, "GET", "/lnd/v1/balance/channels"); }},
      {"POST /lnd/v1/invoices",
       [](SandboxWorld& world) {
         return with_body(by_wallet(world, "POST", "/lnd/v1/invoices"), {{"value_msat", "21000"}, {"memo", "tea"}});
       }},
      {"GET /lnd/v1/invoices",
       [](SandboxWorld& world) {
         add_wallet_invoice(world);
         return by_wallet(world, "GET", "/lnd/v1/invoices");
       }},
      {"GET /lnd/v1/invoices/subscribe",
       [](SandboxWorld& world) { return by_wallet(world, "GET", "/lnd/v1/invoices/subscribe"); }},
      {"GET /lnd/v1/invoice",
       [](SandboxWorld& world) {
         const std::string hash = add_wallet_invoice(world)["r_hash"];
         return by_wallet(world, "GET", "/lnd/v1/invoice/?r_hash=" + percent_encode(hash));
       }},
      {"GET /lnd/v1/invoice/{r_hash}",
       [](SandboxWorld& world) {
         const auto hash = from_base64(add_wallet_invoice(world)["r_hash"].get<std::string>());
         return by_wallet(world, "GET", "/lnd/v1/invoice/" + to_hex(hash.value()));
       }},
      {"GET /lnd/v1/payreq/{pay_req}",
       [](SandboxWorld& world) { return by_wallet(world, "GET", "/lnd/v1/payreq/" + bolt11_of_checkout(world)); }},
      {"POST /lnd/v2/router/send",
       [](SandboxWorld& world) {
         return with_body(by_wallet(world, "POST", "/lnd/v2/router/send"),
                          {{"payment_request", bolt11_of_checkout(world)}, {"timeout_seconds", 60}});
       }},
      {"GET /lnd/v2/router/track/{payment_hash}",
       [](SandboxWorld& world) {
         const std::string hash = world.pay(world.create_checkout(5000_cents)).content["payment_hash"];
         return by_wallet(world, "GET", "/lnd/v2/router/track/" + hash);
       }},
      {"POST /lnd/v1/channels/transactions",
       [](SandboxWorld& world) {
         return with_body(by_wallet(world, "POST", "/lnd/v1/channels/transactions"),
                          {{"payment_request", bolt11_of_checkout(world)}});
       }},
      {"GET /lnd/v1/payments",
       [](SandboxWorld& world) {
         world.pay(world.create_checkout(5000_cents));
         return by_wallet(world, "GET", "/lnd/v1/payments");
       }},
      {"GET /lnurlp/{name}", plain("GET", "/lnurlp/shop")},
      {"GET /.well-known/lnurlp/{name}", plain("GET", "/.well-known/lnurlp/shop")},
      {"GET /lnurlp/{name}/callback", plain("GET", "/lnurlp/shop/callback?amount=21000")},
      {"GET /lnurlp/{name}/verify/{invoice_id}", on_lnurl_invoice},
  };
}

}  // namespace satsrail::test
