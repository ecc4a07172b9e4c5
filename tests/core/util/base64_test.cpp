#include "core/util/base64.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace satsrail;

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("base64: the examples of RFC 4648, both ways") {
  const std::vector<std::pair<std::string, std::string>> examples{
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, text] : examples) {
    INFO(plain);
    CHECK(to_base64(bytes_of(plain)) == text);
    CHECK(from_base64(text) == bytes_of(plain));
    CHECK(from_base64(text.substr(0, text.find('='))) == bytes_of(plain));
  }
}

TEST_CASE("base64: either alphabet is read, the standard one is written") {
  const std::vector<std::uint8_t> bytes{0xfb, 0xff, 0xfe};
  CHECK(to_base64(bytes) == "+//+");
  CHECK(from_base64("+//+") == bytes);
  CHECK(from_base64("-__-") == bytes);
}

TEST_CASE("base64: what no bytes were written as is refused") {
  for (const std::string text : {"A", "AAAAA", "A===", "Zg=", "Z!==", "Zm9v=", "Zh==", "Zg==Zg==", "====", "Zm 9v"}) {
    INFO(text);
    CHECK_FALSE(from_base64(text).has_value());
  }
}
