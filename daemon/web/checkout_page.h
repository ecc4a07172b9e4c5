#pragma once
// The hosted checkout page, /checkout/{token}: a pure function from what is to be shown to HTML.
//
// Without JavaScript it works by plain forms, all of them POST to /checkout/{token}/…: `pay`, `expire` (the two
// sandbox controls), `cancel` and `customer` (the form of customer_form.h, where one is asked first), each to be
// answered by 303 to the page (with `?embed=1` when the form's address had it). With JavaScript (assets/checkout.js)
// the page follows /checkout/{token}/status and fetches itself anew when the state changes. The customer is taken to
// the shop by the page, never by the answer to a form: its Content-Security-Policy lets forms lead to this origin only.
//
// All texts are untrusted UTF-8 and escaped here; addresses that are not http or https are left out.

#include "daemon/web/customer_form.h"
#include "daemon/web/page.h"
#include "daemon/web/url.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::web {

struct LineItem {
  std::string name;
  std::string description;  // may be empty
  std::string image_url;    // may be empty
  std::int64_t quantity = 1;
  std::string amount;  // of the whole line, without currency: "50.00"
};

struct CheckoutView {
  enum class State { pending, completed, expired, cancelled };
  State state = State::pending;
  std::string token;
  std::string merchant_name;
  std::string order_number;  // may be empty
  bool livemode = false;
  std::vector<LineItem> items;

  std::string amount;            // total, without currency: "1234.50"
  std::string currency;          // "usd"; in either case
  std::int64_t amount_sats = 0;  // 0: not known

  // While pending. An empty bolt11 says that no invoice could be made (yet).
  std::string bolt11;
  std::string qr_svg;  // inserted as it is: from our own encoder, sized by viewBox, without style attributes
  std::int64_t time_remaining_seconds = 0;
  std::string expires_at;  // "2024-01-15T10:15:00Z"

  std::string success_redirect;  // completed_redirect(success_url, token); may be empty
  std::string cancel_redirect;   // cancel_url as given; may be empty
  std::string paid_at;           // when completed, as expires_at
  std::string customer_name;     // may be empty
  std::string customer_email;    // may be empty
  // A WebLN wallet that the page brings along (assets/webln.js), for tests of what a buyer with one does.
  enum class Wallet { none, pays, declines };
  Wallet wallet = Wallet::none;
  std::string wallet_pubkey;  // of the node behind it
  bool on_its_way = false;    // while pending: a payment is under way, and may still fail
  bool embed = false;         // ?embed=1: shown in a frame of the shop's page, which does the navigating
  // While pending: what the customer is asked in place of being shown the invoice, which need not be there.
  std::vector<CustomerField> asked;
};

// Status 200; 410 when the session is expired; 422 when an answer of the customer's is wrong.
Page render_checkout(const CheckoutView& view);
// 503: the shop's node made no invoice, so there is nothing to pay yet.
Page render_wallet_unavailable();
// 404: no such checkout.
Page render_not_found();
// Any other trouble, told in a title and a sentence, both plain text.
Page render_error(int status, std::string_view title, std::string_view sentence);

}  // namespace satsrail::web
