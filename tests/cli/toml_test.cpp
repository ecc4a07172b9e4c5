#include "cli/toml.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail;
using namespace satsrail::cli;

namespace {

Document parsed(std::string_view text) {
  auto document = parse_toml(text, "shop.toml");
  INFO((document.ok() ? "" : document.error().what + "\n" + document.error().why));
  REQUIRE(document.ok());
  return *document;
}

std::string refused(std::string_view text) {
  const auto document = parse_toml(text, "shop.toml");
  REQUIRE(!document.ok());
  CHECK(document.error().exit == ExitCode::usage);
  CHECK(document.error().code == "invalid_toml");
  return document.error().what + "|" + document.error().why;
}

}  // namespace

TEST_CASE("toml: values become JSON, in the order of the text") {
  const auto document = parsed(R"(zebra = "stripes"
apple = 3
half = 0.5
ready = true
when = 2026-01-01T00:00:00Z
day = 2026-01-01
list = ["a", 1, [2]]

[table."with.dot"]
key = 'raw \n'

[[steps]]
run = "status"
[[steps]]
run = "stop"
)");
  CHECK(document.root->dump() ==
        R"({"zebra":"stripes","apple":3,"half":0.5,"ready":true,"when":"2026-01-01T00:00:00Z","day":"2026-01-01",)"
        R"("list":["a",1,[2]],"table":{"with.dot":{"key":"raw \\n"}},"steps":[{"run":"status"},{"run":"stop"}]})");
}

TEST_CASE("toml: every value knows its place in the text") {
  const auto document = parsed("a = 1\n\n[b]\n  c = [10,\n    20]\n[[d]]\nx = 1\n[[d]]\nx = 2\n");
  CHECK(document.at("/a") == "shop.toml:1:1");
  CHECK(document.at("/b/c") == "shop.toml:4:3");
  CHECK(document.at("/b/c/1") == "shop.toml:5:5");
  CHECK(document.at("/d/1/x") == "shop.toml:9:1");
  CHECK(document.at("/d/1/y") == document.at("/d/1"));  // the nearest one around it
  CHECK(document.at("/nothing") == "shop.toml");
}

TEST_CASE("toml: what is no TOML is refused with its line and column") {
  CHECK(refused("a = 1\nb = \n").starts_with("shop.toml:2:5: this is no TOML|"));
  CHECK(refused("a = 1\na = 2\n").starts_with("shop.toml:2:"));
  CHECK(refused("a = nan\n") == "shop.toml:1:5: this is no TOML|inf and nan are no values here");
  CHECK(refused("a = \"\xff\"\n").starts_with("shop.toml:1:"));
  // What is shown of it can move no cursor.
  CHECK(refused("a = \x1b[31m\n").find('\x1b') == std::string::npos);
}

TEST_CASE("toml: a file that cannot be read says which and why") {
  const auto missing = read_toml("/tmp/there/is/no/such.toml");
  REQUIRE(!missing.ok());
  CHECK(missing.error().what == "cannot read /tmp/there/is/no/such.toml");
  const auto folder = read_toml("/tmp");
  REQUIRE(!folder.ok());
  CHECK(folder.error().why == "it is no file");
}
