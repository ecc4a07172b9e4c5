// Invoices as the merchant's backend reads them.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;

namespace {

Response qr(SandboxWorld& world, const std::string& path, const std::string& accept) {
  auto request = world.request("GET", path + "/qr");
  request.headers.emplace_back("accept", accept);
  return world.send(std::move(request));
}

}  // namespace

TEST_CASE("invoice: its picture is an image, and JSON for the client that reads nothing else") {
  SandboxWorld world;
  const std::string id = world.invoice_of(world.create_checkout(5000_cents))["id"];
  const auto image = qr(world, "/api/v1/m/invoices/" + id, "image/svg+xml");
  REQUIRE(image.content_type == "image/svg+xml");
  const auto wrapped = qr(world, "/api/v1/invoices/" + id, "application/json");
  CHECK(wrapped.status == 200);
  CHECK(wrapped.content_type == "application/json; charset=utf-8");
  CHECK(wrapped.content == json{{"svg", image.body}});
  CHECK(wrapped.header("Cache-Control") == "no-store");

  // Everybody else takes the image, whatever else they accept.
  for (const std::string accept :
       {"", "*/*", "application/json, image/svg+xml", "application/json; q=0.9", "text/html"}) {
    INFO(accept);
    CHECK(qr(world, "/api/v1/invoices/" + id, accept).body == image.body);
  }
  for (const std::string path : {"/api/v1/m/invoices/", "/m/invoices/"}) {
    INFO(path);
    CHECK(qr(world, path + id, "application/json").body == image.body);
  }
  CHECK(qr(world, "/api/v1/invoices/none", "application/json").code() == "not_found");
}
