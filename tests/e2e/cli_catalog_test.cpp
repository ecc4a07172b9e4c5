// The catalog at a terminal: products that change, their links, product types, taxes and discounts.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

json create_coffee(const SandboxFixture& sandbox, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"products", "create", "--name", "Coffee", "--price", "4.50", "--slug", "coffee"};
  words.insert(words.end(), more.begin(), more.end());
  return cli_json(sandbox, words);
}

}  // namespace

TEST_CASE("cli products: one is changed, and emptied where that is asked for") {
  const SandboxFixture sandbox;
  create_coffee(sandbox, {"--sku", "C-1", "--access-duration", "1d", "--resource-type", "physical", "--status",
                          "inactive", "--metadata", "a=1"});
  const auto changed =
      cli_json(sandbox, {"product", "edit", "coff", "--price", "4.90", "--status", "active", "--metadata", "b=2"});
  CHECK(changed.at("price_cents") == 490);
  CHECK(changed.at("status") == "active");
  CHECK(changed.at("metadata") == json{{"b", "2"}});
  CHECK(changed.at("sku") == "C-1");
  const auto cleared = cli_json(sandbox, {"products", "update", "coffee", "--clear", "sku", "--clear",
                                          "access-duration", "--clear", "metadata", "--clear", "resource-type"});
  for (const auto* name : {"sku", "access_duration_seconds", "resource_type"}) {
    CHECK(cleared.at(name).is_null());
  }
  CHECK(cleared.at("metadata") == json::object());
  CHECK(cleared.at("price_cents") == 490);

  // A price without a currency is one in the product's own: yen have no decimals.
  CHECK(cli_json(sandbox, {"products", "update", "coffee", "--price", "500", "--currency", "jpy"}).at("price_cents") ==
        500);
  CHECK(cli_json(sandbox, {"products", "update", "coffee", "--price", "600"}).at("price_cents") == 600);
  CHECK(sandbox.cli({"products", "update", "coffee", "--price", "6.00"}).exit_code == 2);

  CHECK(sandbox.cli({"products", "update", "coffee", "--clear", "name"}).exit_code == 2);
  CHECK(sandbox.cli({"products", "update", "coffee", "--clear", "sku", "--sku", "C-2"}).exit_code == 2);
  CHECK(sandbox.cli({"products", "update", "coffee", "--access-duration", "0s"}).exit_code == 1);
  CHECK(sandbox.cli({"products", "update", "tea", "--name", "Tea"}).exit_code == 1);
  cli_json(sandbox, {"products", "create", "--name", "Tea", "--price", "1", "--external-ref", "t"});
  const auto taken = sandbox.cli({"products", "update", "coffee", "--external-ref", "t"});
  CHECK(taken.exit_code == 1);
  CHECK(contains(taken.err, "External ref has already been taken"));
}

TEST_CASE("cli products: deleted when nothing refers to one, else archived") {
  const SandboxFixture sandbox;
  create_coffee(sandbox);
  cli_json(sandbox, {"products", "create", "--name", "Tea", "--price", "3", "--slug", "tea"});
  cli_json(sandbox, {"checkout", "create", "--product", "tea"});
  const auto gone = sandbox.cli({"products", "delete", "coff"});
  CHECK(gone.exit_code == 0);
  CHECK(gone.out.empty());
  CHECK(contains(gone.err, "deleted"));
  CHECK(sandbox.cli({"products", "get", "coffee"}).exit_code == 1);
  const auto kept = sandbox.cli({"products", "rm", "tea"});
  CHECK(kept.exit_code == 0);
  CHECK(contains(kept.err, "archived"));
  CHECK(cli_json(sandbox, {"products", "get", "tea"}).at("status") == "archived");
  CHECK(sandbox.cli({"products", "delete", "coffee"}).exit_code == 1);
}

