// Checkouts and paying them: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
    {.noun = "checkout", .verb = "create", .aliases = "new", .summary = "Open a checkout and print its URL and token",
     .flags = {{.name = "amount", .value = "50.00", .help = "in the currency's usual unit", .group = k_money, .one_of = "price"},
               {.name = "amount-cents", .value = "5000", .help = "in its smallest unit", .group = k_money, .one_of = "price"},
               {.name = "product", .value = "SLUG", .help = "at the price of this product (slug or id)", .group = k_money, .one_of = "price", .source = Source::products},
               {.name = "currency", .value = "CODE", .help = "default usd", .group = k_money},
               {.name = "email", .value = "ADDRESS", .help = "skips the form on the page", .group = k_customer},
               {.name = "name", .value = "TEXT", .help = "fills it in", .group = k_customer},
               {.name = "phone", .value = "TEXT", .help = "fills it in", .group = k_customer},
               {.name = "address", .value = "TEXT", .help = "fills it in", .group = k_customer},
               {.name = "success-url", .value = "URL", .help = "where the buyer goes after paying"},
               {.name = "cancel-url", .value = "URL", .help = "where the buyer goes after giving up"},
               k_metadata,
               {.name = "outcome", .value = "NAME", .help = "what is to happen to its payment, however it is paid (see help lightning)", .source = Source::outcomes},
               {.name = "open", .help = "opens the page in a browser"}},
     .examples = {{"checkout create --amount 50.00 --metadata order_id=1234", ""},
                  {"checkout create --product coffee --email buyer@example.com --open", ""},
                  {"pay $(satsrail checkout create --amount 50.00 -q)", "-q prints the token alone"}},
     .one_of_required = "price", .handler = h::checkout_create},
    {.noun = "checkout", .verb = "get", .aliases = "show|view", .summary = "Show one checkout", .args = {k_checkout},
     .examples = {{"checkout get cs_0KqT3", "the beginning is enough"}, {"checkout get cs_0KqT3 --format '{status}'", ""}}, .handler = h::checkout_get},
    {.noun = "checkout", .verb = "list", .aliases = "ls", .summary = "List checkouts, newest first",
     .flags = {{.name = "status", .value = "STATUS", .help = "pending, completed, expired or cancelled", .choices = "pending|completed|expired|cancelled"}, k_sort, k_page, k_per_page},
     .examples = {{"checkout list --status pending", ""}, {"checkout list --json=token,status", ""}}, .handler = h::checkout_list},
    {.noun = "checkout", .verb = "cancel", .summary = "Cancel a pending checkout, as the buyer would", .args = {k_checkout},
     .examples = {{"checkout cancel cs_0KqT3", ""}}, .handler = h::checkout_cancel},
    {.noun = "checkout", .verb = "expire", .summary = "Let a pending checkout run out now", .args = {k_checkout},
     .examples = {{"checkout expire cs_0KqT3", ""}, {"clock advance 16m", "the same for all, by the clock"}}, .handler = h::checkout_expire},
    {.noun = "checkout", .verb = "open", .summary = "Print a checkout's URL and open it in a browser", .args = {k_checkout},
     .examples = {{"checkout open cs_0KqT3", ""}}, .details = "Piped, it prints the URL and opens nothing.", .handler = h::checkout_open},
    {.noun = "checkout", .verb = "qr", .summary = "Draw a checkout's invoice as a QR code", .args = {k_checkout},
     .examples = {{"checkout qr cs_0KqT3", "for a wallet's camera"}, {"checkout qr cs_0KqT3 --json", "the invoice"}},
     .details = "On a terminal the amount and the deadline stand below it; piped, it is the code alone.", .handler = h::checkout_qr},
    {.noun = "checkout", .verb = "wait", .summary = "Wait until a checkout reaches a status", .args = {k_checkout},
     .flags = {{.name = "status", .value = "STATUS", .help = "default completed", .choices = "completed|expired|cancelled"}},
     .examples = {{"checkout wait cs_0KqT3 --timeout 2m", ""}, {"checkout wait cs_0KqT3 --status expired", ""}},
     .details = "Exit 0 when it does, 1 when it ends in another status, 6 when time is up (default 30s).", .handler = h::checkout_wait},
    {.noun = "checkout", .verb = "invoice", .summary = "Show a checkout's Lightning invoice, or make another one", .args = {k_checkout},
     .flags = {{.name = "new", .help = "makes another one, at today's rate"}, {.name = "keep-old", .help = "makes another one, and the one before stays payable"}},
     .examples = {{"checkout invoice cs_0KqT3", ""}, {"checkout invoice cs_0KqT3 --format '{bolt11}'", ""}, {"checkout invoice cs_0KqT3 --keep-old", "as two tabs of a shop would have them"}},
     .handler = h::checkout_invoice},
    {.noun = "pay", .summary = "Pay a checkout, order, invoice or payment request; no browser needed",
     .args = {{.name = "TARGET", .help = "cs_… token, the id of a session, order, invoice or payment request, or a BOLT11 string", .source = Source::checkouts}},
     .flags = {{.name = "wait", .help = "until it is settled, and every webhook endpoint has answered 2xx"},
               {.name = "outcome", .value = "NAME", .help = "what is to happen: a name from below (default paid, or the checkout's own)", .group = k_payer, .source = Source::outcomes, .explained = true},
               {.name = "delay", .value = "DURATION", .help = "from the payer to the payee, by the sandbox's clock", .group = k_payer},
               {.name = "hold", .help = "the payee keeps the money until `node settle` or `node cancel`", .group = k_payer},
               {.name = "payer", .value = "NAME", .help = "whose wallet pays (default alice)", .group = k_payer},
               {.name = "amount-sats", .value = "N", .help = "instead of what the invoice asks for", .group = k_payer},
               {.name = "fee-limit-sats", .value = "N", .help = "the most that it gives to routers", .group = k_payer},
               {.name = "parts", .value = "N", .help = "HTLCs of a multi-part payment, 1 to 16", .group = k_payer}},
     .examples = {{"pay cs_0KqT3 --wait --timeout 10s && npm run check-order", ""}, {"pay cs_0KqT3 --outcome no_route", "fails: exit 1"}, {"pay lnbcrt500u1…", "a BOLT11 string"}},
     .details = "Exit 1 with the payer's reason when the payment fails; the merchant hears nothing of that. A payment that is held or on its way "
                "is shown as the payer's attempt, exit 0, with the command that brings it on. With --wait: exit 0 when all resulting events were "
                "delivered, 1 when the payment failed or a delivery was given up, 6 when time is up (default 30s). An attempt that fails and will be "
                "retried is reported, and waited for. Paying twice returns the first payment.",
     .handler = h::pay},
};
// clang-format on

}  // namespace

std::span<const Command> tables::checkouts() {
  return k_rows;
}

}  // namespace satsrail::cli
