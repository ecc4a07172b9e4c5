#include "daemon/web/checkout_page.h"

#include "daemon/web/display.h"

#include <algorithm>
#include <cctype>

namespace satsrail::web {

namespace {

using State = CheckoutView::State;

bool asks_first(const CheckoutView& view) {
  return view.state == State::pending && !view.asked.empty();
}

// What the script reads: a page that asks first is followed in another way.
std::string_view state_name(const CheckoutView& view) {
  switch (view.state) {
    case State::pending:
      return asks_first(view) ? "asking" : "pending";
    case State::completed:
      return "completed";
    case State::expired:
      return "expired";
    case State::cancelled:
      return "cancelled";
  }
  return {};
}

std::string_view merchant(const CheckoutView& view) {
  return view.merchant_name.empty() ? std::string_view("the shop") : std::string_view(view.merchant_name);
}

std::string address(const CheckoutView& view, std::string_view action) {
  std::string path = "/checkout/" + percent_encode(view.token);
  path += action;
  if (view.embed) {
    path += "?embed=1";
  }
  return path;
}

Html form(const CheckoutView& view, std::string_view action, std::string_view button_class, std::string_view label) {
  Html html;
  html.put(R"(<form method="post" action="{}" data-action="{}"><button type="submit" class="{}">{}</button></form>)",
           address(view, "/" + std::string(action)), action, button_class, label);
  return html;
}

// The one thing on the page that production doesn't have, so that nobody takes the page for production.
Html sandbox_strip(const CheckoutView& view) {
  Html controls;
  if (view.state == State::pending) {
    controls.put("\n<div class=\"sandbox-controls\">{}{}</div>",
                 asks_first(view) ? Html() : form(view, "pay", "sandbox-button", "Simulate payment"),
                 form(view, "expire", "sandbox-button", "Simulate expiry"));
  }
  Html html;
  html.put(R"(<aside class="sandbox" aria-label="Sandbox">
<div class="sandbox-inner">
<p class="sandbox-notice">{}<span class="sandbox-words"><strong>Sandbox — no real money moves</strong> <span class="sandbox-mode">{}</span></span></p>{}
</div>
</aside>
)",
           icon("flask"), view.livemode ? "Live-mode keys" : "Test-mode keys", controls);
  return html;
}

Html line_item(const CheckoutView& view, const LineItem& item) {
  Html details;
  if (item.quantity > 1) {
    details.put("<span class=\"item-quantity\">Quantity {}</span>", item.quantity);
  }
  if (!item.description.empty()) {
    details.put("<p class=\"item-description\" dir=\"auto\">{}</p>", item.description);
  }
  Html image;
  const std::string image_url = http_url(item.image_url);
  if (!image_url.empty()) {
    image.put(R"(<img class="item-image" src="{}" alt="" width="48" height="48" loading="lazy">)", image_url);
  }
  Html html;
  html.put(
      R"(<li class="item">{}<div class="item-text"><p class="item-name" dir="auto">{}</p>{}</div><span class="item-amount">{}</span></li>
)",
      image, item.name.empty() ? std::string_view("Item") : std::string_view(item.name), details,
      display_amount(item.amount, view.currency));
  return html;
}

Html summary(const CheckoutView& view) {
  Html items;
  for (const LineItem& item : view.items) {
    items.put("{}", line_item(view, item));
  }
  if (!items.empty()) {
    Html list;
    list.put("<ul class=\"items\">\n{}</ul>\n", items);
    items = list;
  }
  Html html;
  html.put(R"(<section class="summary" aria-labelledby="summary-title">
<h2 id="summary-title" class="section-title">Order summary</h2>
{}<dl class="total"><dt>Total</dt><dd><span class="total-amount">{}</span> <span class="total-sats">{}</span></dd></dl>
</section>
)",
           items, display_amount(view.amount, view.currency),
           view.amount_sats > 0 ? display_sats(view.amount_sats) : std::string());
  return html;
}

// A large sum takes a smaller letter rather than a second line.
std::string_view size_class(std::string_view amount) {
  return amount.size() > 12 ? " is-long" : "";
}

Html sats_line(const CheckoutView& view) {
  Html html;
  if (view.amount_sats > 0) {
    html.put("<p class=\"amount-sats\">{}{}</p>\n", icon("bolt"), display_sats(view.amount_sats));
  }
  return html;
}

