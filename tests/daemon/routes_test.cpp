// The route table, walked: every row is called once with success, is described, and is guarded as it says.

#include "daemon/api/route.h"
#include "tests/daemon/access_route_examples.h"
#include "tests/daemon/catalog_route_examples.h"
#include "tests/daemon/ledger_route_examples.h"
#include "tests/daemon/merchant_data_route_examples.h"
#include "tests/daemon/merchant_route_examples.h"
#include "tests/daemon/order_route_examples.h"
#include "tests/daemon/sandbox_route_examples.h"
#include "tests/daemon/wallet_route_examples.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

using namespace satsrail;
using namespace satsrail::test;

namespace {

using api::Auth;
using api::Route;

const std::map<std::string, Example>& examples() {
  static const auto all = [] {
    auto more = access_route_examples();
    more.merge(catalog_route_examples());
    more.merge(ledger_route_examples());
    more.merge(merchant_data_route_examples());
    more.merge(merchant_route_examples());
    more.merge(order_route_examples());
    more.merge(sandbox_route_examples());
    more.merge(wallet_route_examples());
    return more;
  }();
  return all;
}

std::string name_of(const Route& route) {
  return std::string(api::to_string(route.verb)) + " " + std::string(route.path);
}

// The example of the row itself, sent to this path. What stands before the first placeholder tells the spaces apart.
Example example_for(const Route& route) {
  if (const auto own = examples().find(name_of(route)); own != examples().end()) {
    return own->second;
  }
  const auto verb = std::string(api::to_string(route.verb)) + " ";
  const auto tail = [](std::string_view path) {
    for (const std::string_view space : {"/api/v1/m/", "/api/v1/pub/", "/api/v1/", "/m/", "/pub/"}) {
      if (path.starts_with(space)) {
        return std::pair(path.substr(0, space.size()), path.substr(space.size()));
      }
    }
    return std::pair(std::string_view(), path);
  };
  const auto [space, rest] = tail(route.path);
  for (const std::string_view home : {"/api/v1/m/", "/api/v1/pub/", "/api/v1/"}) {
    const auto found = examples().find(verb + std::string(home) + std::string(rest));
    if (space.empty() || found == examples().end()) {
      continue;
    }
    return [example = found->second, home = std::string(home), space = std::string(space)](SandboxWorld& world) {
      auto request = example(world);
      if (!request.path.starts_with(home)) {
        throw std::runtime_error("the example of " + home + " asks for " + request.path);
      }
      request.path.replace(0, home.size(), space);
      return request;
    };
  }
  throw std::runtime_error("tests/daemon/routes_test.cpp has no example of " + name_of(route));
}

http::Request with_key(http::Request request, const std::string& key) {
  std::erase_if(request.headers, [](const auto& header) { return header.first == "authorization"; });
  if (!key.empty()) {
    request.headers.emplace_back("authorization", "Bearer " + key);
  }
  return request;
}

}  // namespace

TEST_CASE("routes: each has a working example that answers as the table says") {
  for (const auto& route : api::routes()) {
    SandboxWorld world;  // which holds every answer against the route's schema
    INFO(name_of(route));
    const auto request = example_for(route)(world);
    CHECK(http::Router(api::routes()).find(request.method, request.path).route == &route);
    const auto answer = world.send(request);
    INFO(answer);
    CHECK(answer.status == route.success);
    if (route.response_schema.empty()) {
      continue;
    }
    REQUIRE(answer.content.is_object());
    // A list that shows nothing would prove nothing.
    if (answer.content.contains("data") && answer.content["data"].is_array()) {
      CHECK_FALSE(answer.content["data"].empty());
    }
  }
}

TEST_CASE("routes: there is no example of a route that is gone") {
  std::set<std::string> names;
  for (const auto& route : api::routes()) {
    CHECK(names.insert(name_of(route)).second);
  }
  for (const auto& [name, example] : examples()) {
    INFO(name);
    CHECK(names.count(name) == 1);
  }
}

namespace {

std::string key_of(const SandboxWorld& world, char kind) {
  const std::map<char, std::string> keys{{'s', world.keys().sk_test},
                                         {'p', world.keys().pk_test},
                                         {'c', world.keys().control},
                                         {'-', ""},
                                         {'?', "sk_test_0123456789abcdefABCDEF0123456789"}};
  return keys.at(kind);
}

// To the route's path as the table has it, placeholders and all.
http::Request request_of(const SandboxWorld& world, const Route& route) {
  return world.request(std::string(api::to_string(route.verb)), std::string(route.path));
}

}  // namespace

