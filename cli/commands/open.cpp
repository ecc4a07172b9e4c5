#include "cli/browser.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"

namespace satsrail::cli::handlers {

namespace {

Outcome<std::string> docs_url(Context& context) {
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  return sandbox->base_url.text() + "/openapi.json";
}

Outcome<int> list_targets(Context& context) {
  TRY_ASSIGN(const auto docs, docs_url(context));
  context.out.block({{"cs_…", "the page of a checkout:  satsrail checkout list"}, {"docs", docs}});
  return 0;
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
    context.out.line(printable(url));
    open_if_on_terminal(context, url);
    return 0;
  }
  if (*target == "dashboard") {
    return Failure{ExitCode::refused,
                   "no_dashboard",
                   "this sandbox has no dashboard",
                   "what is in it is shown on the command line only",
                   "look at it:  satsrail status; satsrail checkout list",
                   {}};
  }
  const auto near = closest(*target, {"docs", "dashboard"});
  return usage_failure("unknown_page", "there is no page '" + printable(*target) + "'",
                       "what can be opened: a checkout (cs_…), docs",
                       near ? "did you mean:  satsrail open " + *near : "see them:  satsrail open");
}

}  // namespace satsrail::cli::handlers
