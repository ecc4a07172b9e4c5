// Orders at a terminal, from the first item to the shipping, and what pays them.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string make_order(const SandboxFixture& sandbox, std::vector<std::string> flags) {
  flags.insert(flags.begin(), {"orders", "create"});
  flags.emplace_back("-q");
  return first_line(sandbox.cli(flags).out);
}

}  // namespace

TEST_CASE("cli orders: made of items, invoiced, paid, shipped and refunded") {
  SandboxFixture sandbox;
  const auto made =
      cli_json(sandbox, {"orders", "create", "--item", "name=Coffee,price=4.50,qty=2", "--item",
                         "name=Tea, green,price_cents=300,sku=T-1", "--metadata", "table=7", "--invoice"});
  CHECK(made.at("total_amount_cents") == 1200);
  CHECK(made.at("items").size() == 2);
  CHECK(made.at("items").at(1).at("name") == "Tea, green");
  CHECK(made.at("metadata") == json{{"table", "7"}});
  CHECK(made.at("status") == "invoice_generated");
  const std::string id = made.at("id");
  const std::string number = made.at("order_number");
  const std::string bolt11 = made.at("invoice").at("bolt11");

  // By its number as well, and by the beginning of either.
  CHECK(cli_json(sandbox, {"orders", "get", number}).at("id") == id);
  CHECK(cli_json(sandbox, {"orders", "get", number.substr(0, 10)}).at("id") == id);
  CHECK(sandbox.cli({"orders", "ship", id}).exit_code == 1);
  CHECK(sandbox.cli({"pay", bolt11}).exit_code == 0);
  const auto paid = cli_json(sandbox, {"orders", "get", id, "--expand", "payment,invoice"});
  CHECK(paid.at("status") == "paid");
  CHECK(paid.at("payment").at("amount_cents") == 1200);
  CHECK(sandbox.cli({"invoices", "status", paid.at("invoice_id"), "-q"}).out == "paid\n");
  CHECK(cli_json(sandbox, {"payments", "get", paid.at("payment_id")}).at("order_id") == id);
  CHECK(sandbox.cli({"orders", "delete", id}).exit_code == 1);
  CHECK(cli_json(sandbox, {"orders", "ship", number}).at("status") == "shipped");
  CHECK(cli_json(sandbox, {"orders", "refund", id}).at("status") == "refunded");
}

TEST_CASE("cli orders: listed by what is asked for, changed and cancelled") {
  SandboxFixture sandbox;
  const auto small = make_order(sandbox, {"--amount", "5.00"});
  const auto large = make_order(sandbox, {"--amount-cents", "90000"});
  CHECK(small.size() == 36);
  CHECK(sandbox.cli({"orders", "list", "--min-cents", "600", "-q"}).out == large + "\n");
  CHECK(sandbox.cli({"orders", "list", "--sort", "total_amount_cents asc", "-q"}).out == small + "\n" + large + "\n");
  CHECK(cli_json(sandbox, {"orders", "update", small, "--amount", "7.50"}).at("total_amount_cents") == 750);
  const auto gone = sandbox.cli({"orders", "delete", large});
  CHECK(gone.exit_code == 0);
  CHECK(gone.out.empty());
  CHECK(sandbox.cli({"orders", "list", "--status", "cancelled", "-q"}).out == large + "\n");
  CHECK(sandbox.cli({"orders", "update", large, "--amount", "1"}).exit_code == 1);
  CHECK(contains(sandbox.cli({"orders", "list"}).out, "750"));
}

TEST_CASE("cli orders: cash is in the till at once") {
  SandboxFixture sandbox;
  const auto cash = cli_json(sandbox, {"orders", "create", "--amount", "12.00", "--tender", "cash", "--mark-paid"});
  CHECK(cash.at("status") == "paid");
  CHECK(cash.at("tender_type") == "cash");
  const auto later = make_order(sandbox, {"--amount", "3", "--tender", "cash"});
  CHECK(cli_json(sandbox, {"orders", "update", later, "--mark-paid"}).at("status") == "paid");
}

TEST_CASE("cli orders: under a key the same call makes one") {
  SandboxFixture sandbox;
  const std::vector<std::string> words{"orders", "create", "--amount", "5.00", "--idempotency-key", "till-1"};
  const auto first = cli_json(sandbox, words);
  CHECK(cli_json(sandbox, words).at("id") == first.at("id"));
  const auto other = sandbox.cli({"orders", "create", "--amount", "6.00", "--idempotency-key", "till-1"});
  CHECK(other.exit_code == 1);
  CHECK(contains(other.err, "idempotency_key_reused"));
  CHECK(cli_json(sandbox, {"orders", "list"}).at("meta").at("total_count") == 1);
}

TEST_CASE("cli payment-requests: made, watched and paid") {
  SandboxFixture sandbox;
  const auto made = cli_json(sandbox, {"payment-requests", "create", "--amount", "9.00", "--description", "Table 7",
                                       "--idempotency-key", "table-7"});
  const std::string id = made.at("id");
  CHECK(made.at("amount_cents") == 900);
  CHECK(sandbox.cli({"payment-requests", "status", id, "-q"}).out == "pending\n");
  CHECK(sandbox.cli({"pay", made.at("bolt11")}).exit_code == 0);
  CHECK(sandbox.cli({"payment-requests", "status", id, "-q"}).out == "paid\n");
  CHECK(cli_json(sandbox, {"payment-requests", "get", id}).at("description") == "Table 7");
  const auto unknown = sandbox.cli({"payment-requests", "get", id.substr(0, 8)});
  CHECK(unknown.exit_code == 1);
  CHECK(contains(unknown.err, "has to be whole"));
}