TEST_CASE("routes: each is opened by the keys that the table names and by no other") {
  const std::map<Auth, std::string> opened_by{{Auth::secret, "s"},
                                              {Auth::secret_or_publishable, "sp"},
                                              {Auth::secret_or_publishable_body, "sp"},
                                              {Auth::secret_or_control, "sc"},
                                              {Auth::control, "c"}};
  SandboxWorld gate;  // who is refused there has asked for nothing yet: no object need exist
  for (const auto& route : api::routes()) {
    if (route.auth == Auth::macaroon || route.auth == Auth::staff_session) {
      continue;  // no key opens it: see lnd_test.cpp and staff_test.cpp
    }
    const bool is_open = route.auth == Auth::none;
    const auto opens = [&](char kind) { return is_open || opened_by.at(route.auth).find(kind) != std::string::npos; };
    for (const char kind : std::string("spc-?")) {
      INFO(name_of(route) << " " << kind);
      if (!opens(kind)) {
        const auto answer = gate.send(with_key(request_of(gate, route), key_of(gate, kind)));
        INFO(answer);
        const bool is_unknown = kind == '-' || kind == '?';
        CHECK(answer.status == (is_unknown ? 401 : 403));
        CHECK(answer.code() == (is_unknown ? "unauthorized" : "forbidden"));
      } else if (!route.is_alias() && !(kind == 's' && route.auth == Auth::secret) && !(is_open && kind == 'c')) {
        // What a secret key opens was shown above; whether an alias is open does not hang on it.
        SandboxWorld world;
        const auto answer = world.send(with_key(example_for(route)(world), key_of(world, kind)));
        INFO(answer);
        CHECK(answer.status == route.success);
      }
    }
  }
}

TEST_CASE("routes: what a test key made is not there for a live key") {
  const std::set<std::string_view> of_both_modes{"/api/v1/m/api_tokens/{id}/usage"};
  for (const auto& route : api::routes()) {
    if (route.is_alias() || route.auth != Auth::secret || route.surface != api::Surface::api ||
        of_both_modes.count(route.canonical) > 0) {
      continue;
    }
    SandboxWorld world;
    INFO(name_of(route));
    const auto answer = world.send(with_key(example_for(route)(world), world.keys().sk_live));
    INFO(answer);
    if (route.path.find('{') != std::string_view::npos) {
      CHECK(answer.status == 404);
    } else if (answer.status == route.success) {
      const auto data = answer.content.value("data", json::array());
      for (const auto& shown : data) {
        CHECK(shown["livemode"] == true);
      }
    } else {
      // The body names an object of test mode; of a token, that it is not good is all that is said.
      CHECK(answer.status == (route.path == "/api/v1/m/access/verify" ? 402 : 404));
    }
  }
}

TEST_CASE("routes: --strict-namespaces serves each call where it lives, and nowhere else") {
  WorldOptions options;
  options.aliases = http::Aliases::left_out;
  for (const auto& route : api::routes()) {
    if (route.is_alias()) {
      SandboxWorld world(options);
      INFO(name_of(route));
      CHECK(world.send(example_for(route)(world)).status == 404);
    }
  }
}

