// What the checkout page asks of the customer before it shows an invoice.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

void ask_for(SandboxWorld& world, const std::string& fields) {
  world.run_sql("UPDATE merchants SET customer_fields = '" + fields + "'");
}

Response page(SandboxWorld& world, const std::string& token) {
  return world.get("/checkout/" + token, no_key);
}

bool shows(const Response& answer, std::string_view text) {
  return answer.body.find(text) != std::string::npos;
}

bool shows_form(const Response& answer) {
  return shows(answer, "class=\"customer-form\"") && !shows(answer, "lightning:");
}

// As a browser sends the form.
Response fill_in(SandboxWorld& world, const std::string& token, std::string form, const std::string& query = "") {
  auto asked = world.request("POST", "/checkout/" + token + "/customer" + query, no_key);
  asked.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
  asked.headers.emplace_back("accept", "text/html");
  asked.body = std::move(form);
  return world.send(std::move(asked));
}

Response send_json(SandboxWorld& world, const std::string& token, const json& answers) {
  auto asked = world.request("POST", "/checkout/" + token + "/customer", no_key);
  asked.headers.emplace_back("content-type", "application/json");
  asked.headers.emplace_back("accept", "application/json");
  asked.body = answers.dump();
  return world.send(std::move(asked));
}

}  // namespace

TEST_CASE("customer form: comes first where the merchant asks, and makes way for the invoice") {
  SandboxWorld world;
  ask_for(world, R"(["email","name"])");
  const auto token = world.create_checkout(5000_cents);
  const auto asking = page(world, token);
  CHECK(asking.status == 200);
  CHECK(shows_form(asking));
  CHECK(shows(asking, "name=\"customer_email\""));
  CHECK(shows(asking, "name=\"customer_name\""));
  CHECK_FALSE(shows(asking, "customer_phone"));
  CHECK(shows(asking, "50,000 sats"));  // at the rate of now
  CHECK(world.read_session(token)["payment_hash"] == nullptr);
  CHECK(world.event_types() == std::vector<std::string>{"order.created"});

  const auto answered = fill_in(world, token, "customer_email=ada%40example.com&customer_name=Ada+B%C3%BCyer");
  CHECK(answered.status == 303);
  CHECK(answered.header("Location") == "/checkout/" + token);
  const auto paying = page(world, token);
  CHECK(shows(paying, "lightning:"));
  CHECK_FALSE(shows(paying, "customer-form"));
  CHECK(shows(paying, "ada@example.com"));
  const auto session = world.read_session(token);
  CHECK(session["customer_email"] == "ada@example.com");
  CHECK(session["customer_name"] == "Ada Büyer");
  CHECK(session["customer_phone"] == nullptr);
  // Sent twice: the page, and nothing else.
  CHECK(fill_in(world, token, "customer_email=eve%40example.com&customer_name=Eve").status == 303);
  CHECK(world.read_session(token)["customer_email"] == "ada@example.com");
}

TEST_CASE("customer form: is skipped by a shop that knows the email address, and knows what else was brought along") {
  SandboxWorld world;
  ask_for(world, R"(["email","name"])");
  const std::string known = world.open_checkout({{"amount_cents", 500}, {"customer_email", "a@b.test"}})["token"];
  CHECK(shows(page(world, known), "lightning:"));
  const std::string named = world.open_checkout({{"amount_cents", 500}, {"customer_name", "Ada \"<b>\""}})["token"];
  const auto asking = page(world, named);
  CHECK(shows_form(asking));
  CHECK(shows(asking, "value=\"Ada &quot;&lt;b&gt;&quot;\""));
  ask_for(world, "[]");
  CHECK(shows(page(world, named), "lightning:"));
}

