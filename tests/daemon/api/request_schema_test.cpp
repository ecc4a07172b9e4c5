// The request schemas promise what the parsers keep: both are asked about the same bodies, each with one thing
// wrong, and must say the same.

#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/wire/checkout_session_json.h"
#include "core/wire/product_json.h"
#include "core/wire/stream_json.h"
#include "core/wire/webhook_json.h"
#include "tests/daemon/api/request_contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace satsrail {

namespace {

using nlohmann::json;
using test::Values;

// What a request may hold in one place, and what it may not.
struct Probe {
  std::string pointer;
  Values good;
  Values bad;
};

struct Request : test::RequestContract {
  using RequestContract::judge;
  void judge(const Probe& probe) const { judge(probe.pointer, probe.good, probe.bad); }
};

std::string repeat(std::string_view text, std::size_t count) {
  std::string repeated;
  for (std::size_t i = 0; i < count; ++i) {
    repeated += text;
  }
  return repeated;
}

constexpr std::string_view k_euro = "\u20ac";  // three bytes, one character

Probe text(std::string pointer, std::size_t chars_max) {
  return {std::move(pointer),
          {nullptr, "plain", "", repeat("x", chars_max), repeat(k_euro, chars_max), "tab\tand\r\nlines"},
          {repeat("x", chars_max + 1), repeat(k_euro, chars_max + 1), 5, true, json::array(), json::object(), "bell\a",
           std::string("nul\0", 4), "delete\x7f", "escape\x1b[0m"}};
}

Probe url(std::string pointer) {
  const std::string start = "https://shop.test/";
  const std::string longest = start + repeat("x", limits::url_bytes_max - start.size());
  return {std::move(pointer),
          {nullptr, start, "http://localhost:3000/back?a=b&c=%20#d", "http://[::1]:8080", "https://me:pw@shop.test",
           "https://m\u00fcnchen.test/", "https://shop.test?x", longest},
          {"",
           "shop.test",
           "//shop.test",
           "ftp://shop.test",
           "javascript:alert(1)",
           "https://",
           "https:///path",
           "https://?x",
           "https://#x",
           "http://:80/",
           "https://a b.test",
           " https://a.test",
           "https://a.test/\n",
           "https://a.test/\t",
           "https://a.test/\"",
           "https://a.test/<",
           "https://a.test/>",
           "https://a.test/\\",
           "https://a.test/`",
           "https://a.test/\x7f",
           std::string("https://a.test/\0", 16),
           longest + "x",
           5,
           true,
           json::array()}};
}

Probe email(std::string pointer) {
  const std::string longest = repeat("x", limits::email_chars_max - 2) + "@b";
  return {std::move(pointer),
          {nullptr, "buyer@example.com", "a@b", "b\u00fcyer+tag@example.com", longest},
          {"", "a", "@", "@b", "a@", "a@b@c", "a b@c", "a@b ", "a@b,c", "a@b;c", "<a@b>", "\"a\"@b", "a@b\n", "a@b\x01",
           "x" + longest, 5}};
}

Probe currency(std::string pointer) {
  return {std::move(pointer),
          {nullptr, "usd", "USD", "jPy", "kwd"},
          {"", "us", "usdx", "xyz", " usd", "usd\n", k_euro, 840}};
}

Probe integer(std::string pointer, std::int64_t min, std::int64_t max) {
  return {std::move(pointer),
          {min, min + 1, max - 1, max},
          {min - 1, max + 1, -1, INT64_MIN, INT64_MAX, UINT64_MAX, 1e30, -1e30, min + 0.5, "5000", "", true,
           json::array(), json::object()}};
}

Probe boolean(std::string pointer) {
  return {std::move(pointer), {nullptr, true, false}, {"true", "", 1, 0, json::array()}};
}

json keys(std::size_t count) {
  json object = json::object();
  for (std::size_t i = 0; i < count; ++i) {
    object["key_" + std::to_string(i)] = "value";
  }
  return object;
}

Probe metadata(std::string pointer) {
  const auto key_max = limits::metadata_key_chars_max;
  const auto value_max = limits::metadata_value_chars_max;
  return {std::move(pointer),
          {nullptr,
           json::object(),
           keys(limits::metadata_keys_max),
           {{"order_id", "ORD-1234"}},
           {{"whole", 1}, {"part", 1.5}, {"yes", true}, {"nothing", nullptr}, {"", ""}},
           {{repeat("k", key_max), repeat("v", value_max)}},
           {{repeat(k_euro, key_max), repeat(k_euro, value_max)}}},
          {keys(limits::metadata_keys_max + 1),
           {{repeat("k", key_max + 1), "v"}},
           {{repeat(k_euro, key_max + 1), "v"}},
           {{"k", repeat("v", value_max + 1)}},
           {{"k", repeat(k_euro, value_max + 1)}},
           {{"k", json::object()}},
           {{"k", json::array()}},
           json::array(),
           json::array({"k", "v"}),
           "text",
           5,
           true}};
}

Probe events(std::string pointer) {
  Values good{
      nullptr, json::array(), {"*"}, {"checkout.*", "order.*", "invoice.*", "payment.*", "product.*", "merchant.*"}};
  json all = json::array();
  for (const auto type : event_type::all) {
    good.push_back(json::array({type}));
    good.push_back(json::array({"*", "!" + std::string(type)}));
    all.push_back(type);
    all.push_back(type);
  }
  good.push_back(all);  // as many as there may be
  all.push_back("*");
  return {std::move(pointer),
          std::move(good),
          {all,
           {""},
           {"checkout"},
           {"checkout."},
           {"checkout.completed "},
           {"Checkout.completed"},
           {"checkout.**"},
           {".*"},
           {"*.completed"},
           {"!"},
           {"!!order.*"},
           {"! order.*"},
           {"!customer.*"},
           {"customer.*"},
           {"checkout.completed", "typo.completed"},
           {5},
           {nullptr},
           "checkout.completed",
           json::object(),
           true}};
}

Request checkout_request(const json& plain) {
  return {"checkout_session.create", [](const wire::JsonBody& body) { return wire::parse_checkout_session(body).ok(); },
          plain};
}

void judge_checkout_fields(const Request& request, const std::string& base) {
  request.judge(integer(base + "/amount_cents", 1, limits::amount_cents_max));
  request.judge(currency(base + "/currency"));
  request.judge(url(base + "/success_url"));
  request.judge(url(base + "/cancel_url"));
  request.judge(email(base + "/customer_email"));
  for (const auto* name : {"/customer_name", "/customer_phone", "/customer_address"}) {
    request.judge(text(base + name, limits::text_chars_max));
  }
  request.judge(text(base + "/product_id", limits::slug_chars_max));
  request.judge(metadata(base + "/metadata"));
}

}  // namespace

