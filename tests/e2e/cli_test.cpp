// Every command of the table, as a user types it, against a real sandbox.

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

enum class Way { reads, changes, runs };  // `runs`: until it is told to stop
enum class Needs { nothing, sandbox };

// A word that begins with $ stands for something of the sandbox below.
struct Example {
  const char* command;
  const char* words;
  Way way;
  Needs needs = Needs::sandbox;
  const char* same_as = "";  // the GET whose body `--json` has to print
};

// Each command that the program knows stands here at least once, in an order that a sandbox can live through.
constexpr std::array k_examples{
    Example{"start", "start --dir $folder --port 0", Way::changes, Needs::nothing},
    Example{"serve", "serve --dir $folder2 --port 0 --db :memory:", Way::runs, Needs::nothing},
    Example{"status", "status", Way::reads},
    Example{"doctor", "doctor", Way::reads, Needs::nothing},
    Example{"stop", "stop --dir $folder", Way::changes, Needs::nothing},
    Example{"checkout create", "checkout create --amount 50.00 --email b@example.com --metadata order_id=1234",
            Way::changes},
    Example{"checkout get", "checkout get $paid", Way::reads, Needs::sandbox, "/api/v1/checkout_sessions/$paid"},
    Example{"checkout list", "checkout list", Way::reads, Needs::sandbox, "/api/v1/checkout_sessions"},
    Example{"checkout open", "checkout open $pending", Way::reads},
    Example{"pay", "pay $pending", Way::changes},
    Example{"checkout wait", "checkout wait $pending", Way::reads},
    Example{"checkout invoice", "checkout invoice $second --new", Way::changes},
    Example{"checkout qr", "checkout qr $qr", Way::reads},
    Example{"checkout cancel", "checkout cancel $second", Way::changes},
    Example{"checkout expire", "checkout expire $third", Way::changes},
    Example{"products create", "products create --name Tea --price 3.00 --slug tea", Way::changes},
    Example{"products list", "products list", Way::reads, Needs::sandbox, "/api/v1/products"},
    Example{"products get", "products get tea", Way::reads, Needs::sandbox, "/api/v1/products/tea"},
    Example{"products update", "products update tea --price 3.50 --clear sku", Way::changes},
    Example{"products link", "products link tea", Way::reads},
    Example{"products key", "products key tea", Way::reads},
    Example{"products rotate-key", "products rotate-key tea", Way::changes},
    Example{"products clear-old-key", "products clear-old-key tea", Way::changes},
    Example{"product-types create", "product-types create Leaves", Way::changes},
    Example{"product-types list", "product-types list", Way::reads, Needs::sandbox, "/api/v1/m/product_types"},
    Example{"product-types get", "product-types get $type", Way::reads, Needs::sandbox,
            "/api/v1/m/product_types/$type"},
    Example{"product-types update", "product-types update $type --position 9", Way::changes},
    Example{"taxes create", "taxes create VAT --rate 19.25", Way::changes},
    Example{"taxes list", "taxes list", Way::reads, Needs::sandbox, "/_sandbox/taxes"},
    Example{"discounts create", "discounts create Spring --amount 5.00", Way::changes},
    Example{"discounts list", "discounts list", Way::reads, Needs::sandbox, "/_sandbox/discounts"},
    Example{"catalog show", "catalog show", Way::reads, Needs::sandbox, "/api/v1/m/catalog"},
    Example{"catalog version", "catalog version", Way::reads, Needs::sandbox, "/api/v1/m/catalog/version"},
    Example{"products delete", "products delete tea", Way::changes},
    Example{"product-types delete", "product-types delete $type", Way::changes},
    Example{"taxes delete", "taxes delete $tax", Way::changes},
    Example{"discounts delete", "discounts delete $discount", Way::changes},
    Example{"transactions list", "transactions list", Way::reads, Needs::sandbox, "/api/v1/transactions"},
    Example{"transactions get", "transactions get $payment", Way::reads, Needs::sandbox,
            "/api/v1/transactions/$payment"},
    Example{"rates get", "rates get", Way::reads, Needs::sandbox, "/api/v1/rates"},
    Example{"rates set", "rates set 95000.00", Way::changes},
    Example{"rates list", "rates list", Way::reads, Needs::sandbox, "/_sandbox/rates"},
    Example{"rates mode", "rates mode walk --seed 7 --step 1m --sigma 0.5%", Way::changes},
    Example{"webhooks create", "webhooks create --url 1/nobody --events order.*", Way::changes},
    Example{"webhooks list", "webhooks list", Way::reads, Needs::sandbox, "/api/v1/webhooks"},
    Example{"webhooks get", "webhooks get $endpoint", Way::reads, Needs::sandbox, "/api/v1/webhooks/$endpoint"},
    Example{"webhooks update", "webhooks update $endpoint --description kitchen", Way::changes},
    Example{"webhooks delete", "webhooks delete $spare", Way::changes},
    Example{"listen", "listen --events checkout.*", Way::runs},
    Example{"trigger", "trigger order.created", Way::changes},
    Example{"events list", "events list", Way::reads, Needs::sandbox, "/_sandbox/events"},
    Example{"events get", "events get $event", Way::reads, Needs::sandbox, "/_sandbox/events/$event"},
    Example{"events wait", "events wait checkout.completed --where amount_cents=5000", Way::reads},
    Example{"events assert", "events assert checkout.completed", Way::reads},
    Example{"events resend", "events resend $event --times 2", Way::changes},
    Example{"deliveries list", "deliveries list", Way::reads, Needs::sandbox, "/_sandbox/deliveries"},
    Example{"deliveries get", "deliveries get $delivery", Way::reads, Needs::sandbox, "/_sandbox/deliveries/$delivery"},
    Example{"deliveries wait", "deliveries wait $delivery", Way::reads},
    Example{"deliveries assert", "deliveries assert --state delivered", Way::changes},
    Example{"deliveries retry", "deliveries retry $delivery", Way::changes},
    Example{"deliveries mode", "deliveries mode sync", Way::changes},
    Example{"node set", "node set fee=10 Keep-Invoices", Way::changes},
    Example{"node mode", "node mode manual", Way::changes},
    Example{"node outcomes", "node outcomes", Way::reads, Needs::sandbox, "/_sandbox/node/outcomes"},
    Example{"node mine", "node mine 2", Way::changes},
    Example{"node invoice", "node invoice --amount-sats 1000 --description tea", Way::changes},
    Example{"node settle", "node settle $held", Way::changes},
    Example{"node cancel", "node cancel $held2", Way::changes},
    Example{"node payments list", "node payments list", Way::reads, Needs::sandbox, "/_sandbox/node/payments"},
    Example{"node payments get", "node payments get $attempt", Way::reads, Needs::sandbox,
            "/_sandbox/node/payments/$attempt"},
    Example{"node invoices list", "node invoices list", Way::reads, Needs::sandbox, "/_sandbox/node/invoices"},
    Example{"node invoices get", "node invoices get $held", Way::reads, Needs::sandbox,
            "/_sandbox/node/invoices/$held"},
    Example{"clock show", "clock show", Way::reads},
    Example{"clock advance", "clock advance 16m", Way::changes},
    Example{"clock set", "clock set 2031-01-01T00:00:00Z", Way::changes},
    Example{"clock resume", "clock resume", Way::changes},
    Example{"clock freeze", "clock freeze", Way::changes},
    Example{"keys list", "keys list", Way::reads, Needs::sandbox, "/_sandbox/keys"},
    Example{"keys create", "keys create --kind publishable", Way::changes},
    Example{"keys revoke", "keys revoke $key", Way::changes},
    Example{"merchants create", "merchants create Bakery --plan pro", Way::changes},
    Example{"merchants list", "merchants list", Way::reads},
    Example{"merchants update", "merchants update $merchant --plan pro", Way::changes},
    Example{"merchants get", "merchants get $merchant", Way::reads},
    Example{"keys usage", "keys usage", Way::reads},
    Example{"wallets list", "wallets list", Way::reads, Needs::sandbox, "/api/v1/m/wallets"},
    Example{"wallets get", "wallets get $wallet", Way::reads, Needs::sandbox, "/api/v1/m/wallets/$wallet"},
    Example{"wallets create", "wallets create Cold --type bitcoin --status syncing", Way::changes},
    Example{"wallets update", "wallets update $wallet --status error", Way::changes},
    Example{"wallets delete", "wallets delete $wallet", Way::changes},
    Example{"merchant-documents list", "merchant-documents list", Way::reads},
    Example{"merchant-documents get", "merchant-documents get $document", Way::reads, Needs::sandbox,
            "/api/v1/m/merchant_documents/$document"},
    Example{"merchant-documents create", "merchant-documents create Passport --type id", Way::changes},
    Example{"merchant-documents delete", "merchant-documents delete $document", Way::changes},
    Example{"plans list", "plans list", Way::reads, Needs::sandbox, "/api/v1/pub/subscription_plans"},
    Example{"exchanges list", "exchanges list", Way::reads, Needs::sandbox, "/api/v1/pub/exchanges"},
    Example{"staff list", "staff list", Way::reads},
    Example{"staff create", "staff create bob@shop.test --password secret --role manager", Way::changes},
    Example{"staff login", "staff login ann@shop.test --password secret", Way::changes},
    Example{"staff delete", "staff delete $staff", Way::changes},
    Example{"seed", "seed $seed", Way::changes},
    Example{"faults add", "faults add --on api --match route=/api/v1/rates --status 503 --next 1 --match method=GET",
            Way::changes},
    Example{"faults list", "faults list", Way::reads, Needs::sandbox, "/_sandbox/faults"},
    Example{"faults get", "faults get $fault", Way::reads, Needs::sandbox, "/_sandbox/faults/$fault"},
    Example{"faults delete", "faults delete $fault", Way::changes},
    Example{"faults clear", "faults clear", Way::changes},
    Example{"inbox url", "inbox url shop", Way::reads},
    Example{"inbox list", "inbox list shop", Way::reads, Needs::sandbox, "/_sandbox/inbox/shop"},
    Example{"inbox get", "inbox get shop 1", Way::reads, Needs::sandbox, "/_sandbox/inbox/shop/1"},
    Example{"inbox clear", "inbox clear shop", Way::changes},
    Example{"logs list", "logs list --status 2xx", Way::reads},
    Example{"logs get", "logs get $request", Way::reads},
    Example{"logs tail", "logs tail --path /api", Way::runs},
    Example{"node info", "node info", Way::reads, Needs::sandbox, "/_sandbox/node"},
    Example{"snapshot save", "snapshot save here", Way::changes},
    Example{"snapshot list", "snapshot list", Way::reads},
    Example{"snapshot restore", "snapshot restore here", Way::changes},
    Example{"snapshot delete", "snapshot delete here", Way::changes},
    Example{"signature sign", "signature sign --secret whsec_x --body text", Way::reads, Needs::nothing},
    Example{"signature verify",
            "signature verify --secret whsec_x --body text --header "
            "662520dffa4c52fd20991c81316a2962749ec1eac42238d3c8807c214314385b",
            Way::reads, Needs::nothing},
    Example{"node decode", "node decode $bolt11", Way::reads, Needs::nothing},
    Example{"api", "api get rates", Way::reads, Needs::sandbox, "/api/v1/rates"},
    Example{"get", "get rates", Way::reads, Needs::sandbox, "/api/v1/rates"},
    Example{"post", "post checkout_sessions -d checkout_session[amount_cents]=500", Way::changes},
    Example{"patch", "patch webhooks/$endpoint -d webhook[description]=till", Way::changes},
    Example{"delete", "delete webhooks/$spare2", Way::changes},
    Example{"open", "open $paid", Way::reads},
    Example{"config set", "config set timeout 20s --local", Way::changes, Needs::nothing},
    Example{"config get", "config get timeout", Way::reads, Needs::nothing},
    Example{"config list", "config list --origin", Way::reads, Needs::nothing},
    Example{"config path", "config path", Way::reads, Needs::nothing},
    Example{"config unset", "config unset timeout --local", Way::changes, Needs::nothing},
    Example{"run", "run $scenario", Way::changes, Needs::nothing},
    Example{"exec", "exec -- true", Way::changes, Needs::nothing},
    Example{"completion", "completion bash", Way::reads, Needs::nothing},
    Example{"version", "version", Way::reads, Needs::nothing},
    Example{"help", "help pay", Way::reads, Needs::nothing},
    Example{"reset", "reset --yes", Way::changes},
};

