// Every command of the table, as a user types it, against a real sandbox.

#include "tests/e2e/cli_examples.h"
#include "tests/e2e/cli_order_examples.h"
#include "tests/e2e/merchant_data.h"
#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <signal.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace satsrail::test;

namespace {

using Example = CliExample;

const std::vector<Example>& all_examples() {
  static const auto all = [] {
    std::vector<Example> examples(k_order_examples.begin(), k_order_examples.end());
    examples.insert(examples.end(), k_examples.begin(), k_examples.end());
    return examples;
  }();
  return all;
}

using Names = std::map<std::string, std::string>;

std::string filled_in(std::string text, const Names& names) {
  const auto begin = text.find('$');
  if (begin == std::string::npos) {
    return text;
  }
  const auto end = std::min(text.find('/', begin), text.size());
  return text.substr(0, begin) + names.at(text.substr(begin, end - begin)) + text.substr(end);
}

std::vector<std::string> words_of(const Example& example, const Names& names) {
  std::istringstream text(example.words);
  std::vector<std::string> words;
  for (std::string word; text >> word;) {
    words.push_back(filled_in(word, names));
  }
  return words;
}

// Flags go before the words that exec leaves alone.
std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& flags) {
  const auto tail = std::find(words.begin(), words.end(), "--");
  words.insert(tail, flags.begin(), flags.end());
  return words;
}

// A sandbox with something of everything in it, at a time that stands still.
struct World {
  World() {
    freeze_at(sandbox, "2030-01-01T00:00:00Z");
    auto api = sandbox.client();
    const auto product = expect(
        api.post("/api/v1/m/products", {{"product", {{"name", "Pass"}, {"price_cents", 900}, {"slug", "pass"}}}}), 201);
    names["$sold"] = create_checkout(api, {{"product_id", product.at("id")}});
    pay_checkout(api, names["$sold"]);
    names["$access"] = expect(api.get("/checkout/" + names["$sold"] + "/status"), 200).at("access_token");
    names["$endpoint"] = register_endpoint(api, shop.url()).at("id");
    names["$spare"] = register_endpoint(api, shop.url()).at("id");
    for (const char* name : {"$paid", "$pending", "$second", "$third"}) {
      names[name] = create_checkout(api);
    }
    const auto payment = pay_checkout(api, names["$paid"]);
    names["$payment"] = payment.at("id");
    names["$event"] = payment.at("event_ids").back();
    shop.wait_for(2);
    advance(sandbox, "1s");
    names["$delivery"] = list_all(api, "/_sandbox/deliveries", "webhook_id=" + names["$endpoint"]).at(0).at("id");
    names["$bolt11"] =
        expect(api.post("/_sandbox/checkout_sessions/" + names["$pending"] + "/invoice", json::object()), 200)
            .at("bolt11");
    for (const char* name : {"$held", "$held2"}) {
      names[name] = create_checkout(api);
      const auto attempt = expect(api.post("/_sandbox/pay", {{"target", names[name]}, {"hold", true}}), 202);
      names["$attempt"] = attempt.at("id");
    }
    names["$spare2"] = register_endpoint(api, shop.url()).at("id");
    names["$qr"] = create_checkout(api);
    add_orders(api, names);
    names["$fault"] =
        expect(api.post("/_sandbox/faults", {{"fault",
                                              {{"on", "api"},
                                               {"match", {{"route", "/api/v1/products"}, {"method", "PATCH"}}},
                                               {"action", {{"status", 503}}}}}}),
               201)
            .at("id");
    names["$key"] = expect(api.post("/_sandbox/keys", {{"key", {{"kind", "secret"}}}}), 201).at("prefix");
    add_merchant_data(sandbox, names);
    names["$merchant"] = expect(api.get("/_sandbox/merchant"), 200).at("id");
    names["$type"] = expect(api.post("/api/v1/m/product_types", {{"product_type", {{"name", "Herbs"}}}}), 201).at("id");
    names["$tax"] =
        expect(api.post("/_sandbox/taxes", {{"tax", {{"name", "VAT"}, {"rate_percent", 7}}}}), 201).at("id");
    names["$discount"] =
        expect(api.post("/_sandbox/discounts", {{"discount", {{"name", "Two"}, {"kind", "fixed"}, {"value", 200}}}}),
               201)
            .at("id");
    names["$request"] = expect(api.get("/_sandbox/logs?per_page=1"), 200).at("data").at(0).at("id");
    expect(api.post("/_sandbox/inbox/shop", {{"order", 1}}), 200);
    names["$scenario"] = (folders.path() / "story.toml").string();
    std::ofstream(names["$scenario"]) << "[[steps]]\nrun = \"checkout create --amount 5\"\n";
    names["$seed"] = write_seed(folders);
    names["$folder"] = (folders.path() / "one").string();
    names["$folder2"] = (folders.path() / "two").string();
  }
  // `start` leaves a process behind; also when the test goes wrong before its `stop`.
  ~World() { sandbox.cli({"stop", "--dir", names["$folder"]}); }

