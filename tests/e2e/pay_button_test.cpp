// pay.js in the page of a shop, and payment links, in a real browser.

#include "tests/e2e/shop.h"
#include "tests/support/browser.h"

#include <catch2/catch.hpp>

#include <functional>

using namespace satsrail::test;

namespace {

bool no_browser() {
  if (Browser::is_installed()) {
    return false;
  }
  WARN("SKIPPED: there is no browser to test the pages with; install the packages chromium and chromium-driver");
  return true;
}

constexpr std::string_view k_button = ".satsrail-pay-btn";
constexpr std::string_view k_frame = ".satsrail-overlay-frame";

// A shop on a port of its own, whose every page has these tags and writes down what it hears.
class Shop {
 public:
  explicit Shop(const std::string& tags) {
    m_receiver.always({Reply::Kind::answer,
                       200,
                       "<!doctype html><title>Shop</title><h1>Shop</h1><script>"
                       "window.heard = [];"
                       "for (const type of ['ready', 'completed', 'cancelled', 'expired', 'close', 'error'])"
                       "  document.addEventListener('satsrail:' + type, (event) =>"
                       "    window.heard.push({type, on: event.target.className || 'document', detail: event.detail}));"
                       "</script><p>" +
                           tags + "</p>",
                       {{"Content-Type", "text/html"}}});
  }
  std::string url(const std::string& path) const { return m_receiver.url(path); }

 private:
  Receiver m_receiver;
};

std::string tag(const SandboxFixture& sandbox, const std::string& attributes) {
  return "<script src=\"" + sandbox.ready().base_url + "/js/pay.js\" " + attributes + "></script>";
}

std::string tag_with_key(const SandboxFixture& sandbox, const std::string& attributes) {
  return tag(sandbox, "data-key=\"" + sandbox.ready().pk_test + "\" " + attributes);
}

void sell_coffee(const SandboxFixture& sandbox) {
  auto api = sandbox.client();
  expect(api.post("/api/v1/m/products", {{"product", {{"name", "Coffee"}, {"price_cents", 450}, {"slug", "coffee"}}}}),
         201);
}

// Until it holds, or patience ends.
bool comes_true(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
  }
  return true;
}

// What the shop's page heard of this kind, once it has.
json heard(const Browser& browser, const std::string& type) {
  json found;
  comes_true([&] {
    found = browser.run_script("return window.heard.find((event) => event.type === '" + type + "') || null");
    return !found.is_null();
  });
  return found;
}

json sessions(const SandboxFixture& sandbox) {
  auto api = sandbox.client();
  return list_all(api, "/api/v1/checkout_sessions");
}

}  // namespace

TEST_CASE("pay button: opens the checkout over the shop's page, tells it of the payment, and leads on") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  sell_coffee(sandbox);
  const Shop shop(tag_with_key(sandbox, R"(data-product="coffee" data-mode="iframe" data-success-url="/thanks?a=1")"));
  Browser browser;
  browser.open(shop.url("/cart"));
  CHECK(browser.text(std::string(k_button)) == "Pay with Bitcoin ⚡");
  browser.click(std::string(k_button));
  const auto ready = heard(browser, "ready");
  CHECK(ready.at("on") == "satsrail-pay-btn");
  const std::string token = ready.at("detail").at("checkout_id");
  CHECK(browser.attribute(".satsrail-overlay", "aria-modal") == "true");
  browser.enter_frame(std::string(k_frame));
  CHECK(browser.text("h1") == "$4.50");
  browser.click_button("Simulate payment");
  browser.wait_for_text("Paid ✓");
  browser.leave_frame();
  const auto completed = heard(browser, "completed");
  const auto led_to = shop.url("/thanks?a=1&checkout_id=" + token);
  if (!completed.is_null()) {  // or the page is gone already
    CHECK(completed.at("detail").at("redirect_url") == led_to);
    CHECK(completed.at("detail").at("status") == "completed");
    CHECK(completed.at("detail").at("order_number").get<std::string>().substr(0, 4) == "ORD-");
  }
  CHECK(comes_true([&] { return browser.url() == led_to; }));
  CHECK(sessions(sandbox).size() == 1);
}

