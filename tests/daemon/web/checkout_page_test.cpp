#include "daemon/web/checkout_page.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail::web;
using State = CheckoutView::State;

namespace {

// An order of two things at a shop, about to be paid.
CheckoutView coffee() {
  CheckoutView view;
  view.token = "cs_abc";
  view.merchant_name = "Acme Coffee";
  view.order_number = "ORD-1";
  view.items = {{"Ethiopia", "Light roast", "", 2, "36.00"}, {"Filters", "", "", 1, "14.00"}};
  view.amount = "50.00";
  view.currency = "usd";
  view.amount_sats = 50'000;
  view.bolt11 = "lnbcrt500u1pabc";
  view.qr_svg = "<svg viewBox=\"0 0 1 1\"></svg>";
  view.time_remaining_seconds = 872;
  view.expires_at = "2024-01-15T10:15:00Z";
  view.paid_at = "2024-01-15T10:07:42Z";
  view.success_redirect = "https://shop.example/thanks?checkout_id=cs_abc";
  view.cancel_redirect = "https://shop.example/cart";
  return view;
}

CheckoutView coffee(State state) {
  CheckoutView view = coffee();
  view.state = state;
  return view;
}

bool has(const Page& page, std::string_view text) {
  return page.html.find(text) != std::string::npos;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

// Every tag of the page, "<…>".
std::vector<std::string> tags_of(const Page& page) {
  std::vector<std::string> tags;
  std::string tag;
  bool in_quotes = false;
  for (const char c : page.html) {
    if (tag.empty() && c != '<') {
      continue;
    }
    tag += c;
    if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == '>' && !in_quotes) {
      tags.push_back(std::move(tag));
      tag.clear();
    }
  }
  CHECK(tag.empty());
  return tags;
}

const State k_states[] = {State::pending, State::completed, State::expired, State::cancelled};

}  // namespace

TEST_CASE("checkout page: a customer sees what is bought, what it costs and how to pay") {
  const Page page = render_checkout(coffee());
  CHECK(page.status == 200);
  CHECK(has(page, "<title>Pay $50.00 · Acme Coffee</title>"));
  CHECK(has(page, "Ethiopia"));
  CHECK(has(page, "Light roast"));
  CHECK(has(page, "Quantity 2"));
  CHECK(has(page, "$36.00"));
  CHECK(has(page, "$14.00"));
  CHECK(has(page, "50,000 sats"));
  CHECK(has(page, "<svg viewBox=\"0 0 1 1\"></svg>"));
  CHECK(has(page, "href=\"lightning:lnbcrt500u1pabc\""));
  CHECK(has(page, ">lnbcrt500u1pabc</textarea>"));
  CHECK(has(page, ">14:32</b>"));
  CHECK(has(page, "Order <bdi>ORD-1</bdi>"));
}

TEST_CASE("checkout page: it works without JavaScript, by forms to this origin") {
  const Page page = render_checkout(coffee());
  CHECK(has(page, "<form method=\"post\" action=\"/checkout/cs_abc/pay\""));
  CHECK(has(page, "<form method=\"post\" action=\"/checkout/cs_abc/expire\""));
  CHECK(has(page, "<form method=\"post\" action=\"/checkout/cs_abc/cancel\""));
  CHECK(count(page.html, "<button type=\"submit\"") == 3);
  CHECK(has(page, "Simulate payment"));
  CHECK(has(page, "<a href=\"/checkout/cs_abc\">Check the payment</a>"));
  // It looks again by itself when the time is up.
  CHECK(has(page, "<noscript><meta http-equiv=\"refresh\" content=\"873\"></noscript>"));
  // Buttons that only a script can serve stay hidden without one.
  CHECK(has(page, "data-copy hidden"));
  CHECK(has(page, "data-webln hidden"));
}

TEST_CASE("checkout page: nobody takes the sandbox for the real thing") {
  for (const State state : k_states) {
    CHECK(has(render_checkout(coffee(state)), "Sandbox — no real money moves"));
    CHECK(has(render_checkout(coffee(state)), "Test-mode keys"));
  }
  CheckoutView view = coffee();
  view.livemode = true;
  CHECK(has(render_checkout(view), "Sandbox — no real money moves"));
  CHECK(has(render_checkout(view), "Live-mode keys"));
}

TEST_CASE("checkout page: paid, and on to the shop") {
  const Page page = render_checkout(coffee(State::completed));
  CHECK(page.status == 200);
  CHECK(has(page, "<title>Paid $50.00 · Acme Coffee</title>"));
  CHECK(has(page, "Paid ✓"));
  CHECK(has(page, "15 January 2024, 10:07 UTC"));
  CHECK(has(page, "href=\"https://shop.example/thanks?checkout_id=cs_abc\" target=\"_top\">Return to shop</a>"));
  CHECK(has(page,
            "<noscript><meta http-equiv=\"refresh\" "
            "content=\"2;url=https://shop.example/thanks?checkout_id=cs_abc\"></noscript>"));
  CHECK_FALSE(has(page, "<form"));
  CHECK_FALSE(has(page, "lightning:"));
}