  Receiver shop;
  TempDir folders;
  SandboxFixture sandbox;
  Names names;
};

const json& table() {
  static const json commands = [] {
    const SandboxFixture nowhere({}, false);
    return json::parse(nowhere.cli({"help", "--json"}).out).at("commands");
  }();
  return commands;
}

bool is_one_line(const std::string& text) {
  return !text.empty() && text.find('\n') == text.size() - 1;
}

}  // namespace

TEST_CASE("cli: every command of the table has an example here, and every example is a command") {
  std::set<std::string> commands;
  for (const auto& command : table()) {
    commands.insert(command.at("name").get<std::string>());
  }
  std::set<std::string> examples;
  for (const auto& example : all_examples()) {
    examples.insert(example.command);
  }
  CHECK(commands == examples);
  const SandboxFixture nowhere({}, false);
  const auto tree = nowhere.cli({"help", "--tree"}).out;
  for (const auto& command : commands) {
    CHECK(contains(tree, "  " + command));
  }
}

TEST_CASE("cli: every command does what it says, and prints what the API said") {
  World world;
  auto api = world.sandbox.client();
  for (const auto& example : all_examples()) {
    const auto words = words_of(example, world.names);
    CAPTURE(example.words);
    if (example.way == Way::runs) {
      const auto running = world.sandbox.cli_start(with(words, {"--json"}));
      CHECK(json::parse(running->wait_for_stdout("\n")).at("type") == "ready");
      running->kill(SIGINT);
      // A daemon stops in peace; a command of the shell shows that it was Ctrl-C.
      CHECK(running->wait().signal == (std::string(example.command) == "serve" ? 0 : SIGINT));
      continue;
    }
    const auto ran = world.sandbox.cli(with(words, {"--json"}));
    CHECK(ran.exit_code == 0);
    CHECK_FALSE(contains(ran.err, "error"));
    const std::set<std::string> without_json{"webhooks delete", "delete",
                                             "orders delete",   "faults delete",
                                             "keys revoke",     "exec",
                                             "completion",      "run",
                                             "products delete", "product-types delete",
                                             "taxes delete",    "merchant-documents delete",
                                             "staff delete",    "wallets delete",
                                             "discounts delete"};
    if (without_json.count(example.command) == 0) {
      CHECK(is_one_line(ran.out));
      CHECK_FALSE(json::parse(ran.out, nullptr, false).is_discarded());
    }
    if (*example.same_as != '\0') {
      CHECK(ran.out == api.get(filled_in(example.same_as, world.names)).body + "\n");
    }
    if (example.way == Way::reads) {
      const auto plain = world.sandbox.cli(words);
      CHECK(plain.exit_code == 0);
      CHECK_FALSE(plain.out.empty());
      CHECK(plain.err.empty());
      CHECK_FALSE(contains(plain.out, "\033"));  // no colour in a pipe
      CHECK(world.sandbox.cli(with(words, {"-q"})).err.empty());
    }
  }
}

