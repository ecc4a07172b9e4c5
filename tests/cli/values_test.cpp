#include "cli/values.h"

#include "cli/suggest.h"

#include <catch2/catch.hpp>

using namespace satsrail::cli;

namespace {

std::string url(const std::string& text) {
  const auto parsed = parse_target_url(text);
  return parsed.ok() ? *parsed : "error: " + parsed.error().why;
}

std::string body_of(const std::vector<std::string>& fields) {
  Body body;
  for (const auto& field : fields) {
    if (const auto added = body.add_field(field); !added.ok()) {
      return added.error().code;
    }
  }
  return body.text();
}

}  // namespace

TEST_CASE("values: every short form of an address becomes a whole URL") {
  CHECK(url("3000") == "http://localhost:3000");
  CHECK(url("3000/webhooks") == "http://localhost:3000/webhooks");
  CHECK(url(":3000/webhooks") == "http://localhost:3000/webhooks");
  CHECK(url("3000?x=1") == "http://localhost:3000/?x=1");
  CHECK(url("host:3000/x?y=1") == "http://host:3000/x?y=1");
  CHECK(url("127.0.0.1:8080") == "http://127.0.0.1:8080");
  CHECK(url("shop.test/hooks") == "http://shop.test/hooks");
  CHECK(url("http://localhost:3000/a") == "http://localhost:3000/a");
  CHECK(url("HTTPS://shop.test/a#part") == "https://shop.test/a");
  CHECK(url("http://[::1]:3000/a") == "http://[::1]:3000/a");
  CHECK(url("3000/cb?to=http://other") == "http://localhost:3000/cb?to=http://other");
}

TEST_CASE("values: an address that leads nowhere is answered with what to write") {
  CHECK(parse_target_url("/webhooks").error().hint == "write the port in front:  3000/webhooks");
  CHECK(url("ftp://x/y") == "error: only http:// and https:// can be sent to");
  CHECK(url("") == "error: it is empty");
  CHECK(url("3000/a b") == "error: it holds blanks or control characters");
  CHECK(url("99999/x") == "error: its port is no number from 1 to 65535");
  CHECK(url("0") == "error: its port is no number from 1 to 65535");
  CHECK(url("http:///x") == "error: it names no host");
}

TEST_CASE("values: amounts are read in the currency's unit, exactly") {
  CHECK(*parse_amount("50.00", "usd") == 5000);
  CHECK(*parse_amount("50", "usd") == 5000);
  CHECK(*parse_amount("0.1", "usd") == 10);
  CHECK(*parse_amount("500", "JPY") == 500);
  for (const char* wrong : {"50.001", "-1", "1e3", "fifty", "", "$50", "1,000"}) {
    CHECK(parse_amount(wrong, "usd").error().code == "invalid_amount");
  }
  CHECK(parse_amount("5.5", "jpy").error().code == "invalid_amount");
  CHECK(parse_cents("50.5", "amount-cents").error().code == "invalid_amount");
}

TEST_CASE("values: fields nest, and are typed where they look it") {
  CHECK(body_of({"checkout_session[amount_cents]=5000", "checkout_session[metadata][order]=a"}) ==
        R"({"checkout_session":{"amount_cents":5000,"metadata":{"order":"a"}}})");
  CHECK(body_of({"a=true", "b=null", "c=1.5", "d=-3", "e=\"5\"", "f=007", "g=", "h=x=y"}) ==
        R"({"a":true,"b":null,"c":1.5,"d":-3,"e":"5","f":"007","g":"","h":"x=y"})");
  CHECK(body_of({"events[]=a", "events[]=b", "items[0][name]=x", "items[1][name]=y"}) ==
        R"({"events":["a","b"],"items":[{"name":"x"},{"name":"y"}]})");
  CHECK(body_of({"n=123456789012345678901234567890"}) == R"({"n":"123456789012345678901234567890"})");
}

TEST_CASE("values: fields that contradict each other are refused") {
  CHECK(body_of({"a=1", "a[b]=2"}) == "invalid_pair");
  CHECK(body_of({"a[b=1"}) == "invalid_pair");
  CHECK(body_of({"a]=1"}) == "invalid_pair");
  CHECK(body_of({"=1"}) == "invalid_pair");
  CHECK(body_of({"novalue"}) == "invalid_pair");
  CHECK(body_of({"a[9999]=1"}) == "invalid_pair");
}

TEST_CASE("values: event lists are checked before anything is asked") {
  CHECK(*parse_event_list("checkout.completed, order.*") == std::vector<std::string>{"checkout.completed", "order.*"});
  CHECK(parse_event_list("*").ok());
  CHECK(parse_event_list("chekout.completed").error().hint == "did you mean:  checkout.completed");
  CHECK(parse_event_list("ordr.*").error().hint == "did you mean:  order.*");
  CHECK(parse_event_list(",").error().code == "unknown_event");
}