TEST_CASE("checkout page: paid, with nowhere to go, is a receipt") {
  CheckoutView view = coffee(State::completed);
  view.success_redirect.clear();
  view.customer_email = "alice@example.com";
  const Page page = render_checkout(view);
  CHECK(has(page, "Paid ✓"));
  CHECK(has(page, "ORD-1"));
  CHECK(has(page, "alice@example.com"));
  CHECK_FALSE(has(page, "http-equiv"));
  CHECK_FALSE(has(page, "Return to shop"));
}

TEST_CASE("checkout page: an expired one is gone, and waits for the customer to leave") {
  const Page page = render_checkout(coffee(State::expired));
  CHECK(page.status == 410);
  CHECK(has(page, "This checkout has expired"));
  CHECK(has(page, "You have not been charged"));
  CHECK(has(page, "href=\"https://shop.example/cart\""));
  CHECK(has(page, "data-redirect=\"\""));
  CHECK_FALSE(has(page, "http-equiv"));
  CHECK_FALSE(has(page, "<form"));
}

TEST_CASE("checkout page: a cancelled one leads back to where the shop wants its customer") {
  const Page page = render_checkout(coffee(State::cancelled));
  CHECK(page.status == 200);
  CHECK(has(page, "Checkout cancelled"));
  CHECK(has(page, "content=\"2;url=https://shop.example/cart\""));
  CHECK(has(page, "data-redirect=\"https://shop.example/cart\""));
}

TEST_CASE("checkout page: in a frame it goes nowhere by itself, and its forms come back to the frame") {
  CheckoutView view = coffee();
  view.embed = true;
  CHECK(has(render_checkout(view), "action=\"/checkout/cs_abc/pay?embed=1\""));
  for (const State state : {State::completed, State::cancelled}) {
    view.state = state;
    CHECK_FALSE(has(render_checkout(view), "http-equiv"));
  }
}

TEST_CASE("checkout page: no invoice yet is said, and can be tried again") {
  CheckoutView view = coffee();
  view.bolt11.clear();
  view.qr_svg.clear();
  const Page page = render_checkout(view);
  CHECK(page.status == 200);
  CHECK(has(page, "The Lightning invoice is not ready"));
  CHECK(has(page, "Try again"));
  CHECK_FALSE(has(page, "lightning:"));
  CHECK(has(page, "action=\"/checkout/cs_abc/cancel\""));
}

TEST_CASE("checkout page: hostile texts stay texts in every place") {
  const std::string attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&{}";
  for (const State state : k_states) {
    for (const bool embed : {false, true}) {
      CheckoutView view = coffee(state);
      view.embed = embed;
      view.token = view.merchant_name = view.order_number = view.amount = view.currency = view.bolt11 = attack;
      view.expires_at = view.paid_at = view.customer_name = view.customer_email = attack;
      view.items = {{attack, attack, "https://img.example/" + attack, 2, attack}};
      view.success_redirect = view.cancel_redirect = "https://shop.example/" + attack;
      const Page page = render_checkout(view);
      CHECK_FALSE(has(page, "alert(1)</script>"));
      CHECK_FALSE(has(page, "<img src=x"));
      CHECK(count(page.html, "<script") == 1);
      for (const std::string& tag : tags_of(page)) {
        CAPTURE(tag);
        // Outside of quotes a tag has only what we wrote.
        std::string bare;
        bool in_quotes = false;
        for (const char c : tag) {
          in_quotes = c == '"' ? !in_quotes : in_quotes;
          if (!in_quotes) {
            bare += c;
          }
        }
        CHECK(bare.find("alert") == std::string::npos);
        CHECK(bare.find(" on") == std::string::npos);
      }
    }
  }
}

TEST_CASE("checkout page: addresses that would run something are left out") {
  for (const char* address : {"javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example"}) {
    CAPTURE(address);
    for (const State state : k_states) {
      CheckoutView view = coffee(state);
      view.items[0].image_url = address;
      view.success_redirect = view.cancel_redirect = address;
      const Page page = render_checkout(view);
      CHECK_FALSE(has(page, address));
      CHECK_FALSE(has(page, "<img"));
      CHECK_FALSE(has(page, "Return to shop"));
    }
  }
  // An invoice is letters and digits; whatever else claims to be one gets no link of its own making.
  CheckoutView view = coffee();
  view.bolt11 = "x onclick=1";
  CHECK_FALSE(has(render_checkout(view), "href=\"lightning:x"));
}