TEST_CASE("request schemas: a wrapped checkout session is judged as the parser judges it") {
  const auto request = checkout_request({{"checkout_session", {{"amount_cents", 5000}}}});
  request.judge_wrapper("checkout_session");
  judge_checkout_fields(request, "/checkout_session");
  request.judge(boolean("/generate_invoice"));
  // The wrapper decides, even where good fields stand beside it.
  request.judge_text(R"({"checkout_session":{},"amount_cents":5000})", false);
  request.judge_text(R"({"checkout_session":{"amount_cents":5000},"amount_cents":"much"})", true);
}

TEST_CASE("request schemas: an unwrapped checkout session, as pay.js sends it") {
  const auto request = checkout_request({{"amount_cents", 5000}, {"publishable_key", "pk_test_0123456789abcdef"}});
  judge_checkout_fields(request, "");
  request.judge(boolean("/generate_invoice"));
  request.judge({"/publishable_key", {nullptr, "pk_live_x", 5}, {}});  // authentication reads it, not the parser
}

TEST_CASE("request schemas: a checkout session needs an amount or a product") {
  const auto request = checkout_request({});
  const auto in_both_forms = [&](const json& fields, bool expected) {
    request.judge(json{{"checkout_session", fields}}, expected);
    request.judge(fields, expected);
  };
  for (const json& fields : Values{
           {{"amount_cents", 5000}},
           {{"amount", 1}},
           {{"amount", limits::amount_cents_max}},
           {{"amount_cents", nullptr}, {"amount", 5000}},
           {{"amount_cents", 5000}, {"amount", "ignored"}},
           {{"product_id", "prod_abc123def456"}},
           {{"product_id", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"}, {"amount_cents", nullptr}, {"amount", nullptr}},
           {{"product_id", "backup-pack-2026"}, {"amount_cents", 5000}},
           {{"product_id", nullptr}, {"amount", 5000}},
       }) {
    in_both_forms(fields, true);
  }
  for (const json& fields : Values{
           json::object(),
           {{"amount_cents", nullptr}},
           {{"amount", nullptr}},
           {{"amount", 0}},
           {{"amount", limits::amount_cents_max + 1}},
           {{"amount", "5000"}},
           {{"product_id", nullptr}},
           {{"product_id", 5}},
           {{"product_id", "backup-pack-2026"}, {"amount_cents", 0}},
           {{"product_id", "backup-pack-2026"}, {"amount", "5000"}},
           {{"amount_cents", "5000"}, {"amount", 5000}},
           {{"currency", "usd"}},
       }) {
    in_both_forms(fields, false);
  }
}

TEST_CASE("request schemas: a product is judged as the parser judges it") {
  const Request request{"product.create",
                        [](const wire::JsonBody& body) { return wire::parse_product(body).ok(); },
                        {{"product", {{"name", "Backup pack"}, {"price_cents", 1999}}}}};
  request.judge_wrapper("product");
  request.judge_text(R"({"product":{"price_cents":1999}})", false);
  request.judge_text(R"({"product":{"name":"Backup pack"}})", false);
  request.judge_text(R"({"name":"Backup pack","price_cents":1999})", false);  // a product has no unwrapped form

  auto name = text("/product/name", limits::product_name_chars_max);
  std::erase_if(name.good, [](const json& value) { return value.is_null() || value == ""; });
  name.bad.insert(name.bad.end(), {nullptr, "", " ", "\t\r\n "});
  request.judge(name);
  auto price = integer("/product/price_cents", 0, limits::amount_cents_max);
  price.bad.push_back(nullptr);
  request.judge(price);
  request.judge(currency("/product/currency"));
  request.judge(text("/product/description", limits::description_chars_max));
  request.judge(text("/product/sku", limits::sku_chars_max));
  request.judge(url("/product/image_url"));
  request.judge(text("/product/resource_type", limits::text_chars_max));
  request.judge(text("/product/external_ref", limits::external_ref_chars_max));
  request.judge(text("/product/product_type_id", limits::text_chars_max));
  auto duration = integer("/product/access_duration_seconds", 1, limits::access_duration_seconds_max);
  duration.good.push_back(nullptr);
  request.judge(duration);
  request.judge({"/product/status", {nullptr, "active", "inactive", "archived"}, {"", "Active", "sold", 1, true}});
  request.judge({"/product/slug",
                 {nullptr, "backup-pack-2026", "prod_abc123def456", "-", repeat("s", limits::slug_chars_max),
                  "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b0"},
                 {"", "Backup", "two words", "a/b", "a.b", "\u00fc", repeat("s", limits::slug_chars_max + 1), 5,
                  "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"}});
  request.judge(metadata("/product/metadata"));
}

namespace {

void judge_delivery_options(const Request& request) {
  request.judge({"/webhook/retry", {nullptr, "real", "fast", "off"}, {"", "never", "Fast", false, 0}});
  request.judge({"/webhook/timeout", {nullptr, "none", "100ms", "30s", "1m30s", "1h"}, {"", "10", "never", "-1s", 10}});
  request.judge(boolean("/webhook/verify_tls"));
  request.judge(boolean("/webhook/shuffle"));
  request.judge({"/webhook/concurrency", {nullptr, 1, 32}, {0, 33, -1, 1.5, "4", true}});
  request.judge({"/webhook/ca_file", {nullptr, "/etc/ssl/ca.pem"}, {"", "ca.pem", "./ca.pem", 5, "/a\a"}});
  json most = json::object();
  for (std::size_t i = 0; i < limits::webhook_headers_max; ++i) {
    most["X-" + std::to_string(i)] = "v";
  }
  json too_many = most;
  too_many["X-More"] = "v";
  const auto longest = repeat("v", limits::webhook_header_value_chars_max);
  request.judge({"/webhook/headers",
                 {nullptr,
                  json::object(),
                  {{"X-Shop", "tea"}},
                  {{"Authorization", "Bearer a b"}},
                  {{"x", ""}},
                  most,
                  {{"x", longest}},
                  {{repeat("n", limits::webhook_header_name_chars_max), "v"}},
                  {{"X-Webhooks", "v"}}},
                 {too_many,
                  json::array(),
                  "X: y",
                  {{"X-Shop", 5}},
                  {{"X-Shop", nullptr}},
                  {{"X Shop", "v"}},
                  {{"", "v"}},
                  {{"X:", "v"}},
                  {{"x", "two\nlines"}},
                  {{"x", "tab\t"}},
                  {{"x", longest + "v"}},
                  {{repeat("n", limits::webhook_header_name_chars_max + 1), "v"}},
                  {{"Host", "v"}},
                  {{"hOST", "v"}},
                  {{"Content-Length", "1"}},
                  {{"content-type", "v"}},
                  {{"Connection", "v"}},
                  {{"Transfer-Encoding", "v"}},
                  {{"Expect", "v"}},
                  {{"User-Agent", "v"}},
                  {{"X-SatsRail-Signature", "v"}},
                  {{"x-webhook-event", "v"}},
                  {{"X-Idempotency-Key", "v"}}}});
}

void judge_webhook_fields(const Request& request) {
  request.judge_wrapper("webhook");
  request.judge(events("/webhook/events"));
  request.judge(text("/webhook/description", limits::description_chars_max));
  request.judge(boolean("/webhook/active"));
  request.judge(metadata("/webhook/metadata"));
  request.judge({"/webhook/dialect", {nullptr, "seed", "docs", "stream"}, {"", "rails", "Seed", 5}});
  // Who cannot send extra keys names the dialect in the metadata; the field of its own goes before it.
  request.judge({"/webhook/metadata/dialect", {"seed", "docs", "stream"}, {"rails", "", nullptr, 5, json::array()}});
  Request spoken = request;
  spoken.plain["webhook"]["dialect"] = "seed";
  spoken.judge({"/webhook/metadata/dialect", {"seed", "rails", nullptr}, {json::array()}});
  spoken.plain["webhook"]["dialect"] = nullptr;
  spoken.judge({"/webhook/metadata/dialect", {"seed"}, {"rails"}});
  judge_delivery_options(request);
}

}  // namespace

TEST_CASE("request schemas: a new webhook endpoint is judged as the parser judges it") {
  const Request request{"webhook.create",
                        [](const wire::JsonBody& body) { return wire::parse_webhook(body).ok(); },
                        {{"webhook", {{"url", "http://127.0.0.1:3000/webhooks"}}}}};
  judge_webhook_fields(request);
  auto address = url("/webhook/url");
  address.good.erase(address.good.begin());  // null
  address.bad.push_back(nullptr);
  request.judge(address);
  request.judge_text(R"({"webhook":{}})", false);
  request.judge({"/webhook/secret_key",
                 {nullptr, "whsec_test_0123456789abcdef", "12345678", repeat("x", limits::webhook_secret_chars_max)},
                 {"", "1234567", repeat("x", limits::webhook_secret_chars_max + 1), "whsec_\n\x01_x", 12345678}});
}

TEST_CASE("request schemas: a change of a webhook endpoint is judged as the parser judges it") {
  const Request request{"webhook.update",
                        [](const wire::JsonBody& body) { return wire::parse_webhook_change(body).ok(); },
                        {{"webhook", {{"active", false}}}}};
  judge_webhook_fields(request);
  request.judge(url("/webhook/url"));
  request.judge_text(R"({"webhook":{}})", true);
  request.judge_text(R"({"webhook":{"secret_key":5}})", true);  // fixed at creation; ignored here
}

TEST_CASE("request schemas: a stream is judged as the parser judges it") {
  const Request request{"stream.open",
                        [](const wire::JsonBody& body) { return wire::parse_stream(body).ok(); },
                        {{"stream", {{"types", {"order.*"}}}}}};
  request.judge_wrapper("stream");
  request.judge_text(R"({"stream":{}})", true);
  request.judge(events("/stream/types"));
  request.judge(text("/stream/since", limits::text_chars_max));
  request.judge(url("/stream/copies_to"));
  const json endpoint = {{"url", "http://127.0.0.1:3000/webhooks"}, {"dialect", "docs"}};
  const json twenty(limits::stream_endpoints_max, endpoint);
  const json more(limits::stream_endpoints_max + 1, endpoint);
  request.judge(
      {"/stream/endpoints",
       {nullptr, json::array(), json::array({endpoint}), twenty},
       {more, endpoint, json::array({json::object()}), json::array({"http://127.0.0.1"}), 5,
        json::array({{{"url", "ftp://shop.test"}}}), json::array({{{"url", "http://shop.test"}, {"retry", 1}}})}});
}

}  // namespace satsrail