TEST_CASE("routes: each is described as it is") {
  SandboxWorld world;
  const auto document = world.get("/openapi.json", no_key).content;
  CHECK(document["openapi"] == "3.1.0");
  CHECK(document["servers"][0]["url"] == "http://127.0.0.1:7287");
  std::size_t described = 0;
  for (const auto& [path, verbs] : document["paths"].items()) {
    described += verbs.size();
  }
  CHECK(described == static_cast<std::size_t>(std::count_if(api::routes().begin(), api::routes().end(),
                                                            [](const Route& route) { return !route.is_alias(); })));

  std::set<std::string> operation_ids;
  for (const auto& route : api::routes()) {
    INFO(name_of(route));
    std::string verb(api::to_string(route.verb));
    for (char& letter : verb) {
      letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
    const auto& paths = document["paths"];
    if (route.is_alias()) {
      CHECK_FALSE(paths.value(std::string(route.path), json::object()).contains(verb));
      if (paths.contains(std::string(route.canonical))) {
        const auto aliases = paths[std::string(route.canonical)][verb]["x-aliases"];
        CHECK(std::count(aliases.begin(), aliases.end(), json(std::string(route.path))) == 1);
      }
      continue;
    }
    REQUIRE(paths.contains(std::string(route.path)));
    REQUIRE(paths[std::string(route.path)].contains(verb));
    const auto operation = paths[std::string(route.path)][verb];
    CHECK(operation_ids.insert(operation["operationId"]).second);
    CHECK(operation["summary"] == route.summary);
    CHECK(operation["responses"].contains(std::to_string(route.success)));
    // A login needs no key, and can fail so, too.
    CHECK((route.auth == Auth::none || operation["responses"].contains("401")));
    CHECK(operation["security"].empty() == (route.auth == Auth::none));
    CHECK(operation.contains("requestBody") == !route.request_schema.empty());
    for (const auto schema : {route.request_schema, route.response_schema}) {
      CHECK((schema.empty() || document["components"]["schemas"].contains(std::string(schema))));
    }
  }
}

TEST_CASE("routes: pages and their assets are answered as what they are") {
  SandboxWorld world;
  const auto token = world.create_checkout(5000_cents);
  const auto page = world.get("/checkout/" + token, no_key);
  CHECK(page.content_type == "text/html; charset=utf-8");
  const auto qr = world.get("/checkout/" + token + "/qr", no_key);
  CHECK(qr.content_type == "image/svg+xml");
  CHECK(qr.body.starts_with("<svg"));
  CHECK(qr.header("Cache-Control") == "no-store");
  CHECK(world.get("/checkout/" + token + "/status", no_key).header("Cache-Control") == "no-store");
  for (const auto& [name, type] : std::vector<std::pair<std::string, std::string>>{
           {"checkout.css", "text/css"}, {"checkout.js", "text/javascript"}, {"favicon.svg", "image/svg+xml"}}) {
    const auto asset = world.get("/assets/" + name, no_key);
    INFO(name);
    CHECK(asset.status == 200);
    CHECK(asset.content_type.substr(0, type.size()) == type);
    CHECK_FALSE(asset.body.empty());
    CHECK(asset.header("X-Content-Type-Options") == "nosniff");
    CHECK_FALSE(asset.header("ETag").empty());
  }
  CHECK(world.get("/assets/..%2Fapi.json", no_key).status == 404);
}

TEST_CASE("routes: a stream begins at now, at a cursor or at the beginning") {
  SandboxWorld world;
  world.create_checkout(5000_cents);
  const auto now = world.get("/_sandbox/stream");
  REQUIRE(now.stream != nullptr);
  CHECK(now.content_type == "text/event-stream; charset=utf-8");
  CHECK(now.stream->preamble ==
        "id: 1.0\nevent: ready\ndata: {\"type\":\"ready\",\"cursor\":\"1.0\",\"webhook\":null,\"webhooks\":[]}\n\n");
  CHECK(now.stream->start.event_seq == 1);
  CHECK(world.get("/_sandbox/stream?since=0").stream->start.event_seq == 0);
  const auto resumed = world.get("/_sandbox/stream?since=12.7");
  CHECK(resumed.stream->start.event_seq == 12);
  CHECK(resumed.stream->start.attempt_seq == 7);
  auto again = world.request("GET", "/_sandbox/stream");
  again.headers.emplace_back("last-event-id", "3.2");
  CHECK(world.send(again).stream->start.event_seq == 3);
}

TEST_CASE("routes: a forwarding stream is an endpoint that ends with it") {
  SandboxWorld world;
  const auto answer =
      world.get("/_sandbox/stream?forward_to=http%3A%2F%2Fshop.test%2Fhooks&types=order.*&secret=whsec_pinned_1");
  REQUIRE(answer.stream != nullptr);
  CHECK(answer.stream->preamble.find("\"secret\":\"whsec_pinned_1\"") != std::string::npos);
  const auto webhook = world.list("/api/v1/m/webhooks").at(0);
  CHECK(webhook["temporary"] == true);
  CHECK(webhook["url"] == "http://shop.test/hooks");
  CHECK(webhook["events"] == json{"order.*"});
  world.pay(world.create_checkout(5000_cents));
  world.settle();
  CHECK(world.transport.count() == 2);
  answer.stream->on_close();
  world.create_checkout(5000_cents);
  world.settle();
  CHECK(world.list("/api/v1/m/webhooks").empty());
  CHECK(world.transport.count() == 2);
}
