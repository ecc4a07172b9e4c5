#include "core/lightning/lnurl.h"

#include "core/lightning/bech32.h"
#include "core/limits.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>

using namespace satsrail;

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return text;
}

std::string refusal(std::string_view text) {
  const auto url = lnurl::decode(text);
  return url ? "(accepted)" : url.error().message();
}

// The LNURL of anything at all.
std::string forged(std::string_view url, std::string_view prefix = "lnurl") {
  bech32::Words words;
  bech32::append_words(words, {reinterpret_cast<const std::uint8_t*>(url.data()), url.size()});
  return bech32::encode(prefix, words);
}

}  // namespace

TEST_CASE("lnurl: the example of LUD-01 is written and read") {
  const std::string url = "https://service.com/api?q=3fc3645b439ce8e7f2553a69e5267081d96dcd340693afabe04be7b0ccd178df";
  const std::string text =
      "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXS"
      "C"
      "RVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS";
  CHECK(lnurl::encode(url).value() == text);
  CHECK(lnurl::decode(text).value() == url);
  CHECK(lnurl::decode(lower(text)).value() == url);
}

TEST_CASE("lnurl: https anywhere, http on this machine and on onions only") {
  for (const std::string_view url :
       {"https://shop.example", "HTTPS://shop.example/", "https://shop.example:8443/p?a=b#c", "https://10.0.0.1/",
        "http://127.0.0.1:7287/lnurl/pay/1", "http://localhost:7287/", "http://shop.localhost/", "http://[::1]:7287/x",
        "http://LOCALHOST/", "http://abcdefghijklmnop.onion/pay"}) {
    CAPTURE(url);
    CHECK(lnurl::decode(lnurl::encode(url).value()).value() == url);
  }
  for (const std::string_view url : {"http://shop.example/", "http://127.0.0.1.shop.example/", "http://localhost.com/",
                                     "http://127x.example/", "http://[::2]/", "http://onion/", "http://[::1"}) {
    CAPTURE(url);
    CHECK_THAT(refusal(forged(url)), Catch::Contains(".onion hosts and this machine alone"));
    CHECK_FALSE(lnurl::encode(url).ok());
  }
}

TEST_CASE("lnurl: what is no URL of a service is refused in plain words") {
  CHECK_THAT(refusal(forged("")), Catch::Contains("does not begin with https://"));
  CHECK_THAT(refusal(forged("ftp://shop.example/")), Catch::Contains("does not begin with https://"));
  CHECK_THAT(refusal(forged("https:/shop.example/")), Catch::Contains("does not begin with https://"));
  CHECK_THAT(refusal(forged("https:///pay")), Catch::Contains("no host"));
  CHECK_THAT(refusal(forged("https://:443/pay")), Catch::Contains("no host"));
  CHECK_THAT(refusal(forged("https://shop.example@evil.example/")), Catch::Contains("names a user"));
  CHECK_THAT(refusal(forged("https://shop.example/a b")), Catch::Contains("percent sign"));
  CHECK_THAT(refusal(forged("https://shop.example/\xC3\xA9")), Catch::Contains("percent sign"));
  CHECK_THAT(refusal(forged(std::string_view("https://shop.example/\0x", 23))), Catch::Contains("percent sign"));
}

TEST_CASE("lnurl: bech32 is read strictly") {
  const auto good = forged("https://shop.example/");
  CHECK(refusal(good) == "(accepted)");
  CHECK_THAT(refusal(forged("https://shop.example/", "lnbc")), Catch::Contains("does not begin with lnurl1"));
  CHECK_THAT(refusal(forged("https://shop.example/", "xlnurl")), Catch::Contains("does not begin with lnurl1"));
  CHECK_THAT(refusal("L" + good.substr(1)), Catch::Contains("mixes upper and lower case"));
  CHECK_THAT(refusal(good.substr(0, good.size() - 1)), Catch::Contains("checksum is wrong"));
  CHECK_THAT(refusal(""), Catch::Contains("no prefix"));
  CHECK_THAT(refusal(bech32::encode("lnurl", bech32::Words{1, 2, 3})), Catch::Contains("padding"));
  CHECK_THAT(refusal(bech32::encode("lnurl", bech32::decode(good)->words, bech32::Variant::bech32m)),
             Catch::Contains("checksum is wrong"));
}

TEST_CASE("lnurl: the longest URL fits, one more character does not") {
  std::string url = "https://shop.example/";
  url.resize(limits::url_bytes_max, 'x');
  const auto text = lnurl::encode(url).value();
  CHECK(text.size() == limits::lnurl_chars_max);
  CHECK(lnurl::decode(text).value() == url);
  url += 'x';
  CHECK_FALSE(lnurl::encode(url).ok());
  CHECK_THAT(refusal(forged(url)), Catch::Contains("more than 3289 characters"));
}

TEST_CASE("lnurl: a text that is meant as one is told from an invoice") {
  CHECK(lnurl::is_meant("lnurl1"));
  CHECK(lnurl::is_meant("LNURL1DP68"));
  CHECK_FALSE(lnurl::is_meant("lnurl"));
  CHECK_FALSE(lnurl::is_meant("lnbc1"));
  CHECK_FALSE(lnurl::is_meant(""));
}