TEST_CASE("cli products: the link, its code, and the button of a web page") {
  const SandboxFixture sandbox;
  const auto& ready = sandbox.ready();
  create_coffee(sandbox);
  const auto link = ready.base_url + "/pay/coffee";
  CHECK(sandbox.cli({"products", "link", "coffee"}).out == link + "\n");
  CHECK(sandbox.cli({"products", "link", "coffee", "-q"}).out == link + "\n");
  CHECK(cli_json(sandbox, {"products", "link", "coffee"}).at("payment_link") == link);
  const auto code = sandbox.cli({"products", "link", "coffee", "--qr"});
  CHECK(code.exit_code == 0);
  CHECK(code.err.empty());
  CHECK(code.out.rfind("████", 0) == 0);  // the quiet zone
  CHECK_FALSE(contains(code.out, "\033"));
  const auto tag = [&](const std::string& key) {
    return "<script src=\"" + ready.base_url + "/js/pay.js\" data-product=\"coffee\" data-key=\"" + key +
           "\"></script>\n";
  };
  CHECK(sandbox.cli({"products", "link", "coffee", "--embed"}).out == tag(ready.pk_test));
  CHECK(sandbox.cli({"products", "link", "coffee", "--embed", "--publishable-key", "pk_test_x"}).out ==
        tag("pk_test_x"));
  create_coffee(sandbox, {"--live"});
  CHECK(sandbox.cli({"products", "link", "coffee", "--embed", "--live"}).out == tag(ready.pk_live));

  CHECK(sandbox.cli({"products", "link", "coffee", "--embed", "--publishable-key", "sk_test_x"}).exit_code == 2);
  CHECK(sandbox.cli({"products", "link", "coffee", "--embed", "--publishable-key", "pk_\"><b"}).exit_code == 2);
  CHECK(sandbox.cli({"products", "link", "coffee", "--embed", "--qr"}).exit_code == 2);
  CHECK(sandbox.cli({"products", "link", "tea"}).exit_code == 1);
  // The folder does not know the publishable key of another merchant.
  const auto bakery = first_line(sandbox.cli({"merchants", "create", "Bakery", "-q"}).out);
  create_coffee(sandbox, {"--api-key", bakery});
  CHECK(sandbox.cli({"products", "link", "coffee", "--embed", "--api-key", bakery}).exit_code == 4);
  // What is not sold has a link, too, but it leads nowhere.
  cli_json(sandbox, {"products", "update", "coffee", "--status", "inactive"});
  const auto resting = sandbox.cli({"products", "link", "coffee"});
  CHECK(resting.out == link + "\n");
  CHECK(contains(resting.err, "inactive"));
}

TEST_CASE("cli product-types: made, found by name, ordered, used and deleted") {
  const SandboxFixture sandbox;
  const auto made = cli_json(sandbox, {"product-types", "create", "Downloads", "--external-ref", "7"});
  CHECK(made.at("position") == 1);
  const auto id = made.at("id").get<std::string>();
  CHECK(first_line(sandbox.cli({"product-type", "new", "Books", "--position", "0", "-q"}).out).size() == 36);
  CHECK(sandbox.cli({"product-types", "list", "--format", "{position} {name}"}).out == "0 Books\n1 Downloads\n");
  CHECK(sandbox.cli({"product-types", "ls", "--name", "down", "-q"}).out == id + "\n");
  CHECK(sandbox.cli({"product-types", "ls", "--external-ref", "7", "-q"}).out == id + "\n");
  CHECK(cli_json(sandbox, {"product-types", "get", "Downloads"}) == made);
  CHECK(cli_json(sandbox, {"product-types", "get", "Down"}) == made);

  const auto coffee = create_coffee(sandbox, {"--product-type", "Downloads"});
  CHECK(coffee.at("product_type_id") == id);
  CHECK(sandbox.cli({"products", "list", "--product-type", id, "-q"}).out == "coffee\n");
  CHECK(sandbox.cli({"products", "list", "--product-type", "Books", "-q"}).out.empty());
  const auto used = sandbox.cli({"product-types", "delete", "Downloads"});
  CHECK(used.exit_code == 1);
  CHECK(contains(used.err, "product_type_in_use"));
  CHECK(cli_json(sandbox, {"products", "update", "coffee", "--product-type", "Books"}).at("product_type_id") != id);
  CHECK(cli_json(sandbox, {"products", "update", "coffee", "--clear", "product-type"}).at("product_type_id").is_null());
  CHECK(cli_json(sandbox, {"product-types", "update", "Downloads", "--name", "Files", "--clear-external-ref"})
            .at("external_ref")
            .is_null());
  CHECK(sandbox.cli({"product-types", "rm", "Files"}).exit_code == 0);

  CHECK(sandbox.cli({"product-types", "get", "Files"}).exit_code == 1);
  CHECK(contains(sandbox.cli({"products", "update", "coffee", "--product-type", "Boks"}).err, "did you mean:  Books"));
  CHECK(sandbox.cli({"product-types", "create"}).exit_code == 2);
  CHECK(sandbox.cli({"product-types", "create", ""}).exit_code == 1);
  CHECK(sandbox.cli({"product-types", "create", "X", "--position", "first"}).exit_code == 2);
}

