// Invoices and payments at a terminal, for the order of a checkout.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>

using namespace satsrail::test;

namespace {

std::string an_order(const SandboxFixture& sandbox) {
  return cli_json(sandbox, {"checkout", "create", "--amount", "50.00"}).at("order_id");
}

}  // namespace

TEST_CASE("cli invoices: generated, watched, drawn and paid") {
  SandboxFixture sandbox;
  const auto order = an_order(sandbox);
  const std::vector<std::string> words{"invoices", "generate", order, "--idempotency-key", "till-1"};
  const auto invoice = cli_json(sandbox, words);
  const std::string id = invoice.at("id");
  CHECK(cli_json(sandbox, words) == invoice);
  CHECK(invoice.at("amount_sats") == 50'000);
  CHECK(cli_json(sandbox, {"invoices", "get", id}) == invoice);
  CHECK(sandbox.cli({"invoices", "status", id, "-q"}).out == "pending\n");
  const auto code = sandbox.cli({"invoices", "qr", id});
  CHECK(code.exit_code == 0);
  CHECK(contains(code.out, "█"));
  CHECK(sandbox.cli({"invoices", "qr", id, "--format", "{bolt11}"}).out ==
        invoice.at("bolt11").get<std::string>() + "\n");

  CHECK(sandbox.cli({"pay", id}).exit_code == 0);
  CHECK(sandbox.cli({"invoices", "status", id, "-q"}).out == "paid\n");
  const auto payment = cli_json(sandbox, {"payments", "list"}).at("data").at(0);
  CHECK(payment.at("invoice_id") == id);
  const std::string payment_id = payment.at("id");
  CHECK(cli_json(sandbox, {"payments", "get", payment_id.substr(0, 20)}) == payment);
  CHECK(contains(sandbox.cli({"payments", "get", payment_id}).out, id));
}

TEST_CASE("cli invoices: on-chain, with its confirmations") {
  SandboxFixture sandbox;
  const auto invoice =
      cli_json(sandbox, {"invoices", "generate", an_order(sandbox), "--method", "onchain", "--confirmations", "2"});
  const std::string id = invoice.at("id");
  CHECK(invoice.at("required_confirmations") == 2);
  CHECK(contains(sandbox.cli({"invoices", "qr", id}).out, "█"));
  CHECK(sandbox.cli({"pay", id}).exit_code == 0);
  CHECK(cli_json(sandbox, {"payments", "list"}).at("data").empty());
  sandbox.cli({"node", "mine", "2"});
  CHECK(cli_json(sandbox, {"payments", "list"}).at("data").at(0).at("payment_method") == "onchain");
}

TEST_CASE("cli payments: listed by amount and day, in any order") {
  SandboxFixture sandbox;
  freeze_at(sandbox, "2030-01-01T10:00:00Z");
  auto api = sandbox.client();
  std::vector<std::string> ids;
  for (const int cents : {300, 100, 200}) {
    ids.push_back(pay_checkout(api, create_checkout(api, {{"amount_cents", cents}})).at("id"));
    advance(sandbox, "12h");
  }
  const auto found = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"payments", "list", "-q"});
    return sandbox.cli(flags).out;
  };
  CHECK(found({}) == ids[2] + "\n" + ids[1] + "\n" + ids[0] + "\n");
  CHECK(found({"--sort", "amount_sats asc"}) == ids[1] + "\n" + ids[2] + "\n" + ids[0] + "\n");
  CHECK(found({"--to", "2030-01-01"}) == ids[1] + "\n" + ids[0] + "\n");
  CHECK(found({"--from", "2030-01-02"}) == ids[2] + "\n");
  CHECK(found({"--min-sats", "2000", "--max-sats", "2000"}) == ids[2] + "\n");
  CHECK(found({"--currency", "eur"}).empty());
}

TEST_CASE("cli invoices: wrong words end with 2 and strangers with 1") {
  SandboxFixture sandbox;
  const std::string stranger = "01900000-0000-7000-8000-000000000000";
  for (const std::vector<std::string>& words : {std::vector<std::string>{"invoices", "generate"},
                                                {"invoices", "generate", stranger, "--method", "shells"},
                                                {"invoices", "generate", stranger, "--confirmations", "7"},
                                                {"payments", "list", "--page", "0"},
                                                {"payment-requests", "create"},
                                                {"orders", "create"},
                                                {"orders", "create", "--item", "name"},
                                                {"orders", "create", "--item", "name=Tea,cents=5"},
                                                {"orders", "create", "--item", "name=Tea,price_cents=4.50"},
                                                {"orders", "create", "--amount", "5", "--method", "onchain"}}) {
    CAPTURE(words);
    const auto ran = sandbox.cli(words);
    CHECK(ran.exit_code == 2);
    CHECK(ran.err.substr(0, 7) == "error: ");
  }
  for (const std::vector<std::string>& words : {std::vector<std::string>{"invoices", "get", stranger},
                                                {"invoices", "get", "019000"},
                                                {"invoices", "status", stranger},
                                                {"invoices", "qr", stranger},
                                                {"invoices", "generate", stranger},
                                                {"payments", "get", stranger},
                                                {"payments", "get", "0190"}}) {
    CAPTURE(words);
    const auto ran = sandbox.cli(words);
    CHECK(ran.exit_code == 1);
    CHECK(ran.out.empty());
  }
}
