#include "daemon/web/url.h"

#include <catch2/catch.hpp>

using namespace satsrail::web;

TEST_CASE("url: only absolute http and https addresses lead anywhere") {
  for (const char* address :
       {"http://shop.example", "https://shop.example/cart?a=1#top", "HTTPS://Shop.Example/", "http://127.0.0.1:3000/x",
        "http://[::1]:3000/", "http://user:pw@shop.example/", "https://shop.example/it's"}) {
    CHECK(http_url(address) == address);
  }
  for (const char* address : {"",
                              "javascript:alert(1)",
                              "JaVaScRiPt:alert(1)",
                              " javascript:alert(1)",
                              "java\nscript:alert(1)",
                              "data:text/html,<script>alert(1)</script>",
                              "vbscript:x",
                              "//evil.example/",
                              "/cart",
                              "cart",
                              "ftp://x.example/",
                              "http:",
                              "http://",
                              "http:///path",
                              "http:evil.example",
                              "https://?x",
                              "http://:80/",
                              " https://shop.example/",
                              "https://shop.example/\r\nSet-Cookie: a=b",
                              "https://shop.example/\x01",
                              "lightning:lnbc1"}) {
    CAPTURE(address);
    CHECK(http_url(address).empty());
  }
}

TEST_CASE("url: what could end an attribute or a header comes back percent-encoded") {
  CHECK(http_url("https://shop.example/a b\"><script>") == "https://shop.example/a%20b%22%3E%3Cscript%3E");
  CHECK(http_url("https://shop.example/café") == "https://shop.example/caf%C3%A9");
  CHECK(http_url("https://shop.example/%20%zz?q={id}") == "https://shop.example/%20%zz?q={id}");
}

TEST_CASE("url: percent encoding for a segment or a query value") {
  CHECK(percent_encode("cs_Az09-._~") == "cs_Az09-._~");
  CHECK(percent_encode("a/b?c#d&e=f é") == "a%2Fb%3Fc%23d%26e%3Df%20%C3%A9");
}

TEST_CASE("url: the redirect after payment keeps the shop's address and adds the checkout") {
  struct Row {
    const char* success_url;
    const char* expected;
  };
  const Row rows[] = {
      {"https://shop.example/thanks", "https://shop.example/thanks?checkout_id=cs_1"},
      {"https://shop.example", "https://shop.example?checkout_id=cs_1"},
      {"https://shop.example/", "https://shop.example/?checkout_id=cs_1"},
      {"https://shop.example/t?a=1", "https://shop.example/t?a=1&checkout_id=cs_1"},
      {"https://shop.example/t?a=1&b=2", "https://shop.example/t?a=1&b=2&checkout_id=cs_1"},
      {"https://shop.example/t?", "https://shop.example/t?checkout_id=cs_1"},
      {"https://shop.example/t?a=1&", "https://shop.example/t?a=1&checkout_id=cs_1"},
      {"https://shop.example/t?flag", "https://shop.example/t?flag&checkout_id=cs_1"},
      {"https://shop.example/t#done", "https://shop.example/t?checkout_id=cs_1#done"},
      {"https://shop.example/t?a=1#done", "https://shop.example/t?a=1&checkout_id=cs_1#done"},
      {"https://shop.example/t#/route?x=1", "https://shop.example/t?checkout_id=cs_1#/route?x=1"},
      {"https://shop.example/t?next=%2Fa%3Fb", "https://shop.example/t?next=%2Fa%3Fb&checkout_id=cs_1"},
      {"https://shop.example/t?checkout_id=cs_old", "https://shop.example/t?checkout_id=cs_1"},
      {"https://shop.example/t?a=1&checkout_id=cs_old&b=2", "https://shop.example/t?a=1&b=2&checkout_id=cs_1"},
      {"https://shop.example/t?my_checkout_id=7", "https://shop.example/t?my_checkout_id=7&checkout_id=cs_1"},
      {"http://127.0.0.1:3000/t?a=ü", "http://127.0.0.1:3000/t?a=%C3%BC&checkout_id=cs_1"},
      {"javascript:alert(1)", ""},
      {"//shop.example/t", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.success_url);
    CHECK(completed_redirect(row.success_url, "cs_1") == row.expected);
  }
  CHECK(completed_redirect("https://shop.example/", "a&b=c#d") == "https://shop.example/?checkout_id=a%26b%3Dc%23d");
}
