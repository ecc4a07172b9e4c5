// The route table, walked: every row is called once with success, is described, and is guarded as it says.

#include "daemon/api/route.h"
#include "tests/daemon/catalog_route_examples.h"
#include "tests/daemon/merchant_data_route_examples.h"
#include "tests/daemon/merchant_route_examples.h"
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

Example by_control(const std::string& path, const json& body = json::object()) {
  return [=](SandboxWorld& world) { return with_body(world.request("POST", path, world.keys().control), body); };
}

// The %s of the path is the token of a pending checkout.
Example on_checkout(const std::string& method, const std::string& pattern, bool with_key) {
  return [=](SandboxWorld& world) {
    auto path = pattern;
    path.replace(path.find("%s"), 2, world.create_checkout(5000_cents));
    return with_key ? world.request(method, path) : world.request(method, path, no_key);
  };
}

Example on_webhook(const std::string& method, const std::string& base, const json& body = nullptr) {
  return [=](SandboxWorld& world) {
    const std::string id = world.create_webhook("http://shop.test/hooks")["id"];
    auto request = world.request(method, base + "/" + id);
    return body.is_null() ? request : with_body(std::move(request), body);
  };
}

// A paid checkout that an endpoint was told of.
Example on_delivery(const std::string& method, const std::string& what) {
  return [=](SandboxWorld& world) {
    world.create_webhook("http://shop.test/hooks");
    world.pay(world.create_checkout(5000_cents));
    world.settle();
    return world.request(method, "/_sandbox/deliveries/" + world.deliveries().at(0)["id"].get<std::string>() + what);
  };
}

// With a snapshot of the name "paid".
Example on_snapshot(const std::string& method, const std::string& what) {
  return [=](SandboxWorld& world) {
    world.post("/_sandbox/snapshots", {{"snapshot", {{"name", "paid"}}}}, world.keys().control);
    return world.request(method, "/_sandbox/snapshots" + what, world.keys().control);
  };
}

// A list is only shown to keep its schema when there is something in it.
Example filled_list(const std::string& path) {
  return [=](SandboxWorld& world) {
    world.create_product({{"description", "d"}, {"metadata", {{"k", "v"}}}});
    world.create_webhook("http://shop.test/hooks", {{"events", {"*"}}});
    world.pay(world.create_checkout(5000_cents));
    world.create_checkout(5000_cents);
    world.settle();
    return world.request("GET", path);
  };
}

// The order of a pending checkout.
std::string an_order(SandboxWorld& world) {
  return world.read_session(world.create_checkout(5000_cents))["order_id"];
}

// The %s of the path is the invoice of a pending checkout.
Example on_invoice(const std::string& method, const std::string& pattern, bool held = false) {
  return [=](SandboxWorld& world) {
    const auto token = world.create_checkout(5000_cents);
    const std::string id = world.invoice_of(token)["id"];
    if (held) {
      world.post("/_sandbox/pay", {{"target", token}, {"hold", true}});
    }
    auto path = pattern;
    path.replace(path.find("%s"), 2, id);
    return world.request(method, path);
  };
}

const json k_fault = {
    {"fault",
     {{"on", "api"},
      {"match", {{"route", "/api/v1/products"}, {"method", "POST"}}},
      {"action", {{"status", 503}, {"delay", "2s"}, {"body", "later"}, {"headers", {{"Retry-After", "5"}}}}},
      {"probability", 0.5},
      {"next", 2}}}};

// The %s of the path is a fault that there is.
Example on_fault(const std::string& method, const std::string& pattern) {
  return [=](SandboxWorld& world) {
    auto path = "/_sandbox/faults" + pattern;
    const std::string id = world.post("/_sandbox/faults", k_fault).content["id"];
    if (!pattern.empty()) {
      path.replace(path.find("%s"), 2, id);
    }
    return world.request(method, path);
  };
}

// The %s of the path is a request of the merchant's that was logged.
Example on_log(const std::string& pattern) {
  return [=](SandboxWorld& world) {
    auto path = "/_sandbox/logs" + pattern;
    const auto id = world.post("/api/v1/products?a=b", {{"product", {{"name", "Pack"}}}}).header("X-Request-Id");
    if (!pattern.empty()) {
      path.replace(path.find("%s"), 2, id);
    }
    return world.request("GET", path);
  };
}

