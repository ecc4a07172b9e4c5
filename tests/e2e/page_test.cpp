// The hosted page in a real browser, as a buyer meets it.

#include "tests/e2e/shop.h"
#include "tests/support/browser.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>

using namespace satsrail::test;

namespace {

bool no_browser() {
  if (Browser::is_installed()) {
    return false;
  }
  WARN("SKIPPED: there is no browser to test the pages with; install the packages chromium and chromium-driver");
  return true;
}

// The shop's own pages.
class ShopPages {
 public:
  ShopPages() {
    m_receiver.always({Reply::Kind::answer,
                       200,
                       "<!doctype html><title>Shop</title><p id=shop>Welcome back</p>",
                       {{"Content-Type", "text/html"}}});
  }
  std::string url(const std::string& path) const { return m_receiver.url(path); }
  // Was this page asked for, query included?
  bool was_visited(const std::string& target) const {
    const auto requests = m_receiver.requests();
    return std::any_of(requests.begin(), requests.end(), [&](const auto& request) { return request.target == target; });
  }

 private:
  Receiver m_receiver;
};

struct Checkout {
  std::string token;
  std::string url;
};

Checkout open_checkout(const SandboxFixture& sandbox, const json& fields) {
  auto api = sandbox.client();
  const auto token = create_checkout(api, fields);
  return {token, sandbox.ready().base_url + "/checkout/" + token};
}

std::vector<std::string> severe(const std::vector<std::string>& console) {
  std::vector<std::string> found;
  std::copy_if(console.begin(), console.end(), std::back_inserter(found), [](const std::string& line) {
    // The page of an expired checkout is a 410, and Chromium's console says so of everything above 399.
    return contains(line, "SEVERE") && !contains(line, "(Gone)") && !contains(line, "(Not Found)") &&
           !contains(line, "(Unprocessable");
  });
  return found;
}

}  // namespace

TEST_CASE("page: a buyer reads the amount, pays with one click and lands in the shop") {
  if (no_browser()) {
    return;
  }
  const ShopPages shop;
  SandboxFixture sandbox;
  const auto checkout = open_checkout(sandbox, {{"amount_cents", 5000},
                                                {"customer_email", "buyer@example.com"},
                                                {"success_url", shop.url("/success?lang=en#top")},
                                                {"cancel_url", shop.url("/cart")}});
  Browser browser;
  browser.open(checkout.url);
  CHECK(contains(browser.title(), "$50.00"));
  CHECK(browser.text("h1") == "$50.00");
  CHECK(contains(browser.text(".amount-sats"), "50,000"));
  CHECK(contains(browser.text(".sandbox"), "no real money moves"));
  CHECK(browser.count("a.qr svg") == 1);
  CHECK(browser.attribute("a.qr", "href").substr(0, 17) == "lightning:lnbcrt5");
  CHECK(browser.attribute("textarea.bolt11", "readonly") == "true");
  browser.wait_for_text("Waiting for your payment");

  // The countdown counts.
  const auto countdown = browser.text("[data-countdown]");
  CHECK(std::regex_match(countdown, std::regex("1[45]:[0-5][0-9]")));
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  while (browser.text("[data-countdown]") == countdown && std::chrono::steady_clock::now() < deadline) {
  }
  CHECK(browser.text("[data-countdown]") < countdown);

  browser.click_button("Simulate payment");
  CHECK(browser.text("#shop") == "Welcome back");
  CHECK(browser.url() == shop.url("/success?lang=en&checkout_id=" + checkout.token + "#top"));
  CHECK(shop.was_visited("/success?lang=en&checkout_id=" + checkout.token));
  CHECK(severe(browser.console()) == std::vector<std::string>{});
}

TEST_CASE("page: follows what happens elsewhere: a payment, a cancellation, the end of time") {
  if (no_browser()) {
    return;
  }
  const ShopPages shop;
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Browser browser;

  // No success_url: the page stays, as the receipt.
  const auto paid = open_checkout(sandbox, {{"amount_cents", 1234}});
  browser.open(paid.url);
  browser.wait_for_text("Waiting for your payment");
  CHECK(sandbox.cli({"pay", paid.token}).exit_code == 0);
  browser.wait_for_text("Paid ✓");
  CHECK(browser.text(".paid-amount") == "$12.34");
  CHECK(browser.count("form[data-action]") == 0);
  CHECK(contains(browser.text(".receipt"),
                 list_all(api, "/api/v1/transactions").at(0).at("order_number").get<std::string>()));

  const auto cancelled = open_checkout(sandbox, {{"amount_cents", 100}});
  browser.open(cancelled.url);
  CHECK(sandbox.cli({"checkout", "cancel", cancelled.token}).exit_code == 0);
  browser.wait_for_text("Checkout cancelled");

  const auto expired = open_checkout(sandbox, {{"amount_cents", 100}, {"cancel_url", shop.url("/cart")}});
  browser.open(expired.url);
  browser.wait_for_text("Waiting for your payment");
  advance(sandbox, "16m");
  browser.wait_for_text("This checkout has expired");
  CHECK(browser.count("a.qr") == 0);
  // It leads back by a click, not by itself.
  CHECK(browser.url() == expired.url);
  browser.click(".outcome .actions a");
  CHECK(browser.text("#shop") == "Welcome back");
  CHECK(browser.url() == shop.url("/cart"));
  CHECK(severe(browser.console()) == std::vector<std::string>{});
}

