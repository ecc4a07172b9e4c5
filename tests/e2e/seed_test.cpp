// Seed files, as people give them to the command line.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace satsrail::test;

namespace {

const std::string k_example = std::string(SATSRAIL_SOURCE_DIR) + "/docs/examples/seed/shop.toml";

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string write(const TempDir& folder, const std::string& name, const std::string& text) {
  const auto path = (folder.path() / name).string();
  std::ofstream(path) << text;
  return path;
}

constexpr auto k_bread = R"({"products": [{"name": "Bread", "slug": "bread", "price_cents": 450}]})";
constexpr auto k_misspelt = "[[products]]\nname = \"Bread\"\nprice_cent = 450\n";

}  // namespace

TEST_CASE("seed: the example of docs/seed.md is a shop, and applied again changes nothing") {
  CHECK(contains(text_of(std::string(SATSRAIL_SOURCE_DIR) + "/docs/seed.md"),
                 "```toml\n" + text_of(k_example) + "```\n"));
  const SandboxFixture sandbox;
  const auto applied = cli_json(sandbox, {"seed", k_example});
  CHECK(applied.at("created") == 13);
  CHECK(applied.at("updated") == 1);
  CHECK(applied.at("webhooks").at(0).at("secret_key") == "whsec_known_to_the_shop_as_well");
  CHECK(cli_json(sandbox, {"merchant", "show"}).at("name") == "Corner Bakery");
  const std::string bakes = sandbox.cli({"product-types", "list", "--format", "{external_ref} {id}"}).out;
  const std::string type = cli_json(sandbox, {"products", "get", "bread"}).at("product_type_id");
  CHECK(contains(bakes, "bakes " + type));
  CHECK(cli_json(sandbox, {"products", "list", "--name", "course"}).at("data").at(0).at("access_duration_seconds") ==
        2592000);
  CHECK(sandbox.cli({"wallets", "get", "Till", "--format", "{is_default}"}).out == "true\n");
  CHECK(sandbox.cli({"plans", "list", "--format", "{slug}"}).out == "gold\n");
  CHECK(sandbox.cli({"exchanges", "list", "--format", "{name}"}).out == "Village Exchange\n");
  CHECK(sandbox.cli({"staff", "login", "bob@bakery.example", "--password", "battery staple", "-q"}).out.substr(0, 3) ==
        "st_");
  CHECK(sandbox.cli({"staff", "login", "bob@bakery.example", "--password", "correct horse"}).exit_code == 4);
  CHECK(cli_json(sandbox, {"seed", k_example}).at("unchanged") == 14);
}

TEST_CASE("seed: JSON and stdin, another merchant, live mode") {
  const TempDir folder;
  const SandboxFixture sandbox;
  sandbox.cli({"merchants", "create", "Bakery"});
  const auto file = write(folder, "shop.json", k_bread);
  CHECK(cli_json(sandbox, {"seed", file, "--merchant", "Bakery"}).at("created") == 1);
  CHECK(sandbox.cli({"products", "get", "bread"}).exit_code == 1);
  CHECK(cli_json(sandbox, {"seed", file, "--live"}).at("livemode") == true);
  CHECK(sandbox.cli({"products", "get", "bread", "--live"}).exit_code == 0);
}

TEST_CASE("seed: start and exec put a shop in place before anybody can ask") {
  const TempDir folder;
  const SandboxFixture nowhere({}, false);
  struct StopAtLast {
    const SandboxFixture& sandbox;
    ~StopAtLast() { sandbox.cli({"stop"}); }
  } const stop_at_last{nowhere};
  const auto started = cli_json(nowhere, {"start", "--port", "0", "--seed-file", k_example});
  CHECK(started.at("seed").at("created") == 13);
  CHECK(nowhere.cli({"products", "get", "bread", "--format", "{name}"}).out == "Sourdough bread\n");
  CHECK(nowhere.cli({"stop"}).exit_code == 0);
  // The same file at the next start finds it all there.
  const auto again = cli_json(nowhere, {"start", "--port", "0", "--seed-file", k_example});
  CHECK(again.at("seed").at("unchanged") == 14);

  const auto ran = nowhere.cli({"exec", "--seed-file", write(folder, "shop.json", k_bread), "--", "sh", "-c",
                                "curl -s -H \"Authorization: Bearer $SATSRAIL_API_KEY\" $SATSRAIL_API_URL/m/products"});
  CHECK((ran.exit_code == 127 || contains(ran.out, "\"slug\":\"bread\"")));
}

TEST_CASE("seed: a bad file leaves nothing behind, and says where it is wrong") {
  const TempDir folder;
  SandboxFixture sandbox;
  const auto misspelt = write(folder, "shop.toml", k_misspelt);
  const auto refused = sandbox.cli({"seed", misspelt});
  CHECK(refused.exit_code == 1);
  CHECK(contains(refused.err, "products[0].price_cent"));
  CHECK(sandbox.cli({"seed", (folder.path() / "nothing.toml").string()}).exit_code == 2);
  const auto no_toml = sandbox.cli({"seed", write(folder, "broken.toml", "[[products\n")});
  CHECK(no_toml.exit_code == 2);
  CHECK(contains(no_toml.err, "broken.toml:1"));
  sandbox.stop();

  const SandboxFixture nowhere({}, false);
  const auto start = [&](const std::string& file) {
    return nowhere.cli({"start", "--port", "0", "--seed-file", file});
  };
  const auto not_started = start(misspelt);
  CHECK(not_started.exit_code == 1);
  CHECK(contains(not_started.err, "the seed is refused"));
  CHECK(contains(not_started.err, "products[0].price_cent is not known (did you mean price_cents?)"));
  CHECK(start((folder.path() / "nothing.toml").string()).exit_code == 2);
  CHECK(nowhere.cli({"status"}).exit_code == 5);
  const auto not_served = nowhere.cli({"serve", "--port", "0", "--db", ":memory:", "--seed-file", misspelt});
  CHECK(not_served.exit_code == 1);
  const auto not_run = nowhere.cli({"exec", "--seed-file", misspelt, "--", "true"});
  CHECK(not_run.exit_code == 1);
}
