#include "cli/browser.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"
#include "core/util/hex.h"

namespace satsrail::cli::handlers {

namespace {

const std::string k_products = "/api/v1/m/products/";

Outcome<std::string> docs_url(Context& context) {
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  return sandbox->base_url.text() + "/openapi.json";
}

Outcome<int> list_targets(Context& context) {
  TRY_ASSIGN(const auto docs, docs_url(context));
  context.out.block({{"cs_…", "the page of a checkout:  satsrail checkout list"},
                     {"SLUG", "a product's payment link:  satsrail products list"},
                     {"docs", docs}});
  return 0;
}

Outcome<int> show_url(Context& context, const std::string& url) {
  context.out.line(printable(url));
  open_if_on_terminal(context, url);
  return 0;
}

Failure unknown_page(const std::string& target) {
  const auto near = closest(target, {"docs", "dashboard"});
  return usage_failure("unknown_page", "there is no page '" + printable(target) + "'",
                       "what can be opened: a checkout (cs_…), a product's slug, docs",
                       near ? "did you mean:  satsrail open " + *near : "see them:  satsrail open");
}

// Its product is looked up first: opening the link would begin a checkout, and the link of none leads nowhere.
Outcome<int> open_payment_link(Context& context, const std::string& slug) {
  TRY_ASSIGN(const auto reply, context.send(Key::merchant, {"GET", k_products + percent_encode(slug), {}, {}, {}}));
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  if (reply.ok()) {
    return show_url(context, sandbox->base_url.text() + "/pay/" + percent_encode(slug));
  }
  return reply.http.status == 404 ? unknown_page(slug) : context.failure_of(reply, sandbox->base_url);
}

}  // namespace

Outcome<int> open(Context& context) {
  const auto target = context.in.arg(0);
  if (!target) {
    return list_targets(context);
  }
  if (target->starts_with("cs_") || looks_like_id(*target)) {
    return checkout_open(context);
  }
  if (*target == "docs") {
    TRY_ASSIGN(const auto url, docs_url(context));
    return show_url(context, url);
  }
  if (*target == "dashboard") {
    return Failure{ExitCode::refused,
                   "no_dashboard",
                   "this sandbox has no dashboard",
                   "what is in it is shown on the command line only",
                   "look at it:  satsrail status; satsrail checkout list",
                   {}};
  }
  return open_payment_link(context, *target);
}

}  // namespace satsrail::cli::handlers