// Who asks for how much, for what, from whom.
Html head_of(const CheckoutView& view) {
  Html about;
  if (!view.order_number.empty()) {
    about.put("<span>Order <bdi>{}</bdi></span>", view.order_number);
  }
  const std::string& customer = view.customer_email.empty() ? view.customer_name : view.customer_email;
  if (!customer.empty()) {
    about.put("<span>For <bdi>{}</bdi></span>", customer);
  }
  Html about_line;
  if (!about.empty()) {
    about_line.put("<p class=\"about\">{}</p>\n", about);
  }
  const std::string amount = display_amount(view.amount, view.currency);
  Html html;
  html.put(R"(<header class="head">
<p class="merchant"><span class="merchant-label">Pay</span> <bdi>{}</bdi></p>
<h1 class="amount{}">{}</h1>
{}{}</header>
)",
           merchant(view), size_class(amount), amount, sats_line(view), about_line);
  return html;
}

// BOLT11 is bech32: letters and digits. Anything else is not put behind "lightning:".
bool is_plain(std::string_view bolt11) {
  return std::all_of(bolt11.begin(), bolt11.end(), [](unsigned char c) { return std::isalnum(c) != 0 && c < 0x80; });
}

Html invoice(const CheckoutView& view) {
  const std::string link = is_plain(view.bolt11) ? "lightning:" + view.bolt11 : "lightning:";
  Html html;
  html.put(R"(<a class="qr" href="{}" tabindex="-1" aria-label="QR code of the Lightning invoice">{}</a>
<p class="expiry">{}<span>Expires in <b data-countdown role="timer">{}</b><noscript> (at {})</noscript></span></p>
<div class="actions">
<button type="button" class="button primary" data-webln hidden>{}Pay with browser wallet</button>
<a class="button primary" data-open-wallet href="{}">{}Open in wallet</a>
</div>
<div class="invoice">
<label for="bolt11">Lightning invoice</label>
<textarea id="bolt11" class="bolt11" rows="3" readonly spellcheck="false" autocomplete="off" dir="ltr" translate="no">{}</textarea>
<button type="button" class="button copy" data-copy hidden>{}<span data-copy-label aria-live="polite">Copy invoice</span></button>
</div>
)",
           link, Html::trusted(view.qr_svg), icon("clock"), display_countdown(view.time_remaining_seconds),
           display_time_of_day(view.expires_at), icon("wallet"), link, icon("bolt"), view.bolt11, icon("copy"));
  return html;
}

Html no_invoice(const CheckoutView& view) {
  Html html;
  html.put(
      R"(<div class="no-invoice">{}<p>The Lightning invoice is not ready. This can take a moment when the shop's wallet is busy.</p>
<a class="button" href="{}">Try again</a></div>
)",
      icon("alert"), address(view, ""));
  return html;
}

std::string_view status_line(const CheckoutView& view) {
  if (view.bolt11.empty()) {
    return "Preparing the invoice";
  }
  return view.on_its_way ? "Your payment is on its way" : "Waiting for your payment";
}

std::string_view cancel_label(const CheckoutView& view) {
  return view.cancel_redirect.empty() ? "Cancel payment" : "Cancel and return to the shop";
}

Html pay_card(const CheckoutView& view) {
  Html html;
  html.put(R"(<section class="card pay" aria-labelledby="pay-title">
<h2 id="pay-title" class="card-title">Pay with Lightning</h2>
<p class="status"><span class="pulse" aria-hidden="true"></span><span data-status role="status">{}</span></p>
<p class="message" data-message role="alert" hidden></p>
{}<noscript><p class="refresh">Paid already? <a href="{}">Check the payment</a></p></noscript>
{}
</section>
)",
           status_line(view), view.bolt11.empty() ? no_invoice(view) : invoice(view), address(view, ""),
           form(view, "cancel", "link-button", cancel_label(view)));
  return html;
}

Html ask_card(const CheckoutView& view) {
  Html html;
  html.put(R"(<section class="card pay ask" aria-labelledby="pay-title">
<h2 id="pay-title" class="card-title">Your details</h2>
<p class="ask-note">{} asks for this before you pay.</p>
<p class="message" data-message role="alert" hidden></p>
{}{}
</section>
)",
           view.merchant_name.empty() ? std::string_view("The shop") : std::string_view(view.merchant_name),
           customer_form(address(view, "/customer"), view.asked),
           form(view, "cancel", "link-button", cancel_label(view)));
  return html;
}

// A button to the shop; in a frame the whole window goes there.
Html link_back(std::string_view target, std::string_view button_class, std::string_view label) {
  Html html;
  if (target.empty()) {
    // Shown by the script inside a frame, where the shop's page closes its overlay.
    html.put(R"(<button type="button" class="button" data-close hidden>Close</button>)");
  } else {
    html.put(R"(<a class="{}" href="{}" target="_top">{}</a>)", button_class, target, label);
  }
  return html;
}