// An inbox that has got a webhook, and bytes that are no text.
Example on_inbox(const std::string& method, const std::string& suffix) {
  return [=](SandboxWorld& world) {
    world.post_text("/_sandbox/inbox/shop", R"({"event":"order.created","id":1})", no_key);
    world.post_text("/_sandbox/inbox/shop", "\xff\x00", no_key);
    return world.request(method, "/_sandbox/inbox/shop" + suffix);
  };
}

const std::map<std::string, Example>& examples() {
  const json checkout = {{"checkout_session", {{"amount_cents", 5000}}}};
  const json product = {{"product", {{"name", "Pack"}, {"price_cents", 1999}}}};
  const json webhook = {{"webhook", {{"url", "http://shop.test/hooks"}}}};
  const json change = {{"webhook", {{"active", false}}}};
  static const std::map<std::string, Example> table{
      {"POST /api/v1/checkout_sessions",
       [=](SandboxWorld& world) { return with_body(world.request("POST", "/api/v1/checkout_sessions"), checkout); }},
      {"GET /api/v1/checkout_sessions", filled_list("/api/v1/checkout_sessions")},
      {"GET /api/v1/checkout_sessions/{id}", on_checkout("GET", "/api/v1/checkout_sessions/%s", true)},
      {"GET /api/v1/products", filled_list("/api/v1/products")},
      {"POST /api/v1/products",
       [=](SandboxWorld& world) { return with_body(world.request("POST", "/api/v1/products"), product); }},
      {"GET /api/v1/transactions", filled_list("/api/v1/transactions")},
      {"GET /api/v1/transactions/{id}",
       [](SandboxWorld& world) {
         const std::string id = world.pay(world.create_checkout(5000_cents)).content["id"];
         return world.request("GET", "/api/v1/transactions/" + id);
       }},
      {"GET /api/v1/rates", plain("GET", "/api/v1/rates")},

      {"GET /api/v1/m/webhooks", filled_list("/api/v1/m/webhooks")},
      {"POST /api/v1/m/webhooks",
       [=](SandboxWorld& world) { return with_body(world.request("POST", "/api/v1/m/webhooks"), webhook); }},
      {"GET /api/v1/m/webhooks/{id}", on_webhook("GET", "/api/v1/m/webhooks")},
      {"PATCH /api/v1/m/webhooks/{id}", on_webhook("PATCH", "/api/v1/m/webhooks", change)},
      {"DELETE /api/v1/m/webhooks/{id}", on_webhook("DELETE", "/api/v1/m/webhooks")},

      {"POST /api/v1/m/invoices/generate",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/api/v1/m/invoices/generate"), {{"order_id", an_order(world)}});
       }},
      {"GET /api/v1/m/invoices/{id}", on_invoice("GET", "/api/v1/m/invoices/%s")},
      {"GET /api/v1/m/invoices/{id}/status", on_invoice("GET", "/api/v1/m/invoices/%s/status")},
      {"GET /api/v1/m/invoices/{id}/qr", on_invoice("GET", "/api/v1/m/invoices/%s/qr")},

      {"GET /checkout/{token}", on_checkout("GET", "/checkout/%s", false)},
      {"GET /checkout/{token}/status", on_checkout("GET", "/checkout/%s/status", false)},
      {"GET /checkout/{token}/qr", on_checkout("GET", "/checkout/%s/qr", false)},
      {"POST /checkout/{token}/pay", on_checkout("POST", "/checkout/%s/pay", false)},
      {"POST /checkout/{token}/cancel", on_checkout("POST", "/checkout/%s/cancel", false)},
      {"POST /checkout/{token}/expire", on_checkout("POST", "/checkout/%s/expire", false)},
      {"GET /assets/{name}", plain("GET", "/assets/checkout.css")},

      {"GET /livez", plain("GET", "/livez")},
      {"GET /readyz", plain("GET", "/readyz")},
      {"GET /openapi.json", plain("GET", "/openapi.json")},
      {"GET /_sandbox/status", plain("GET", "/_sandbox/status")},
      {"GET /_sandbox/keys", plain("GET", "/_sandbox/keys")},
      {"GET /_sandbox/node", plain("GET", "/_sandbox/node")},
      {"PATCH /_sandbox/node",
       [](SandboxWorld& world) {
         return with_body(world.request("PATCH", "/_sandbox/node"), {{"offline", true}, {"fee", 10}});
       }},
      {"GET /_sandbox/node/outcomes", plain("GET", "/_sandbox/node/outcomes")},
      {"POST /_sandbox/node/mine", plain("POST", "/_sandbox/node/mine")},
      {"GET /_sandbox/node/payments", filled_list("/_sandbox/node/payments")},
      {"GET /_sandbox/node/payments/{id}",
       [](SandboxWorld& world) {
         world.pay(world.create_checkout(5000_cents));
         const std::string id = world.list("/_sandbox/node/payments").at(0)["id"];
         return world.request("GET", "/_sandbox/node/payments/" + id);
       }},
      {"GET /_sandbox/node/payments/{id}/stream",
       [](SandboxWorld& world) {
         world.pay(world.create_checkout(5000_cents));
         const std::string id = world.list("/_sandbox/node/payments").at(0)["id"];
         return world.request("GET", "/_sandbox/node/payments/" + id + "/stream");
       }},
      {"GET /_sandbox/node/invoices", filled_list("/_sandbox/node/invoices")},
      {"POST /_sandbox/node/invoices",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/node/invoices"), {{"any_amount", true}});
       }},
      {"GET /_sandbox/node/invoices/{id}", on_invoice("GET", "/_sandbox/node/invoices/%s")},
      {"POST /_sandbox/node/invoices/{id}/settle", on_invoice("POST", "/_sandbox/node/invoices/%s/settle", true)},
      {"POST /_sandbox/node/invoices/{id}/cancel", on_invoice("POST", "/_sandbox/node/invoices/%s/cancel", true)},
      {"POST /_sandbox/shutdown", by_control("/_sandbox/shutdown")},
      {"POST /_sandbox/reset", by_control("/_sandbox/reset")},
      {"GET /_sandbox/database/check",
       [](SandboxWorld& world) { return world.request("GET", "/_sandbox/database/check", world.keys().control); }},
      {"GET /_sandbox/snapshots", on_snapshot("GET", "")},
      {"POST /_sandbox/snapshots", by_control("/_sandbox/snapshots", {{"snapshot", {{"name", "paid"}}}})},
      {"POST /_sandbox/snapshots/{name}/restore", on_snapshot("POST", "/paid/restore")},
      {"DELETE /_sandbox/snapshots/{name}", on_snapshot("DELETE", "/paid")},
      {"GET /_sandbox/clock", plain("GET", "/_sandbox/clock")},
      {"POST /_sandbox/clock/advance",
       [](SandboxWorld& world) {
         // With something of either kind on the way.
         world.create_webhook("http://shop.test/hooks", {{"events", {"order.updated"}}});
         world.create_checkout(5000_cents);
         return with_body(world.request("POST", "/_sandbox/clock/advance", world.keys().control),
                          {{"duration", "16m"}});
       }},
      {"POST /_sandbox/clock/set", by_control("/_sandbox/clock/set", {{"time", "2024-02-01T00:00:00Z"}})},
      {"POST /_sandbox/clock/freeze", by_control("/_sandbox/clock/freeze")},
      {"POST /_sandbox/clock/resume", by_control("/_sandbox/clock/resume")},
      {"GET /_sandbox/rates", plain("GET", "/_sandbox/rates")},
      {"POST /_sandbox/rates", by_control("/_sandbox/rates", {{"currency", "eur"}, {"rate", "80000.00"}})},
      {"POST /_sandbox/rates/mode",
       by_control("/_sandbox/rates/mode",
                  json::parse(R"({"mode":"script","script":{"usd":[["0s","100000.00"],["10m","95000.00"]]}})"))},

      {"POST /_sandbox/pay",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/pay"), {{"target", world.create_checkout(5000_cents)}});
       }},
      {"POST /_sandbox/checkout_sessions/{id}/expire",
       on_checkout("POST", "/_sandbox/checkout_sessions/%s/expire", true)},
      {"POST /_sandbox/checkout_sessions/{id}/cancel",
       on_checkout("POST", "/_sandbox/checkout_sessions/%s/cancel", true)},
      {"POST /_sandbox/checkout_sessions/{id}/invoice",
       on_checkout("POST", "/_sandbox/checkout_sessions/%s/invoice", true)},
      {"GET /_sandbox/events", filled_list("/_sandbox/events")},
      {"GET /_sandbox/events/{id}",
       [](SandboxWorld& world) {
         world.pay(world.create_checkout(5000_cents));
         return world.request("GET", "/_sandbox/events/" + world.events().back()["id"].get<std::string>());
       }},
      {"GET /_sandbox/deliveries", filled_list("/_sandbox/deliveries")},
      {"GET /_sandbox/deliveries/{id}", on_delivery("GET", "")},
      {"POST /_sandbox/deliveries/{id}/retry", on_delivery("POST", "/retry")},
      {"POST /_sandbox/events/{id}/resend",
       [](SandboxWorld& world) {
         world.create_webhook("http://shop.test/hooks");
         world.pay(world.create_checkout(5000_cents));
         const std::string id = world.events().back()["id"];
         return with_body(world.request("POST", "/_sandbox/events/" + id + "/resend"), {{"times", 2}});
       }},
      {"GET /_sandbox/delivery_mode", plain("GET", "/_sandbox/delivery_mode")},
      {"PATCH /_sandbox/delivery_mode",
       [](SandboxWorld& world) {
         return with_body(world.request("PATCH", "/_sandbox/delivery_mode"), {{"mode", "sync"}});
       }},
      {"GET /_sandbox/stream", plain("GET", "/_sandbox/stream")},
      {"POST /_sandbox/stream",
       [](SandboxWorld& world) {
         return with_body(world.request("POST", "/_sandbox/stream"),
                          {{"stream", {{"endpoints", {{{"url", "http://shop.test/hooks"}}}}}}});
       }},
      {"GET /_sandbox/faults", on_fault("GET", "")},
      {"POST /_sandbox/faults",
       [](SandboxWorld& world) { return with_body(world.request("POST", "/_sandbox/faults"), k_fault); }},
      {"DELETE /_sandbox/faults", on_fault("DELETE", "")},
      {"GET /_sandbox/faults/{id}", on_fault("GET", "/%s")},
      {"DELETE /_sandbox/faults/{id}", on_fault("DELETE", "/%s")},
      {"GET /_sandbox/logs", on_log("")},
      {"GET /_sandbox/logs/stream", plain("GET", "/_sandbox/logs/stream")},
      {"GET /_sandbox/logs/{id}", on_log("/%s")},
      {"POST /_sandbox/inbox/{name}", on_inbox("POST", "")},
      {"GET /_sandbox/inbox/{name}", on_inbox("GET", "")},
      {"DELETE /_sandbox/inbox/{name}", on_inbox("DELETE", "")},
      {"GET /_sandbox/inbox/{name}/{number}", on_inbox("GET", "/1")},
  };
  static const auto all = [] {
    auto more = merchant_route_examples();
    more.merge(wallet_route_examples());
    more.merge(catalog_route_examples());
    more.merge(merchant_data_route_examples());
    more.insert(table.begin(), table.end());
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

TEST_CASE("routes: each is opened by the keys that the table names and by no other") {
  const std::map<Auth, std::string> opened_by{{Auth::secret, "s"},
                                              {Auth::secret_or_publishable, "sp"},
                                              {Auth::secret_or_publishable_body, "sp"},
                                              {Auth::secret_or_control, "sc"},
                                              {Auth::control, "c"}};
  for (const auto& route : api::routes()) {
    if (route.auth == Auth::macaroon || route.auth == Auth::staff_session) {
      continue;  // no key opens it: see lnd_test.cpp and staff_test.cpp
    }
    for (const char kind : route.is_alias() ? std::string("p-") : std::string("spc-?")) {
      SandboxWorld world;
      const std::map<char, std::string> keys{{'s', world.keys().sk_test},
                                             {'p', world.keys().pk_test},
                                             {'c', world.keys().control},
                                             {'-', ""},
                                             {'?', "sk_test_0123456789abcdefABCDEF0123456789"}};
      const auto answer = world.send(with_key(example_for(route)(world), keys.at(kind)));
      INFO(name_of(route) << " " << kind << " " << answer);
      if (route.auth == Auth::none || opened_by.at(route.auth).find(kind) != std::string::npos) {
        CHECK(answer.status == route.success);
      } else if (kind == '-' || kind == '?') {
        CHECK(answer.status == 401);
        CHECK(answer.code() == "unauthorized");
      } else {
        CHECK(answer.status == 403);
        CHECK(answer.code() == "forbidden");
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
      CHECK(answer.status == 404);  // the body names an object of test mode
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
    CHECK(operation["responses"].contains("401") == (route.auth != Auth::none));
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
