#pragma once
// Requests that the routes of checkouts, invoices, webhooks, pages and the sandbox itself answer with their plain
// success (routes_test.cpp).

#include "tests/daemon/route_example.h"

namespace satsrail::test {

inline Example by_control(const std::string& path, const json& body = json::object()) {
  return [=](SandboxWorld& world) { return with_body(world.request("POST", path, world.keys().control), body); };
}

// The %s of the path is the token of a pending checkout.
inline Example on_checkout(const std::string& method, const std::string& pattern, bool with_key) {
  return [=](SandboxWorld& world) {
    auto path = pattern;
    path.replace(path.find("%s"), 2, world.create_checkout(5000_cents));
    return with_key ? world.request(method, path) : world.request(method, path, no_key);
  };
}

inline Example on_webhook(const std::string& method, const std::string& base, const json& body = nullptr) {
  return [=](SandboxWorld& world) {
    const std::string id = world.create_webhook("http://shop.test/hooks")["id"];
    auto request = world.request(method, base + "/" + id);
    return body.is_null() ? request : with_body(std::move(request), body);
  };
}

// A paid checkout that an endpoint was told of.
inline Example on_delivery(const std::string& method, const std::string& what) {
  return [=](SandboxWorld& world) {
    world.create_webhook("http://shop.test/hooks");
    world.pay(world.create_checkout(5000_cents));
    world.settle();
    return world.request(method, "/_sandbox/deliveries/" + world.deliveries().at(0)["id"].get<std::string>() + what);
  };
}

// With a snapshot of the name "paid".
inline Example on_snapshot(const std::string& method, const std::string& what) {
  return [=](SandboxWorld& world) {
    world.post("/_sandbox/snapshots", {{"snapshot", {{"name", "paid"}}}}, world.keys().control);
    return world.request(method, "/_sandbox/snapshots" + what, world.keys().control);
  };
}

// A list is only shown to keep its schema when there is something in it.
inline Example filled_list(const std::string& path) {
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
inline std::string an_order(SandboxWorld& world) {
  return world.open_checkout({{"amount_cents", 5000}})["order_id"];
}

// The %s of the path is the invoice of a pending checkout.
inline Example on_invoice(const std::string& method, const std::string& pattern, bool held = false) {
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

inline const json k_fault = {
    {"fault",
     {{"on", "api"},
      {"match", {{"route", "/api/v1/products"}, {"method", "POST"}}},
      {"action", {{"status", 503}, {"delay", "2s"}, {"body", "later"}, {"headers", {{"Retry-After", "5"}}}}},
      {"probability", 0.5},
      {"next", 2}}}};

// The %s of the path is a fault that there is.
inline Example on_fault(const std::string& method, const std::string& pattern) {
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
inline Example on_log(const std::string& pattern) {
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
inline Example on_inbox(const std::string& method, const std::string& suffix) {
  return [=](SandboxWorld& world) {
    world.post_text("/_sandbox/inbox/shop", R"({"event":"order.created","id":1})", no_key);
    world.post_text("/_sandbox/inbox/shop", "\xff\x00", no_key);
    return world.request(method, "/_sandbox/inbox/shop" + suffix);
  };
}

inline std::map<std::string, Example> sandbox_route_examples() {
  const json checkout = {{"checkout_session", {{"amount_cents", 5000}}}};
  const json product = {{"product", {{"name", "Pack"}, {"price_cents", 1999}}}};
  const json webhook = {{"webhook", {{"url", "http://shop.test/hooks"}}}};
  const json change = {{"webhook", {{"active", false}}}};
  return {
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
}

}  // namespace satsrail::test