Html receipt(const CheckoutView& view) {
  Html rows;
  const auto row = [&rows](std::string_view name, std::string_view value) {
    if (!value.empty()) {
      rows.put("<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>\n", name, value);
    }
  };
  row("Paid to", view.merchant_name);
  row("Amount", display_sats(view.amount_sats));
  row("Order", view.order_number);
  row("Name", view.customer_name);
  row("Email", view.customer_email);
  if (!view.paid_at.empty()) {
    rows.put("<div><dt>Date</dt><dd><time datetime=\"{}\">{}</time></dd></div>\n", view.paid_at,
             display_time(view.paid_at));
  }
  Html html;
  html.put("<dl class=\"receipt\">\n{}</dl>\n", rows);
  return html;
}

struct Outcome {
  std::string_view icon;
  std::string_view headline;
  std::string sentence;
  Html details;
  Html action;
};

Html outcome_card(std::string_view kind, const Outcome& outcome) {
  Html html;
  html.put(R"(<section class="card outcome {}" aria-labelledby="outcome-title">
<div class="outcome-icon">{}</div>
<h1 id="outcome-title" class="outcome-title" tabindex="-1">{}</h1>
<p class="outcome-sentence" dir="auto">{}</p>
{}<div class="actions">{}</div>
</section>
)",
           kind, icon(outcome.icon), outcome.headline, outcome.sentence, outcome.details, outcome.action);
  return html;
}

Html completed_card(const CheckoutView& view, const std::string& shop) {
  Outcome outcome{.icon = "check", .headline = "Paid ✓", .sentence = {}, .details = {}, .action = {}};
  const std::string amount = display_amount(view.amount, view.currency);
  outcome.details.put("<p class=\"paid-amount{}\">{}</p>\n{}", size_class(amount), amount, receipt(view));
  outcome.action = link_back(shop, "button primary", "Return to shop");
  if (shop.empty()) {
    outcome.sentence = "Thank you. You can keep this page as your receipt.";
  } else if (view.embed) {
    outcome.sentence = "Thank you. Your payment has arrived.";
  } else {
    outcome.sentence = "Thank you. Taking you back to the shop…";
  }
  return outcome_card("completed", outcome);
}

Html cancelled_card(const CheckoutView& view, const std::string& shop) {
  Outcome outcome{.icon = "cross",
                  .headline = "Checkout cancelled",
                  .sentence = "You have not been charged.",
                  .details = {},
                  .action = link_back(shop, "button primary", "Return to shop")};
  if (!shop.empty() && !view.embed) {
    outcome.sentence += " Taking you back to the shop…";
  }
  return outcome_card("cancelled", outcome);
}

Html expired_card(const std::string& shop) {
  return outcome_card("expired", {.icon = "clock",
                                  .headline = "This checkout has expired",
                                  .sentence = "You have not been charged. To pay, go back to the shop and start the "
                                              "checkout again.",
                                  .details = {},
                                  .action = link_back(shop, "button primary", "Return to shop")});
}

// Without JavaScript the browser does what the script would do: look again when the time is up, and go to the shop
// when all is done. In <noscript>, because a refresh that has begun can't be called off by the script, which waits
// for a shorter time, leaves no entry in the history and does nothing of the kind inside a frame.
Html refresh(const CheckoutView& view, const std::string& leads_to) {
  Html html;
  if (asks_first(view)) {
    return html;  // what was typed would be lost
  }
  if (view.state == State::pending) {
    // The clock of the sandbox may stand still: then this is a look every few seconds, hence the lower bound.
    html.put("<noscript><meta http-equiv=\"refresh\" content=\"{}\"></noscript>\n",
             std::max<std::int64_t>(view.time_remaining_seconds + 1, 10));
  } else if (!leads_to.empty() && !view.embed) {
    html.put("<noscript><meta http-equiv=\"refresh\" content=\"2;url={}\"></noscript>\n", leads_to);
  }
  return html;
}

std::string title_of(const CheckoutView& view) {
  const std::string amount = display_amount(view.amount, view.currency);
  std::string title;
  switch (view.state) {
    case State::pending:
      title = "Pay " + amount;
      break;
    case State::completed:
      title = "Paid " + amount;
      break;
    case State::expired:
      title = "Checkout expired";
      break;
    case State::cancelled:
      title = "Checkout cancelled";
      break;
  }
  return view.merchant_name.empty() ? title : title + " · " + view.merchant_name;
}

