// Payment links: an address that sells one product to whoever opens it. Each visit is a checkout of its own, so what
// only looks (HEAD, and a page that a browser fetches ahead of a click) must begin none.

#include "daemon/service/payment_links.h"

#include "core/util/qr.h"
#include "daemon/api/handlers.h"
#include "daemon/api/page_reply.h"
#include "daemon/web/checkout_page.h"

#include <array>

namespace satsrail::api {

namespace links = service::payment_links;

namespace {

bool is_prefetch(const Call& call) {
  constexpr std::array<std::string_view, 3> k_names{"sec-purpose", "purpose", "x-moz"};
  for (const auto& [name, value] : *call.headers) {
    for (const auto known : k_names) {
      if (name == known &&
          (value.find("prefetch") != std::string::npos || value.find("preview") != std::string::npos)) {
        return true;
      }
    }
  }
  return false;
}

// A person reads why the link leads nowhere; a script gets the error.
Result<Reply> nowhere(const Error& error, bool wants_json) {
  if (wants_json) {
    return error;
  }
  if (error.code() == ErrorCode::not_found) {
    return page_reply(web::render_error(404, "Product not found",
                                        "There is nothing for sale at this address, or not any more. Please check the "
                                        "link, or ask the shop for a new one."));
  }
  if (error.code() == ErrorCode::merchant_inactive) {
    return page_reply(
        web::render_error(403, "This shop is closed", "It takes no payments at the moment. Nothing has been charged."));
  }
  return error;
}

// Not 2xx: a browser would show what it fetched ahead in place of the checkout. 503 lets it come back by itself.
Reply ask_again() {
  return page_reply(web::render_error(503, "Open this link to pay", "A checkout begins when it is opened."));
}

// For HEAD: a link checker buys nothing.
Plan look_at(const Call& call) {
  return ReadPlan{[json = call.wants_json(), slug = std::string(call.param("slug"))](Tx& tx) -> Result<Reply> {
    const auto product = links::find(tx, slug);
    if (!product) {
      return nowhere(product.error(), json);
    }
    return Reply{200, {}, "text/html; charset=utf-8", {{"Cache-Control", "no-store"}}, {}, {}, {}, {}};
  }};
}

}  // namespace

Result<Plan> open_payment_link(const Call& call, App& app) {
  if (call.only_looks) {
    return look_at(call);
  }
  if (is_prefetch(call)) {
    return Plan(ask_again());
  }
  return WritePlan{[&app, json = call.wants_json(), slug = std::string(call.param("slug"))](Tx& tx) -> Result<Reply> {
    const auto session = links::open(tx, app.context, slug);
    if (!session) {
      return nowhere(session.error(), json);
    }
    // Relative: the buyer stays on the host name that the link was opened under.
    return Reply{302, {}, {}, {{"Location", "/checkout/" + session->token}, {"Cache-Control", "no-store"}},
                 {},  {}, {}, {}};
  }};
}

Result<Plan> show_payment_link_qr(const Call& call, App& app) {
  return ReadPlan{[&app, slug = std::string(call.param("slug"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN([[maybe_unused]] const auto product, links::find(tx, slug));
    Reply reply;
    reply.body = qr_svg(app.info.base_url + "/pay/" + slug);  // a slug and an id need no encoding
    reply.content_type = "image/svg+xml";
    reply.headers = {{"Cache-Control", "no-cache"}};
    return reply;
  }};
}

}  // namespace satsrail::api