TEST_CASE("checkout page: the security policy allows nothing inline and nothing from elsewhere") {
  std::vector<Page> pages;
  for (const State state : k_states) {
    pages.push_back(render_checkout(coffee(state)));
  }
  pages.push_back(render_not_found());
  pages.push_back(render_error(503, "Busy", "Later."));
  for (const Page& page : pages) {
    CHECK(page.content_security_policy ==
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
          "form-action 'self'; base-uri 'none'; frame-ancestors *");
    CHECK_FALSE(has(page, "<style"));
    CHECK_FALSE(has(page, " style=\""));
    CHECK_FALSE(has(page, "<script>"));
    CHECK(count(page.html, "src=\"/assets/") == count(page.html, "src=\""));
    for (const std::string& tag : tags_of(page)) {
      CAPTURE(tag);
      CHECK(tag.find(" on") == std::string::npos);
    }
  }
}

TEST_CASE("checkout page: pictures of products open the policy for images, and for what they use") {
  CheckoutView view = coffee();
  view.items[0].image_url = "https://img.example/a.png";
  Page page = render_checkout(view);
  CHECK(has(page, "src=\"https://img.example/a.png\""));
  CHECK(page.content_security_policy.find("img-src 'self' data: https:;") != std::string::npos);
  view.items[1].image_url = "HTTP://127.0.0.1:3000/b.png";
  page = render_checkout(view);
  CHECK(page.content_security_policy.find("img-src 'self' data: https: http:;") != std::string::npos);
  CHECK(page.content_security_policy.find("unsafe") == std::string::npos);
  view.state = State::expired;
  CHECK(render_checkout(view).content_security_policy.find("img-src 'self' data:;") != std::string::npos);
}

TEST_CASE("checkout page: headers keep the token to ourselves without blanking our forms' Origin") {
  const auto headers = response_headers(render_checkout(coffee()));
  const auto value = [&headers](std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& h) { return h.first == name; });
    return found == headers.end() ? std::string() : found->second;
  };
  CHECK(value("Referrer-Policy") == "same-origin");
  CHECK(value("X-Content-Type-Options") == "nosniff");
  CHECK(value("Cache-Control") == "no-store");
  CHECK(value("Content-Security-Policy") == render_checkout(coffee()).content_security_policy);
  CHECK(value("X-Frame-Options").empty());
}

TEST_CASE("checkout page: fifty items, a stranger's script and no description are nothing special") {
  CheckoutView view = coffee();
  view.items.assign(50, {"متجر القهوة", "", "", 1, "1.00"});
  view.items.push_back({});
  view.merchant_name = "Café 日本 ☕";
  view.currency = "eur";
  const Page page = render_checkout(view);
  CHECK(count(page.html, "<li class=\"item\">") == 51);
  CHECK(has(page, "<p class=\"item-name\" dir=\"auto\">متجر القهوة</p>"));
  CHECK(has(page, "<p class=\"item-name\" dir=\"auto\">Item</p>"));
  CHECK(has(page, "<title>Pay 50.00 EUR · Café 日本 ☕</title>"));
  CHECK_FALSE(has(page, "item-description"));
}

TEST_CASE("checkout page: a WebLN wallet comes before the page's own script, and only where it was asked for") {
  CHECK_FALSE(has(render_checkout(coffee()), "webln.js"));
  for (const auto wallet : {CheckoutView::Wallet::pays, CheckoutView::Wallet::declines}) {
    auto view = coffee();
    view.wallet = wallet;
    view.wallet_pubkey = "02ab";
    const auto page = render_checkout(view);
    const auto first = page.html.find("/assets/webln.js?v=");
    CHECK(first != std::string::npos);
    CHECK(first < page.html.find("/assets/checkout.js?v="));
    CHECK(has(page, wallet == CheckoutView::Wallet::pays ? "data-wallet=\"on\" data-wallet-node=\"02ab\""
                                                         : "data-wallet=\"reject\" data-wallet-node=\"02ab\""));
    CHECK(page.content_security_policy == render_checkout(coffee()).content_security_policy);
  }
}

TEST_CASE("checkout page: a payment that is on its way is said, and is no receipt") {
  auto view = coffee();
  view.on_its_way = true;
  const auto page = render_checkout(view);
  CHECK(has(page, "Your payment is on its way"));
  CHECK_FALSE(has(page, "Paid ✓"));
}

TEST_CASE("checkout page: trouble has pages too") {
  const auto unavailable = render_wallet_unavailable();
  CHECK(unavailable.status == 503);
  CHECK(has(unavailable, "wallet is not available"));
  CHECK(has(unavailable, "try again"));

  const Page missing = render_not_found();
  CHECK(missing.status == 404);
  CHECK(has(missing, "<title>Checkout not found</title>"));
  const Page busy = render_error(503, "A <busy> day", "Please \"wait\".");
  CHECK(busy.status == 503);
  CHECK(has(busy, "<title>A &lt;busy&gt; day</title>"));
  CHECK(has(busy, "Please &quot;wait&quot;."));
}