TEST_CASE("page: a buyer gives up, or lets time run out") {
  if (no_browser()) {
    return;
  }
  const ShopPages shop;
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Browser browser;
  const auto cancelled =
      open_checkout(sandbox, {{"amount_cents", 100}, {"cancel_url", shop.url("/cart?from=checkout")}});
  browser.open(cancelled.url);
  browser.click_button("Cancel and return to the shop");
  CHECK(browser.text("#shop") == "Welcome back");
  CHECK(browser.url() == shop.url("/cart?from=checkout"));
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + cancelled.token), 200).at("status") == "cancelled");

  const auto expired = open_checkout(sandbox, {{"amount_cents", 100}});
  browser.open(expired.url);
  browser.click_button("Simulate expiry");
  browser.wait_for_text("This checkout has expired");
  CHECK(api.get("/api/v1/checkout_sessions/" + expired.token).status == 410);
  CHECK(severe(browser.console()) == std::vector<std::string>{});
}

TEST_CASE("page: works without JavaScript, by plain forms") {
  if (no_browser()) {
    return;
  }
  const ShopPages shop;
  SandboxFixture sandbox;
  Browser browser(Browser::Scripts::blocked);
  const auto stays = open_checkout(sandbox, {{"amount_cents", 5000}});
  browser.open(stays.url);
  CHECK(browser.text("h1") == "$50.00");
  CHECK(browser.count("a.qr svg") == 1);
  CHECK(browser.attribute("[data-copy]", "hidden") == "true");  // no script has shown what only a script can do
  browser.wait_for_text("Check the payment");                   // what the script would do by itself
  browser.click_button("Simulate payment");
  browser.wait_for_text("Paid ✓");
  CHECK(browser.url() == stays.url);

  const auto paid = open_checkout(sandbox, {{"amount_cents", 5000}, {"success_url", shop.url("/success")}});
  browser.open(paid.url);
  browser.click_button("Simulate payment");
  CHECK(browser.text("#shop") == "Welcome back");
  CHECK(browser.url() == shop.url("/success?checkout_id=" + paid.token));

  const auto cancelled = open_checkout(sandbox, {{"amount_cents", 100}});
  browser.open(cancelled.url);
  browser.click_button("Cancel payment");
  browser.wait_for_text("Checkout cancelled");

  const auto expired = open_checkout(sandbox, {{"amount_cents", 100}});
  browser.open(expired.url);
  advance(sandbox, "16m");
  browser.click(".refresh a");
  browser.wait_for_text("This checkout has expired");
}

TEST_CASE("page: what a shop writes is text, and nothing but text") {
  if (no_browser()) {
    return;
  }
  const ShopPages shop;
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const std::string name = R"(<img src=x onerror="document.title='owned'"> & "quotes" 'n' {}</title>)";
  const std::string description = R"(</p><script>document.title='owned'</script><!-- ${7*7} {{7*7}})";
  const auto product = expect(
      api.post(
          "/api/v1/products",
          {{"product",
            {{"name", name}, {"description", description}, {"price_cents", 450}, {"image_url", shop.url("/a.png")}}}}),
      201);
  const auto checkout =
      open_checkout(sandbox, {{"product_id", product.at("id")},
                              {"customer_name", "<b>Eve</b>"},
                              {"metadata", {{"note", "</script><script>document.title='owned'</script>"}}}});
  Browser browser;
  browser.open(checkout.url);
  CHECK(browser.text(".item-name") == name);
  CHECK(browser.text(".item-description") == description);
  CHECK(browser.count("img[src=x]") == 0);
  CHECK(browser.count("img.item-image") == 1);
  CHECK(browser.count("main script") == 0);
  CHECK(contains(browser.text(".about"), "<b>Eve</b>"));
  CHECK_FALSE(contains(browser.title(), "owned"));
  browser.click_button("Simulate payment");
  browser.wait_for_text("Paid ✓");
  CHECK(contains(browser.text(".receipt"), "<b>Eve</b>"));
  CHECK_FALSE(contains(browser.title(), "owned"));
  for (const auto& line : browser.console()) {
    CAPTURE(line);
    CHECK_FALSE(contains(line, "Content Security Policy"));
  }
}