TEST_CASE("pay button: a checkout that is closed unpaid is shown again, a cancelled one is not") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  const Shop shop(tag_with_key(sandbox, R"(data-amount="500" data-label="Tip us" data-mode="iframe")"));
  Browser browser;
  browser.open(shop.url("/"));
  browser.click_button("Tip us");
  const std::string token = heard(browser, "ready").at("detail").at("checkout_id");
  browser.click(".satsrail-overlay-close");
  CHECK(heard(browser, "close").at("detail").at("checkout_id") == token);
  CHECK(browser.count(".satsrail-overlay") == 0);
  CHECK(browser.run_script("return document.activeElement.className") == "satsrail-pay-btn");

  // Escape, pressed inside of the frame.
  browser.run_script("window.heard = []");
  browser.click_button("Tip us");
  CHECK(heard(browser, "ready").at("detail").at("checkout_id") == token);
  browser.enter_frame(std::string(k_frame));
  browser.type("textarea.bolt11", "\uE00C");
  browser.leave_frame();
  CHECK_FALSE(heard(browser, "close").is_null());
  CHECK(sessions(sandbox).size() == 1);

  browser.run_script("window.heard = []");
  browser.click_button("Tip us");
  browser.enter_frame(std::string(k_frame));
  browser.click_button("Cancel and return to the shop");
  browser.leave_frame();
  const auto cancelled = heard(browser, "cancelled");
  CHECK(cancelled.at("detail").at("status") == "cancelled");
  CHECK(comes_true([&] { return browser.count(".satsrail-overlay") == 0; }));
  CHECK(browser.url() == shop.url("/"));
  browser.run_script("window.heard = []");
  browser.click_button("Tip us");
  CHECK(heard(browser, "ready").at("detail").at("checkout_id") != token);
}

TEST_CASE("pay button: in a new tab, which goes to the shop while the page it came from is told") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  const Shop shop(tag_with_key(sandbox, R"(data-amount="500" data-mode="new_tab" data-success-url="/thanks")"));
  Browser browser;
  browser.open(shop.url("/cart"));
  browser.click(std::string(k_button));
  const std::string token = heard(browser, "ready").at("detail").at("checkout_id");
  CHECK(browser.windows() == 2);
  browser.go_to_newest_window();
  browser.click_button("Simulate payment");
  CHECK(comes_true([&] { return browser.url() == shop.url("/thanks?checkout_id=" + token); }));
  browser.go_to_first_window();
  CHECK(heard(browser, "completed").at("detail").at("checkout_id") == token);
  CHECK(browser.url() == shop.url("/cart"));
}

TEST_CASE("pay button: in place of the shop's page, and back to it") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  const Shop shop(tag_with_key(sandbox, R"(data-amount="500" data-mode="redirect" data-cancel-url="/cart")"));
  Browser browser;
  browser.open(shop.url("/pay"));
  browser.click(std::string(k_button));
  browser.wait_for_text("Waiting for your payment");
  const std::string token = sessions(sandbox).at(0).at("token");
  CHECK(browser.url() == sandbox.ready().base_url + "/checkout/" + token);
  browser.click_button("Simulate payment");
  // Where it came from, unless told otherwise.
  CHECK(comes_true([&] { return browser.url() == shop.url("/pay?checkout_id=" + token); }));
  browser.click(std::string(k_button));
  browser.click_button("Cancel and return to the shop");
  CHECK(comes_true([&] { return browser.url() == shop.url("/cart"); }));
}

TEST_CASE("pay button: opens as the merchant has set it where the tag says nothing") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  const Shop shop(tag_with_key(sandbox, R"(data-amount="500")"));
  Browser browser;
  browser.open(shop.url("/cart"));
  browser.click(std::string(k_button));
  CHECK_FALSE(heard(browser, "ready").is_null());
  CHECK(browser.count(".satsrail-overlay") == 1);
  CHECK(browser.windows() == 1);

  REQUIRE(sandbox.cli({"merchants", "update", "--checkout-mode", "new_tab"}).exit_code == 0);
  browser.open(shop.url("/cart"));
  browser.click(std::string(k_button));
  CHECK_FALSE(heard(browser, "ready").is_null());
  CHECK(browser.windows() == 2);
  CHECK(browser.count(".satsrail-overlay") == 0);

  REQUIRE(sandbox.cli({"merchants", "update", "--checkout-mode", "redirect"}).exit_code == 0);
  browser.open(shop.url("/cart"));
  browser.click(std::string(k_button));
  browser.wait_for_text("Waiting for your payment");
  CHECK(browser.url() ==
        sandbox.ready().base_url + "/checkout/" + sessions(sandbox).at(0).at("token").get<std::string>());
}