TEST_CASE("customer form: an answer that is wrong comes back with what was typed, and what is wrong beside it") {
  SandboxWorld world;
  ask_for(world, R"(["email","name","phone","address"])");
  const auto token = world.create_checkout(5000_cents);
  const auto wrong =
      fill_in(world, token, "customer_email=%3Cada&customer_name=++&customer_phone=%2B1+555&customer_address=1+Main+St",
              "?embed=1");
  CHECK(wrong.status == 422);
  CHECK(wrong.content_type == "text/html; charset=utf-8");
  CHECK(shows_form(wrong));
  CHECK(shows(wrong, "Email is not a valid email address"));
  CHECK(shows(wrong, "value=\"&lt;ada\""));
  CHECK(shows(wrong, "Name can&#39;t be blank"));
  CHECK(shows(wrong, "value=\"+1 555\""));
  CHECK(shows(wrong, ">1 Main St</textarea>"));
  CHECK(shows(wrong, "/customer?embed=1\""));
  CHECK(world.read_session(token)["customer_phone"] == nullptr);
  CHECK(fill_in(world, token, "").status == 422);
  CHECK(fill_in(world, token, "customer_email=a%40b&customer_name=%FF").status == 400);
  CHECK(fill_in(world, token, "customer_name=" + std::string(501, 'x')).status == 422);
  CHECK(shows_form(page(world, token)));

  // The lines of an address become one, blanks around an answer go.
  CHECK(fill_in(world, token,
                "customer_email=+a%40b.test+&customer_name=Ada&customer_phone=1&customer_address=1+Main+St%0D%0A%0D%0A+"
                "Paris+",
                "?embed=1")
            .header("Location") == "/checkout/" + token + "?embed=1");
  const auto session = world.read_session(token);
  CHECK(session["customer_email"] == "a@b.test");
  CHECK(session["customer_address"] == "1 Main St, Paris");
}

TEST_CASE("customer form: takes JSON of a script, with errors by field") {
  SandboxWorld world;
  ask_for(world, R"(["name","phone"])");
  const auto token = world.create_checkout(5000_cents);
  const auto wrong = send_json(world, token, json{{"customer_name", ""}, {"customer_phone", {1}}});
  CHECK(wrong.status == 422);
  CHECK(wrong.content["error"]["fields"] ==
        json{{"customer_name", {"can't be blank"}}, {"customer_phone", {"can't be blank"}}});
  CHECK(send_json(world, token, json::array()).status == 400);
  // What was not asked is not taken.
  const auto right =
      send_json(world, token, json{{"customer_name", "Ada"}, {"customer_phone", 555}, {"customer_email", "x@y.test"}});
  CHECK(right.status == 200);
  CHECK(right.content["status"] == "pending");
  const auto session = world.read_session(token);
  CHECK(session["customer_phone"] == "555");
  CHECK(session["customer_email"] == nullptr);
  CHECK(shows(page(world, token), "lightning:"));  // answered, though there is still no email address
  CHECK(send_json(world, token, json{{"customer_name", "Eve"}}).status == 409);
  CHECK(send_json(world, "cs_000000000000000000000000000000", json::object()).status == 404);
}

TEST_CASE("customer form: holds up the page alone: status and QR make the invoice at once") {
  SandboxWorld world;
  ask_for(world, R"(["name"])");
  const auto token = world.create_checkout(5000_cents);
  const auto status = world.get("/checkout/" + token + "/status", no_key);
  CHECK(status.content["payment_request"].is_string());
  CHECK(world.get("/checkout/" + token + "/qr", no_key).status == 200);
  CHECK(shows_form(page(world, token)));
  world.pay(token);
  CHECK(shows(page(world, token), "Paid ✓"));
}

TEST_CASE("customer form: a checkout that ends meanwhile says so, whatever is sent") {
  SandboxWorld world;
  ask_for(world, R"(["name"])");
  const auto expired = world.create_checkout(500_cents);
  const auto cancelled = world.create_checkout(500_cents);
  CHECK(shows_form(page(world, expired)));
  CHECK(world.post("/checkout/" + cancelled + "/cancel", nullptr, no_key).status == 303);
  CHECK(fill_in(world, cancelled, "customer_name=Ada").status == 303);
  CHECK(world.read_session(cancelled)["customer_name"] == nullptr);
  world.advance(16min);
  CHECK(fill_in(world, expired, "customer_name=Ada").status == 303);
  CHECK(page(world, expired).status == 410);
  CHECK(send_json(world, expired, json{{"customer_name", "Ada"}}).status == 409);
  // Nobody else's page may fill it in.
  const auto token = world.create_checkout(500_cents);
  auto foreign = world.request("POST", "/checkout/" + token + "/customer", no_key);
  foreign.headers.emplace_back("origin", "http://evil.test");
  foreign.body = "customer_name=Eve";
  CHECK(world.send(std::move(foreign)).status == 403);
}

TEST_CASE("customer form: is there also while there is no rate or no node, which only the invoice needs") {
  SandboxWorld world;
  ask_for(world, R"(["name"])");
  const auto token = world.create_checkout(500_cents);
  world.post("/_sandbox/rates/mode", {{"mode", "error"}}, world.keys().control);
  world.patch("/_sandbox/node", {{"offline", true}});
  const auto asking = page(world, token);
  CHECK(asking.status == 200);
  CHECK(shows_form(asking));
  CHECK_FALSE(shows(asking, " sats<"));
}
