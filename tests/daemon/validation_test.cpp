// Fields of every body that is validated: each wrong type, length and range is refused by the field's name, and
// what was refused has left no trace.

#include "core/domain/event_type.h"
#include "core/result.h"
#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <map>

using namespace satsrail;
using namespace satsrail::test;

namespace {

// Field -> values that are wrong for it.
using Wrong = std::vector<std::pair<std::string, std::vector<json>>>;

std::string repeat(std::string_view text, std::size_t count) {
  std::string repeated;
  for (std::size_t i = 0; i < count; ++i) {
    repeated += text;
  }
  return repeated;
}

json many_keys(int count) {
  json object = json::object();
  for (int i = 0; i < count; ++i) {
    object["k" + std::to_string(i)] = "v";
  }
  return object;
}

std::vector<json> wrong_texts(std::size_t chars_max) {
  return {5,
          true,
          json::array(),
          json::object(),
          repeat("x", chars_max + 1),
          repeat("é", chars_max + 1),
          std::string("a\0b", 3),
          "bell\a"};
}

const std::vector<json> k_wrong_urls{5,
                                     "",
                                     "shop.test",
                                     "//shop.test",
                                     "ftp://shop.test",
                                     "javascript:alert(1)",
                                     "http:/shop.test",
                                     "http://",
                                     "https:///path",
                                     "http://:80/",
                                     "http://a b",
                                     "http://a\nb",
                                     "http://a\"b",
                                     "http://a<b",
                                     "http://a\\b",
                                     "http://shop.test/" + std::string(2048, 'x')};
const std::vector<json> k_wrong_metadata{5,
                                         "x",
                                         json::array(),
                                         many_keys(51),
                                         {{repeat("k", 41), "v"}},
                                         {{"k", repeat("v", 501)}},
                                         {{"k", json::object()}},
                                         {{"k", json::array({1})}}};
const std::vector<json> k_wrong_currencies{5, "", "us", "usdx", "xyz", "$", "u\0d"};
// Two of them are beyond 64 bits.
const std::vector<json> k_wrong_whole_numbers{
    "5000", 5000.5, true, json::array(), json::object(), json::parse("18446744073709551615"), json::parse("1e30")};

std::vector<json> joined(std::vector<json> all, const std::vector<json>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// Sends `plain` with one field replaced, for every wrong value, and expects a 422 that names that field alone.
void refuse(SandboxWorld& world, const std::string& method, const std::string& path, const std::string& wrapper,
            const json& plain, const Wrong& wrong) {
  for (const auto& [field, values] : wrong) {
    for (const auto& value : values) {
      json fields = plain;
      fields[field] = value;
      const json body = wrapper.empty() ? fields : json{{wrapper, fields}};
      auto request = world.request(method, path);
      request.body = body.dump();
      const auto answer = world.send(std::move(request));
      INFO(method << " " << path << " " << field << " = " << value.dump().substr(0, 100) << "\n" << answer);
      CHECK(answer.status == 422);
      CHECK(answer.code() == "validation_error");
      const auto error = answer.content.value("error", json::object());
      REQUIRE(error.contains("fields"));
      CHECK(error["message"] == "Validation failed");
      CHECK(error["fields"].size() == 1);
      REQUIRE(error["fields"].contains(field));
      // The sentences say the same with the field's name in front.
      REQUIRE(error["details"].size() == error["fields"][field].size());
      CHECK(error["details"][0] == full_sentence({field, error["fields"][field][0]}));
    }
  }
}

const Wrong k_wrong_checkouts{
    {"amount_cents", joined(k_wrong_whole_numbers, {0, -1, 100'000'000'000, nullptr})},
    {"currency", k_wrong_currencies},
    {"success_url", k_wrong_urls},
    {"cancel_url", k_wrong_urls},
    {"customer_email", {5, "", "nobody", "@shop.test", "a@", "a@b@c", "a b@c", "a@b,c", repeat("x", 250) + "@b.cd"}},
    {"customer_name", wrong_texts(500)},
    {"customer_phone", wrong_texts(500)},
    {"customer_address", wrong_texts(500)},
    {"product_id", wrong_texts(100)},
    {"metadata", k_wrong_metadata},
};

}  // namespace

TEST_CASE("validation: every wrong field of a checkout is named") {
  SandboxWorld world;
  refuse(world, "POST", "/api/v1/checkout_sessions", "checkout_session", {{"amount_cents", 5000}}, k_wrong_checkouts);
  refuse(world, "POST", "/api/v1/checkout_sessions", "", {{"amount_cents", 5000}}, k_wrong_checkouts);
  refuse(world, "POST", "/api/v1/checkout_sessions", "", {{"amount_cents", 5000}},
         {{"generate_invoice", {"yes", 1, json::array()}}});
  // As pay.js spells it.
  refuse(world, "POST", "/api/v1/checkout_sessions", "", json::object(), {{"amount", {0, -5, "5", 1.5}}});
  CHECK(world.events().empty());
  CHECK(world.list("/api/v1/checkout_sessions").empty());
}

TEST_CASE("validation: every wrong field of a product is named") {
  SandboxWorld world;
  refuse(
      world, "POST", "/api/v1/products", "product", {{"name", "Pack"}, {"price_cents", 1}},
      {{"name", joined(wrong_texts(200), {"", " \t", nullptr})},
       {"price_cents", joined(k_wrong_whole_numbers, {-1, 100'000'000'000, nullptr})},
       {"currency", k_wrong_currencies},
       {"description", wrong_texts(5000)},
       {"sku", wrong_texts(100)},
       {"image_url", k_wrong_urls},
       {"slug", {5, "", "UPPER", "with space", "a/b", "é", repeat("x", 101), "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"}},
       {"status", {5, "", "sold", "Active"}},
       {"resource_type", wrong_texts(500)},
       {"external_ref", wrong_texts(100)},
       {"access_duration_seconds", joined(k_wrong_whole_numbers, {0, -1, 50LL * 365 * 86'400 + 1})},
       {"metadata", k_wrong_metadata}});
  CHECK(world.list("/api/v1/products").empty());
}

TEST_CASE("validation: every wrong field of a webhook endpoint is named") {
  SandboxWorld world;
  const auto kept = world.create_webhook("http://shop.test/hooks", {{"description", "as it was"}});
  std::vector<std::string> too_many(event_type::all.size() * 2 + 1, "order.created");
  const Wrong both{
      {"url", k_wrong_urls},
      {"events", {5, "order.created", {{"a", 1}}, {1}, {"order.eaten"}, {"order.created", ""}, too_many, {".*"}}},
      {"description", wrong_texts(5000)},
      {"active", {"yes", 1, json::array()}},
      {"metadata", joined(k_wrong_metadata, {{{"dialect", "rails"}}})},
      {"dialect", {5, "rails", "Docs", ""}}};
  for (const std::string base : {"/api/v1/webhooks", "/api/v1/m/webhooks"}) {
    refuse(world, "POST", base, "webhook", {{"url", "http://shop.test/hooks"}}, both);
    refuse(world, "POST", base, "webhook", {{"url", "http://shop.test/hooks"}},
           {{"url", {nullptr, " "}}, {"secret_key", joined(wrong_texts(255), {"", "short"})}});
    refuse(world, "PATCH", base + "/" + kept["id"].get<std::string>(), "webhook", json::object(), both);
  }
  const auto now = world.list("/api/v1/m/webhooks");
  REQUIRE(now.size() == 1);
  auto expected = kept;
  expected.erase("secret_key");
  CHECK(now[0] == expected);
}

TEST_CASE("validation: one answer tells all that is wrong") {
  SandboxWorld world;
  const auto answer =
      world.post("/api/v1/checkout_sessions", {{"checkout_session",
                                                {{"amount_cents", 0},
                                                 {"currency", "xyz"},
                                                 {"success_url", "nowhere"},
                                                 {"customer_email", "nobody"},
                                                 {"metadata", {{"a", json::array()}, {"b", json::object()}}}}},
                                               {"generate_invoice", "yes"}});
  REQUIRE(answer.status == 422);
  const auto error = answer.content.value("error", json::object());
  CHECK(error["fields"] == json{{"amount_cents", {"must be greater than 0"}},
                                {"currency", {"is not a supported currency"}},
                                {"success_url", {"must be a valid http or https URL"}},
                                {"customer_email", {"is not a valid email address"}},
                                {"metadata",
                                 {"value of \"a\" must be a string, number or boolean",
                                  "value of \"b\" must be a string, number or boolean"}},
                                {"generate_invoice", {"must be true or false"}}});
  CHECK(error["details"].size() == 7);
}

TEST_CASE("validation: the sentences are those that clients know") {
  SandboxWorld world;
  const auto details = [&](const std::string& path, const std::string& wrapper, const json& fields) {
    return world.post(path, {{wrapper, fields}}).content["error"]["details"];
  };
  CHECK(details("/api/v1/products", "product", json::object()) ==
        json{"Name can't be blank", "Price cents can't be blank"});
  CHECK(details("/api/v1/products", "product", {{"name", "Pack"}, {"price_cents", -1}}) ==
        json{"Price cents must be greater than or equal to 0"});
  CHECK(
      details("/api/v1/products", "product", {{"name", "Pack"}, {"price_cents", 1}, {"access_duration_seconds", 0}}) ==
      json{"Access duration seconds must be greater than 0"});
  CHECK(details("/api/v1/checkout_sessions", "checkout_session", json::object()) ==
        json{"Amount cents can't be blank"});
  CHECK(details("/api/v1/checkout_sessions", "checkout_session",
                {{"amount_cents", 1}, {"metadata", {{std::string(41, 'k'), "v"}}}}) ==
        json{"Metadata key \"" + std::string(40, 'k') + "…\" exceeds 40 characters"});
}

TEST_CASE("validation: characters are counted and not bytes") {
  SandboxWorld world;
  const auto session = world.open_checkout({{"amount_cents", 1}, {"customer_name", repeat("é", 500)}});
  CHECK(session["customer_name"] == repeat("é", 500));
  const json metadata = {{repeat("ü", 40), repeat("€", 500)}};
  CHECK(world.open_checkout({{"amount_cents", 1}, {"metadata", metadata}})["metadata"] == metadata);
  // A message about it quotes whole characters, whatever their width.
  const auto refused =
      world.post("/api/v1/checkout_sessions", {{"amount_cents", 1}, {"metadata", {{repeat("€", 41), "v"}}}});
  CHECK(refused.status == 422);
  const auto unknown = world.pay(repeat("€", 100));
  CHECK(unknown.status == 404);
}

TEST_CASE("validation: fields that nobody knows are ignored") {
  SandboxWorld world;
  CHECK(world.open_checkout({{"amount_cents", 1}, {"colour", "red"}, {"status", "completed"}})["status"] == "pending");
  CHECK(world.create_product({{"id", "mine"}, {"livemode", true}})["livemode"] == false);
}