// Images come from anywhere, by the schemes in use: the address may redirect to another host.
std::string image_sources(const CheckoutView& view) {
  bool plain = false;
  bool secure = false;
  for (const LineItem& item : view.items) {
    const std::string url = http_url(item.image_url);
    if (!url.empty()) {
      (std::tolower(static_cast<unsigned char>(url[4])) == 's' ? secure : plain) = true;
    }
  }
  // A page without images says so: an outcome shows none.
  if (view.state == State::expired || view.state == State::cancelled || (!plain && !secure)) {
    return {};
  }
  return plain ? "https: http:" : "https:";
}

constexpr std::string_view k_footer_note = "Lightning checkout by SatsRail";

int status_of(const CheckoutView& view) {
  if (view.state == State::expired) {
    return 410;
  }
  const bool wrong =
      std::any_of(view.asked.begin(), view.asked.end(), [](const auto& field) { return !field.error.empty(); });
  return wrong ? 422 : 200;
}

// The wallet comes first: the page asks for it when it begins.
std::vector<std::string_view> scripts_of(const CheckoutView& view) {
  return view.wallet == CheckoutView::Wallet::none ? std::vector<std::string_view>{"checkout.js"}
                                                   : std::vector<std::string_view>{"webln.js", "checkout.js"};
}

// What the script reads; none: it does nothing.
std::string_view wallet_mode(const CheckoutView& view) {
  switch (view.wallet) {
    case CheckoutView::Wallet::none:
      return "";
    case CheckoutView::Wallet::pays:
      return "on";
    case CheckoutView::Wallet::declines:
      break;
  }
  return "reject";
}

Page assemble(int status, std::string title, Html head, std::string_view body_class, const Html& body,
              std::string_view sources, std::vector<std::string_view> scripts = {"checkout.js"}) {
  Document document{.title = std::move(title),
                    .head = std::move(head),
                    .body_class = body_class,
                    .body = body,
                    .style_sheet = "checkout.css",
                    .scripts = std::move(scripts)};
  return {status, render_document(document), content_security_policy(sources)};
}

}  // namespace

Page render_checkout(const CheckoutView& view) {
  const bool completed = view.state == State::completed;
  // Where the page leads by itself once it is over. From an expired one the customer goes when they have read it.
  const std::string shop = http_url(completed ? view.success_redirect : view.cancel_redirect);
  const std::string leads_to = completed || view.state == State::cancelled ? shop : "";

  Html content;
  switch (view.state) {
    case State::pending:
      content.put("{}{}{}", head_of(view), asks_first(view) ? ask_card(view) : pay_card(view), summary(view));
      break;
    case State::completed:
      content.put("{}{}", completed_card(view, shop), summary(view));
      break;
    case State::expired:
      content = expired_card(shop);
      break;
    case State::cancelled:
      content = cancelled_card(view, shop);
      break;
  }
  Html body;
  body.put(
      R"(<div id="page" class="page" data-state="{}" data-token="{}" data-base="{}" data-remaining="{}" data-redirect="{}" data-order-number="{}" data-wallet="{}" data-wallet-node="{}">
{}<main class="layout {}">
{}</main>
<footer class="footer">{}<span>{}</span></footer>
</div>
)",
      state_name(view), view.token, "/checkout/" + percent_encode(view.token),
      std::max<std::int64_t>(view.time_remaining_seconds, 0), leads_to, view.order_number, wallet_mode(view),
      view.wallet == CheckoutView::Wallet::none ? std::string_view() : std::string_view(view.wallet_pubkey),
      sandbox_strip(view), view.state == State::pending ? "is-pending" : "is-final", content, icon("bolt"),
      k_footer_note);

  return assemble(status_of(view), title_of(view), refresh(view, leads_to), view.embed ? "embedded" : "", body,
                  image_sources(view), scripts_of(view));
}

Page render_wallet_unavailable() {
  return render_error(503, "The shop's wallet is not available",
                      "It could not make a Lightning invoice for this order. You have not been charged. Please try "
                      "again in a moment, by loading this page once more.");
}

Page render_not_found() {
  return render_error(404, "Checkout not found",
                      "There is no checkout at this address. Please check the link, or go back to the shop and start "
                      "again.");
}

Page render_error(int status, std::string_view title, std::string_view sentence) {
  const Html card = outcome_card("error", {.icon = status == 404 ? "search" : "alert",
                                           .headline = title,
                                           .sentence = std::string(sentence),
                                           .details = {},
                                           .action = {}});
  Html body;
  body.put(R"(<div id="page" class="page" data-state="error">
<main class="layout is-final">
{}</main>
<footer class="footer">{}<span>{}</span></footer>
</div>
)",
           card, icon("bolt"), k_footer_note);
  return assemble(status, std::string(title), {}, "", body, {});
}

}  // namespace satsrail::web