TEST_CASE("cli: a wrong command line ends with 2, whatever the command") {
  World world;
  for (const auto& example : all_examples()) {
    CAPTURE(example.words);
    const auto ran = world.sandbox.cli(with(words_of(example, world.names), {"--no-such-flag"}));
    CHECK(ran.exit_code == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.substr(0, 7) == "error: ");
  }
  for (const std::vector<std::string>& words : {std::vector<std::string>{"no-such-command"},
                                                {"checkout"},
                                                {"checkout", "create"},
                                                {"checkout", "create", "--amount", "5", "--amount-cents", "500"},
                                                {"checkout", "get"},
                                                {"clock", "advance", "soon"},
                                                {"pay", "cs_x", "cs_y"},
                                                {"exec", "--"},
                                                {"status", "--format", "{no_such_field}"}}) {
    CAPTURE(words);
    const auto ran = world.sandbox.cli(words);
    CHECK(ran.exit_code == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.substr(0, 7) == "error: ");
  }
  // Nothing of it was done.
  CHECK(cli_json(world.sandbox, {"status"}).at("counts").at("checkout_sessions") == 8);
}

TEST_CASE("cli: without a sandbox a command ends with 5, with a wrong key with 4") {
  World world;
  const SandboxFixture away({}, false);
  const std::vector<std::string> wrong_key{"--base-url", world.sandbox.ready().base_url, "--api-key",
                                           "sk_test_0123456789012345"};
  for (const auto& example : all_examples()) {
    if (example.needs == Needs::nothing) {
      continue;
    }
    const auto words = words_of(example, world.names);
    CAPTURE(example.words);
    const auto alone = away.cli(words);
    CHECK(alone.exit_code == 5);
    CHECK(alone.out.empty());
    CHECK(contains(alone.err, "start it:  satsrail start"));
    const auto stranger = away.cli(with(words, wrong_key));
    // An address is no secret, what everybody may see neither, and whoever signs in has no key.
    const std::set<std::string> needs_no_key{"inbox url", "plans list", "exchanges list", "staff login"};
    if (needs_no_key.count(example.command) == 1) {
      CHECK(stranger.exit_code == 0);
      continue;
    }
    CHECK(stranger.exit_code == 4);
    // `api` and its short forms show what was answered, whatever it was.
    const std::set<std::string> shows_answer{"api", "get", "post", "patch", "delete"};
    CHECK((shows_answer.count(example.command) == 1 || stranger.out.empty()));
  }
  // The folder of a sandbox that was killed: nobody answers there either.
  world.sandbox.kill_hard();
  const auto gone = world.sandbox.cli({"status", "--json"});
  CHECK(gone.exit_code == 5);
  CHECK(gone.out.empty());
  CHECK(json::parse(gone.err).at("error").at("code") == "sandbox_unreachable");
  CHECK(world.sandbox.cli({"stop"}).exit_code == 0);  // nothing to stop is fine
}