TEST_CASE("pay button: what is wrong with a tag stands beside its button, and the other buttons work") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  const Shop shop(tag(sandbox, R"(data-key="sk_test_secret" data-product="coffee")") +
                  tag(sandbox, R"(data-key="coffee" data-product="coffee")") + tag_with_key(sandbox, "") +
                  tag_with_key(sandbox, R"(data-amount="4.50")") +
                  tag_with_key(sandbox, R"(data-amount="450" data-mode="popup")") +
                  tag_with_key(sandbox, R"(data-amount="450" data-mode="iframe" data-label="Good one")"));
  Browser browser;
  browser.open(shop.url("/"));
  for (const char* complaint :
       {"data-key is a secret key, which must never stand in a page", "data-key must be a publishable key",
        "data-product or data-amount is missing", "data-amount must be a whole number of cents",
        "data-mode must be iframe, new_tab, redirect"}) {
    browser.wait_for_text(complaint);
  }
  CHECK(browser.count(".satsrail-pay-btn:disabled") == 5);
  browser.click_button("Good one");
  CHECK_FALSE(heard(browser, "ready").is_null());
  CHECK(sessions(sandbox).size() == 1);
}

TEST_CASE("pay button: an error of the API, a limit and a dead network are told, and the next click tries again") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const Shop shop(tag_with_key(sandbox, R"(data-product="coffee" data-mode="iframe")"));
  Browser browser;
  browser.open(shop.url("/"));
  browser.click(std::string(k_button));
  browser.wait_for_text("The checkout could not be opened: Product not found.");
  const auto error = heard(browser, "error");
  CHECK(error.at("detail").at("code") == "not_found");
  CHECK(error.at("detail").at("status") == 404);
  browser.wait_for_button("Try again");

  sell_coffee(sandbox);
  expect(api.post("/_sandbox/faults", {{"fault",
                                        {{"on", "api"},
                                         {"match", {{"route", "/api/v1/checkout_sessions"}, {"method", "POST"}}},
                                         {"action", {{"status", 429}}},
                                         {"next", 1}}}}),
         201);
  browser.click_button("Try again");
  browser.wait_for_text("Too many requests.");
  browser.click_button("Try again");
  CHECK_FALSE(heard(browser, "ready").is_null());
  CHECK(browser.text(".satsrail-pay-error").empty());

  browser.open(shop.url("/"));
  browser.wait_for_button("Pay with Bitcoin ⚡");
  sandbox.kill_hard();
  browser.click(std::string(k_button));
  browser.wait_for_text("The payment service did not answer.");
}

TEST_CASE("pay button: what another window says is not believed") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  const Shop shop(tag_with_key(sandbox, R"(data-amount="500" data-mode="iframe")"));
  Browser browser;
  browser.open(shop.url("/"));
  browser.click(std::string(k_button));
  const std::string token = heard(browser, "ready").at("detail").at("checkout_id");
  browser.run_script("window.postMessage({source: 'satsrail', type: 'satsrail:completed', checkout_id: '" + token +
                     "', redirect_url: 'http://127.0.0.1:1/evil'}, '*');"
                     "window.addEventListener('message', () => { window.arrived = true; });"
                     "window.postMessage('last', '*');");
  CHECK(comes_true([&] { return browser.run_script("return window.arrived === true") == true; }));
  CHECK(browser.run_script("return window.heard.map((event) => event.type)") == json{"ready"});
  CHECK(browser.count(".satsrail-overlay") == 1);
}

TEST_CASE("pay button: a shop's own script opens what its server made, and hears what becomes of it") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto token = create_checkout(api, {{"amount_cents", 700}});
  const Shop shop(tag(sandbox, ""));
  Browser browser;
  browser.open(shop.url("/"));
  CHECK(browser.count(std::string(k_button)) == 0);
  browser.run_script("SatsRail.on('completed', (detail) => { window.paid = detail.checkout_id; }); SatsRail.open('" +
                     token + "')");
  CHECK(heard(browser, "ready").at("on") == "document");
  CHECK(sandbox.cli({"pay", token}).exit_code == 0);
  CHECK(comes_true([&] { return browser.run_script("return window.paid || null") == token; }));
  // Nowhere to go: the receipt stays until it is closed, from inside.
  browser.enter_frame(std::string(k_frame));
  browser.click_button("Close");
  browser.leave_frame();
  CHECK(comes_true([&] { return browser.count(".satsrail-overlay") == 0; }));
}

TEST_CASE("payment link: a visit begins a checkout, which can be paid, and a wrong one says so") {
  if (no_browser()) {
    return;
  }
  SandboxFixture sandbox;
  sell_coffee(sandbox);
  Browser browser;
  browser.open(sandbox.ready().base_url + "/pay/coffee");
  CHECK(browser.text(".item-name") == "Coffee");
  const std::string token = sessions(sandbox).at(0).at("token");
  CHECK(browser.url() == sandbox.ready().base_url + "/checkout/" + token);
  browser.click_button("Simulate payment");
  browser.wait_for_text("Paid ✓");
  browser.open(sandbox.ready().base_url + "/pay/tea");
  browser.wait_for_text("Product not found");
  CHECK(browser.count("form") == 0);
  CHECK(sessions(sandbox).size() == 1);
}
