// A wallet that somebody else wrote, at the door of a real sandbox: its macaroon, and answers that come in lines.

#include "core/util/hex.h"
#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <fstream>
#include <future>
#include <sstream>
#include <vector>

using namespace satsrail::test;

namespace {

std::string macaroon_file(const SandboxFixture& sandbox) {
  std::ifstream file(sandbox.dir() / "payer.macaroon", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const auto bytes = text.str();
  return satsrail::to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

json lnd_rest(const SandboxFixture& sandbox) {
  return expect(sandbox.client().get("/_sandbox/node"), 200).at("lnd_rest");
}

}  // namespace

TEST_CASE("wallet: the macaroon lies in the folder, for its owner alone, and outlives a restart") {
  SandboxFixture sandbox;
  const auto path = sandbox.dir() / "payer.macaroon";
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600);
  const auto before = lnd_rest(sandbox);
  CHECK(before["macaroon"] == macaroon_file(sandbox));
  CHECK(before["macaroon_path"] == path.string());
  CHECK(before["base_url"] == sandbox.ready().base_url + "/lnd");

  sandbox.stop();
  sandbox.start();
  CHECK(lnd_rest(sandbox)["macaroon"] == before["macaroon"]);
  HttpClient wallet(sandbox.ready().base_url);
  CHECK(wallet.get("/lnd/v1/getinfo").status == 401);
  CHECK(wallet.get("/lnd/v1/getinfo", {{"Grpc-Metadata-macaroon", before["macaroon"]}}).status == 200);
}

TEST_CASE("wallet: a payment that is held is told of as it happens, over one answer") {
  SandboxFixture sandbox;
  auto shop = sandbox.client();
  const auto token = create_checkout(shop, {{"amount_cents", 5000}, {"metadata", {{"satsrail_outcome", "held"}}}});
  const auto invoice = expect(shop.post("/_sandbox/checkout_sessions/" + token + "/invoice", json::object()), 200);
  const std::string macaroon = lnd_rest(sandbox)["macaroon"];
  // It answers when the payment is over: the connection is open until then.
  auto answer = std::async(std::launch::async, [&] {
    HttpClient wallet(sandbox.ready().base_url);
    return wallet.post("/lnd/v2/router/send", {{"payment_request", invoice["bolt11"]}, {"timeout_seconds", 60}},
                       {{"Grpc-Metadata-macaroon", macaroon}});
  });
  const auto path = "/_sandbox/node/invoices/" + invoice["payment_hash"].get<std::string>();
  while (expect(shop.get(path), 200)["state"] != "accepted") {
  }
  expect(shop.post(path + "/settle", json::object()), 200);
  const auto told = answer.get();
  CHECK(told.status == 200);
  CHECK(contains(told.header("Content-Type"), "application/json"));
  std::istringstream lines(told.body);
  std::vector<std::string> statuses;
  for (std::string line; std::getline(lines, line);) {
    CHECK(line.rfind("{\"result\":", 0) == 0);
    statuses.push_back(json::parse(line)["result"]["status"]);
  }
  CHECK(statuses == std::vector<std::string>{"IN_FLIGHT", "SUCCEEDED"});
}
