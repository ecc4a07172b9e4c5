#include "daemon/web/assets.h"

#include <catch2/catch.hpp>

using namespace satsrail::web;

TEST_CASE("assets: the page's files are in the program, whole") {
  const auto css = find_asset("checkout.css");
  REQUIRE(css);
  CHECK(css->content_type == "text/css; charset=utf-8");
  CHECK(css->content.starts_with("/* The checkout page."));
  CHECK(css->content.ends_with("}\n"));
  const auto script = find_asset("checkout.js");
  REQUIRE(script);
  CHECK(script->content_type == "text/javascript; charset=utf-8");
  CHECK(script->content.ends_with("})();\n"));
  const auto logo = find_asset("favicon.svg");
  REQUIRE(logo);
  CHECK(logo->content_type == "image/svg+xml");
  CHECK(logo->content.starts_with("<svg xmlns="));
}

TEST_CASE("assets: nothing else is found") {
  for (const char* name : {"", "nope.css", "../checkout_page.cpp", "/checkout.css", "icons", "checkout.css?v=1"}) {
    CAPTURE(name);
    CHECK_FALSE(find_asset(name));
  }
}

TEST_CASE("assets: an address changes with the content, so it may be kept for ever") {
  const auto css = find_asset("checkout.css");
  REQUIRE(css);
  CHECK(css->version.size() == 16);
  CHECK(asset_url("checkout.css") == "/assets/checkout.css?v=" + std::string(css->version));
  CHECK(css->version != find_asset("checkout.js")->version);
  CHECK(asset_cache_control(*css, css->version) == "public, max-age=31536000, immutable");
  CHECK(asset_cache_control(*css, "") == "no-cache");
  CHECK(asset_cache_control(*css, "0123456789abcdef") == "no-cache");
}

TEST_CASE("assets: style sheet and scripts ask nobody else for anything") {
  for (const char* name : {"checkout.css", "checkout.js", "webln.js"}) {
    const auto asset = find_asset(name);
    REQUIRE(asset);
    CAPTURE(name);
    for (const char* word :
         {"@import", "url(", "//cdn", "eval(", "innerHTML", "insertAdjacentHTML", "document.write"}) {
      CAPTURE(word);
      CHECK(asset->content.find(word) == std::string_view::npos);
    }
  }
}