TEST_CASE("page: inside a frame it tells the shop's page, and leaves the way to it") {
  if (no_browser()) {
    return;
  }
  const ShopPages shop;
  SandboxFixture sandbox;
  const auto checkout = open_checkout(sandbox, {{"amount_cents", 100}, {"success_url", shop.url("/success")}});
  Browser browser;
  browser.open(shop.url("/cart"));
  browser.run_script(
      "window.told = [];"
      "window.addEventListener('message', (message) => window.told.push(message.data));"
      "const frame = document.createElement('iframe');"
      "frame.src = '" +
      checkout.url +
      "?embed=1';"
      "document.body.append(frame);");
  // What it told last, once it has told this.
  const auto told = [&](const std::string& type) {
    json last;
    const auto deadline = std::chrono::steady_clock::now() + k_patience;
    do {
      last = browser.run_script("return window.told.find((message) => message.type === '" + type + "') || null");
    } while (last.is_null() && std::chrono::steady_clock::now() < deadline);
    return last;
  };
  CHECK(told("satsrail:ready").at("checkout_id") == checkout.token);
  CHECK(sandbox.cli({"pay", checkout.token}).exit_code == 0);
  const auto completed = told("satsrail:completed");
  CHECK(completed.at("status") == "completed");
  CHECK(completed.at("redirect_url") == shop.url("/success?checkout_id=" + checkout.token));
  CHECK(browser.url() == shop.url("/cart"));
  CHECK_FALSE(shop.was_visited("/success?checkout_id=" + checkout.token));
}

TEST_CASE("page: a payment that fails is told to the buyer, and the shop hears nothing of it") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Browser browser;
  const auto checkout =
      open_checkout(sandbox, {{"amount_cents", 5000}, {"metadata", {{"satsrail_outcome", "no_route"}}}});
  browser.open(checkout.url);
  browser.click_button("Simulate payment");
  browser.wait_for_text("Payment failed: no route to the payee was found");
  browser.wait_for_text("Waiting for your payment");
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + checkout.token), 200).at("status") == "pending");
  CHECK(list_all(api, "/_sandbox/events", "type=payment.received").empty());
  // The button is there for another try.
  browser.click_button("Simulate payment");
  browser.wait_for_text("Payment failed: no route to the payee was found");

  // Without JavaScript the form leads back to the page, which waits on.
  Browser plain(Browser::Scripts::blocked);
  plain.open(checkout.url);
  plain.click_button("Simulate payment");
  plain.wait_for_text("Waiting for your payment");
  CHECK(plain.url() == checkout.url);
}

TEST_CASE("page: a shop that asks who its customers are has the page ask first, with scripts and without") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  REQUIRE(sandbox.cli({"merchants", "update", "--customer-fields", "email,name,address"}).exit_code == 0);
  auto api = sandbox.client();
  for (const auto scripts : {Browser::Scripts::run, Browser::Scripts::blocked}) {
    Browser browser(scripts);
    const auto checkout = open_checkout(sandbox, {{"amount_cents", 5000}, {"customer_name", "Ada"}});
    browser.open(checkout.url);
    CHECK(browser.text("h1") == "$50.00");
    CHECK(browser.count("a.qr svg") == 0);
    CHECK(browser.attribute("#customer-name", "value") == "Ada");
    CHECK(browser.count("#customer-phone") == 0);
    browser.type("#customer-email", "ada@example.com");
    browser.type("#customer-name", "   ");  // enough for the browser, not for us
    browser.type("#customer-address", "1 Main St");
    browser.click_button("Continue to payment");
    CHECK(browser.text("#error-name") == "Name can't be blank");
    CHECK(browser.attribute("#customer-email", "value") == "ada@example.com");
    browser.type("#customer-name", "Ada B\u00fcyer");
    browser.click_button("Continue to payment");
    CHECK(browser.count("form.customer-form") == 0);
    browser.click_button("Simulate payment");
    browser.wait_for_text("Paid ✓");
    CHECK(browser.url() == checkout.url);
    const auto session = expect(api.get("/api/v1/checkout_sessions/" + checkout.token), 200);
    CHECK(session.at("customer_name") == "Ada B\u00fcyer");
    CHECK(session.at("customer_address") == "1 Main St");
    CHECK(severe(browser.console()) == std::vector<std::string>{});
  }
}