TEST_CASE("cli catalog: all of it in one table, and a version that tells of a change") {
  const SandboxFixture sandbox;
  CHECK(sandbox.cli({"catalog", "show"}).out.empty());
  const auto empty = first_line(sandbox.cli({"catalog", "version", "-q"}).out);
  cli_json(sandbox, {"product-types", "create", "Drinks"});
  create_coffee(sandbox, {"--product-type", "Drinks"});
  const auto tax = cli_json(sandbox, {"taxes", "create", "VAT", "--rate", "19.25", "--applies-to", "drinks"});
  CHECK(tax.at("rate_percent") == 19.25);
  CHECK(tax.at("applies_to") == "drinks");
  const auto part = cli_json(sandbox, {"discounts", "create", "Spring", "--percent", "12.5"});
  CHECK(part.at("value") == 12.5);
  CHECK(cli_json(sandbox, {"discounts", "create", "Five off", "--amount", "5"}).at("value") == 500);
  CHECK(cli_json(sandbox, {"discounts", "create", "Six off", "--amount-cents", "600"}).at("value") == 600);
  const auto shown = sandbox.cli({"catalog", "show"});
  CHECK(shown.exit_code == 0);
  for (const auto* text : {"product_type\tDrinks", "product\tCoffee\tDrinks\t", "coffee", "tax\tVAT", "19.25 %",
                           "12.5 % off", "500 cents off"}) {
    INFO(shown.out);
    CHECK(contains(shown.out, text));
  }
  CHECK(cli_json(sandbox, {"catalog", "show"}).at("discounts").size() == 3);
  const auto full = first_line(sandbox.cli({"catalog", "version", "-q"}).out);
  CHECK(full > empty);
  CHECK(sandbox.cli({"discounts", "delete", part.at("id").get<std::string>().substr(0, 35)}).exit_code == 0);
  CHECK(sandbox.cli({"tax", "rm", tax.at("id")}).exit_code == 0);
  CHECK(sandbox.cli({"taxes", "list"}).out.empty());
  CHECK(first_line(sandbox.cli({"catalog", "version", "-q"}).out) > full);

  CHECK(sandbox.cli({"taxes", "create", "VAT"}).exit_code == 2);
  CHECK(sandbox.cli({"taxes", "create", "VAT", "--rate", "a lot"}).exit_code == 1);
  CHECK(sandbox.cli({"discounts", "create", "Two", "--percent", "5", "--amount", "5"}).exit_code == 2);
  CHECK(sandbox.cli({"discounts", "create", "Two"}).exit_code == 2);
  CHECK(sandbox.cli({"discounts", "create", "Two", "--amount", "five"}).exit_code == 2);
  CHECK(sandbox.cli({"discounts", "create", "All", "--percent", "101"}).exit_code == 1);
}