TEST_CASE("cli: what is not there ends with 1, and the API's own words are passed on") {
  World world;
  const std::map<std::string, std::string> strangers{{"checkout", "cs_000000000000000000000000000000"},
                                                     {"events", "evt_000000000000000000000000000000"}};
  for (const auto& example : all_examples()) {
    auto words = words_of(example, world.names);
    const auto command = std::find_if(table().begin(), table().end(),
                                      [&](const json& each) { return each.at("name") == example.command; });
    const auto& arguments = command->at("arguments");
    const bool names_an_object =
        !arguments.empty() && (arguments[0].at("name") == "ID" || arguments[0].at("name") == "TARGET");
    if (!names_an_object) {
      continue;
    }
    CAPTURE(example.words);
    const auto stranger = strangers.find(words[0]);
    const auto words_of_name = static_cast<std::size_t>(
        std::count(example.command, example.command + std::string(example.command).size(), ' ') + 1);
    words[words_of_name] = stranger == strangers.end() ? "01900000-0000-7000-8000-000000000000" : stranger->second;
    const auto ran = world.sandbox.cli(words);
    CHECK(ran.exit_code == 1);
    CHECK(ran.out.empty());
    const auto lines = std::count(ran.err.begin(), ran.err.end(), '\n');
    CHECK(lines == 3);  // what failed, why, what to do
  }
  // Under --json the error is an object on stderr, with the API's own details inside.
  const auto refused = world.sandbox.cli({"checkout", "create", "--amount-cents", "0", "--json"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.out.empty());
  const auto error = json::parse(refused.err).at("error");
  CHECK(error.at("code") == "validation_error");
  CHECK(error.at("exit_code") == 1);
  CHECK(error.at("details").at(0) == "Amount cents must be greater than 0");
  CHECK(error.at("request_id").get<std::string>().substr(0, 4) == "req_");

  // Over and done with: 410 and 409.
  auto api = world.sandbox.client();
  CHECK(world.sandbox.cli({"checkout", "expire", world.names["$second"]}).exit_code == 0);
  CHECK(world.sandbox.cli({"pay", world.names["$second"]}).exit_code == 1);
  CHECK(world.sandbox.cli({"checkout", "cancel", world.names["$paid"]}).exit_code == 1);
  CHECK(world.sandbox.cli({"api", "get", "no/such/thing"}).exit_code == 1);
  CHECK(world.sandbox.cli({"node", "decode", "lnbcrt500u1nonsense"}).exit_code == 1);
}

TEST_CASE("cli: waiting for a checkout ends with 0, 1 or 6") {
  World world;
  const auto wait = [&](const std::string& token, std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"checkout", "wait", token});
    return world.sandbox.cli(flags).exit_code;
  };
  CHECK(wait(world.names["$paid"], {}) == 0);
  CHECK(wait(world.names["$paid"], {"--status", "expired"}) == 1);
  CHECK(wait(world.names["$pending"], {"--timeout", "1ms"}) == 6);

  // One that is paid, and one that runs out, while somebody waits.
  const auto waiting = world.sandbox.cli_start({"checkout", "wait", world.names["$second"], "--timeout", "1m", "-v"});
  const auto expiring =
      world.sandbox.cli_start({"checkout", "wait", world.names["$third"], "--status", "expired", "--timeout", "1m"});
  auto api = world.sandbox.client();
  pay_checkout(api, world.names["$second"]);
  CHECK(waiting->wait().code == 0);
  advance(world.sandbox, "16m");
  CHECK(expiring->wait().code == 0);
}

TEST_CASE("cli: start, start again, stop, stop again") {
  SandboxFixture nowhere({}, false);
  struct StopAtLast {
    const SandboxFixture& sandbox;
    ~StopAtLast() { sandbox.cli({"stop"}); }
  } const stop_at_last{nowhere};
  const auto started = cli_json(nowhere, {"start", "--port", "0", "--webhook", "1/nobody", "--rate-limit", "off"});
  CHECK(started.at("type") == "ready");
  CHECK(started.at("webhook").at("url") == "http://localhost:1/nobody");
  const auto again = cli_json(nowhere, {"start"});
  CHECK(again.at("pid") == started.at("pid"));
  CHECK(again.at("keys") == started.at("keys"));
  const auto token = nowhere.cli({"checkout", "create", "--amount", "5", "-q"}).out;
  CHECK(token.substr(0, 3) == "cs_");
  const std::string base_url = started.at("base_url");
  CHECK(HttpClient(base_url).get("/livez").status == 200);
  CHECK(cli_json(nowhere, {"stop"}).at("status") == "stopped");
  CHECK_THROWS(HttpClient(base_url).get("/livez"));  // gone before `stop` returns
  CHECK(cli_json(nowhere, {"stop"}).at("status") == "not_running");
  CHECK(nowhere.cli({"status"}).exit_code == 5);

  const auto restarted = cli_json(nowhere, {"start", "--port", "0"});
  CHECK(restarted.at("keys") == started.at("keys"));
  CHECK(nowhere.cli({"checkout", "get", token.substr(0, token.size() - 1), "--format", "{status}"}).out == "pending\n");
}