using Names = std::map<std::string, std::string>;

std::string filled_in(std::string text, const Names& names) {
  const auto begin = text.find('$');
  return begin == std::string::npos ? text : text.substr(0, begin) + names.at(text.substr(begin));
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
  for (const auto& example : k_examples) {
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
  for (const auto& example : k_examples) {
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
    const std::set<std::string> without_json{"webhooks delete",
                                             "delete",
                                             "faults delete",
                                             "keys revoke",
                                             "exec",
                                             "wallets delete",
                                             "merchant-documents delete",
                                             "staff delete",
                                             "completion",
                                             "run",
                                             "products delete",
                                             "product-types delete",
                                             "taxes delete",
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
  for (const auto& example : k_examples) {
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
  CHECK(cli_json(world.sandbox, {"status"}).at("counts").at("checkout_sessions") == 7);
}

TEST_CASE("cli: without a sandbox a command ends with 5, with a wrong key with 4") {
  World world;
  const SandboxFixture away({}, false);
  const std::vector<std::string> wrong_key{"--base-url", world.sandbox.ready().base_url, "--api-key",
                                           "sk_test_0123456789012345"};
  for (const auto& example : k_examples) {
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
  for (const auto& example : k_examples) {
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
  CHECK(wait(world.names["$pending"], {"--timeout", "300ms"}) == 6);

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