TEST_CASE("page: a payment that is held is on its way until the node settles it") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  Browser browser;
  const auto checkout = open_checkout(sandbox, {{"amount_cents", 5000}, {"metadata", {{"satsrail_outcome", "held"}}}});
  browser.open(checkout.url);
  browser.wait_for_text("Waiting for your payment");
  browser.click_button("Simulate payment");
  browser.wait_for_text("Your payment is on its way");
  browser.click_button("Simulate payment");
  browser.wait_for_text("payment is in transition (of alice)");
  CHECK(sandbox.cli({"node", "settle", checkout.token}).exit_code == 0);
  browser.wait_for_text("Paid ✓");

  // Sent back instead: the page shows a new invoice, to be tried again.
  const auto returned = open_checkout(sandbox, {{"amount_cents", 100}, {"metadata", {{"satsrail_outcome", "held"}}}});
  browser.open(returned.url);
  browser.click_button("Simulate payment");
  browser.wait_for_text("Your payment is on its way");
  CHECK(sandbox.cli({"node", "cancel", returned.token}).exit_code == 0);
  browser.wait_for_text("Waiting for your payment");
}

TEST_CASE("page: a WebLN wallet pays, declines, and finds no route") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  auto api = sandbox.client();
  Browser browser;
  const auto without = open_checkout(sandbox, {{"amount_cents", 100}});
  browser.open(without.url);
  CHECK(browser.run_script("return typeof window.webln") == "undefined");

  CHECK(sandbox.cli({"node", "set", "webln"}).exit_code == 0);
  const auto paid = open_checkout(sandbox, {{"amount_cents", 5000}});
  browser.open(paid.url);
  browser.wait_for_button("Pay with browser wallet");
  browser.run_script("window.webln.getInfo().then((info) => { window.info = info; })");
  CHECK(browser.run_script("return window.info.node.pubkey") ==
        expect(api.get("/_sandbox/node"), 200).at("payer").at("pubkey"));
  browser.click_button("Pay with browser wallet");
  browser.wait_for_text("Paid ✓");
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + paid.token), 200).at("status") == "completed");

  // What the shop's own script gets to see.
  const auto send = [&](const std::string& url) {
    browser.open(url);
    browser.run_script(
        "window.ended = null;"
        "window.webln.enable().then(() => window.webln.sendPayment(document.getElementById('bolt11').value))"
        ".then((done) => { window.ended = done; }, (error) => { window.ended = {name: error.name, message: "
        "error.message}; });");
  };
  const auto ended = [&] {
    json value;
    const auto deadline = std::chrono::steady_clock::now() + k_patience;
    do {
      value = browser.run_script("return window.ended");
    } while (value.is_null() && std::chrono::steady_clock::now() < deadline);
    return value;
  };
  const auto outcome = [&](const char* name) {
    return open_checkout(sandbox, {{"amount_cents", 100}, {"metadata", {{"satsrail_outcome", name}}}});
  };
  send(outcome("no_route").url);
  CHECK(ended().at("name") == "RoutingError");
  send(outcome("insufficient_balance").url);
  CHECK(ended().at("name") == "InsufficientBalanceError");
  const auto held = outcome("held");
  send(held.url);
  browser.wait_for_text("Waiting for your payment");
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  while (list_all(api, "/_sandbox/node/payments", "q%5Bstatus_eq%5D=in_flight").empty() &&
         std::chrono::steady_clock::now() < deadline) {
  }
  CHECK(browser.run_script("return window.ended").is_null());
  CHECK(sandbox.cli({"node", "settle", held.token}).exit_code == 0);
  CHECK(ended().at("preimage") == expect(api.get("/_sandbox/node/invoices/" + held.token), 200).at("preimage"));

  CHECK(sandbox.cli({"node", "set", "webln=reject"}).exit_code == 0);
  const auto declined = open_checkout(sandbox, {{"amount_cents", 100}});
  send(declined.url);
  CHECK(ended() == json{{"name", "RejectionError"}, {"message", "User rejected"}});
  browser.click_button("Pay with browser wallet");
  browser.wait_for_text("Your wallet did not pay: User rejected.");
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + declined.token), 200).at("status") == "pending");
  for (const auto& line : browser.console()) {
    CAPTURE(line);
    CHECK_FALSE(contains(line, "Content Security Policy"));
  }
}

TEST_CASE("page: while the shop's node is down the page says so, and comes back with it") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  CHECK(sandbox.cli({"node", "set", "offline"}).exit_code == 0);
  const auto checkout = open_checkout(sandbox, {{"amount_cents", 100}});
  Browser browser;
  browser.open(checkout.url);
  browser.wait_for_text("The shop's wallet is not available");
  CHECK(browser.count("form") == 0);
  CHECK(sandbox.cli({"node", "set", "offline=off"}).exit_code == 0);
  browser.open(checkout.url);
  browser.wait_for_text("Waiting for your payment");
}

TEST_CASE("page: an address that nobody gave out") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  Browser browser;
  browser.open(sandbox.ready().base_url + "/checkout/cs_000000000000000000000000000000");
  browser.wait_for_text("Checkout not found");
  CHECK(browser.count("form") == 0);
  CHECK(severe(browser.console()) == std::vector<std::string>{});
}
