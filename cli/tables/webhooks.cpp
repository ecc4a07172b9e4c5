// Webhook endpoints, events and their deliveries: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr std::string_view k_target = "Where to";
constexpr std::string_view k_shown = "What";
constexpr std::string_view k_signing = "Signing";
constexpr std::string_view k_sending = "Sending";

constexpr Argument k_event_type{
    .name = "TYPE", .help = "checkout.completed, 'order.*', several by comma", .source = Source::event_types};
constexpr Flag k_where{.name = "where",
                       .value = "CONDITION",
                       .help = "status=paid, amount_sats>1000, email~@shop.example, !=; all of them; repeatable",
                       .repeatable = true};
constexpr Flag k_checked_since{
    .name = "since", .value = "WHEN", .help = "start (default), now, after evt_…, or the last 10m"};

// clang-format off
constexpr Command k_rows[]{
    {.noun = "webhooks", .verb = "create", .aliases = "new", .summary = "Register an endpoint; prints its secret, this once",
     .flags = {{.name = "url", .value = "URL", .help = "where to POST: 3000/hooks, host:3000/hooks or http://…", .required = true},
               k_events, {.name = "secret", .value = "WHSEC", .help = "sign with this secret (default: made up)"},
               {.name = "description", .value = "TEXT", .help = ""}, k_metadata},
     .examples = {{"webhooks create --url 3000/webhooks", ""},
                  {"webhooks create --url http://localhost:3000/hooks --events 'checkout.completed,invoice.*'", ""},
                  {"webhooks create --url 3000/hooks --format '{secret_key}'", "the secret alone"}},
     .handler = h::webhooks_create},
    {.noun = "webhooks", .verb = "list", .aliases = "ls", .summary = "List endpoints", .flags = {k_page, k_per_page},
     .examples = {{"webhooks list", ""}}, .handler = h::webhooks_list},
    {.noun = "webhooks", .verb = "get", .aliases = "show|view", .summary = "Show one endpoint", .args = {k_endpoint},
     .examples = {{"webhooks get 0192f0c1", ""}}, .handler = h::webhooks_get},
    {.noun = "webhooks", .verb = "update", .aliases = "edit", .summary = "Change an endpoint; what is not named stays", .args = {k_endpoint},
     .flags = {{.name = "url", .value = "URL", .help = "where to POST"}, k_events, {.name = "description", .value = "TEXT", .help = ""},
               {.name = "active", .value = "BOOL", .help = "false pauses it", .choices = "true|false"}, k_metadata},
     .examples = {{"webhooks update 0192f0c1 --events 'order.*'", ""}, {"webhooks update 0192f0c1 --active false", "pauses it"}}, .handler = h::webhooks_update},
    {.noun = "webhooks", .verb = "delete", .aliases = "rm|remove", .summary = "Delete an endpoint; what it was still owed is dropped", .args = {k_endpoint},
     .examples = {{"webhooks delete 0192f0c1", ""}}, .handler = h::webhooks_delete},
    {.noun = "listen", .summary = "Show events as they happen, and forward them to your shop",
     .flags = {{.name = "forward-to", .value = "URL", .help = "3000, 3000/webhooks, host:3000/x?y=1 or http://…", .group = k_target},
               {.name = "route", .value = "EVENTS=URL", .help = "these events to this URL, the others to --forward-to; repeatable", .group = k_target, .repeatable = true},
               {.name = "use-endpoints", .help = "what the registered endpoints get, each with its own secret, to --forward-to", .group = k_target},
               {.name = "events", .value = "LIST", .help = "by comma; 'order.*' takes a family, '!order.updated' leaves one out", .group = k_shown, .source = Source::event_types},
               {.name = "since", .value = "WHEN", .help = "last: where the last listen ended; evt_…: after it; 10m; 0: all (default: from now)", .group = k_shown},
               {.name = "output", .value = "HOW", .help = "full: with headers and bodies; compact: attempts only; quiet: failures only", .group = k_shown, .choices = "full|normal|compact|quiet"},
               {.name = "secret", .value = "WHSEC", .help = "sign with this secret, - or @file (default: the kept one)", .group = k_signing, .one_of = "the signing secret"},
               {.name = "secret-file", .value = "FILE", .help = "the secret is the first line of this file", .group = k_signing, .one_of = "the signing secret", .source = Source::files},
               {.name = "print-secret", .help = "prints the signing secret and exits", .group = k_signing},
               {.name = "write-env", .value = "FILE [KEY]", .help = "sets KEY in a dotenv file to it (default SATSRAIL_WEBHOOK_SECRET)", .group = k_signing, .source = Source::files, .takes_two = true},
               {.name = "dialect", .value = "NAME", .help = "which published description the webhooks follow: seed (default), docs or stream", .group = k_sending, .choices = "seed|docs|stream"},
               {.name = "header", .letter = 'H', .value = "K:V", .help = "a header to send; repeatable", .group = k_sending, .repeatable = true},
               {.name = "retry", .value = "HOW", .help = "real (default), fast: seconds apart, or off: one attempt", .group = k_sending, .choices = "real|fast|off"},
               {.name = "concurrency", .value = "N", .help = "1 to 32 at once (default 1: in order)", .group = k_sending},
               {.name = "shuffle", .help = "in an order drawn by lot, which --seed repeats", .group = k_sending},
               {.name = "insecure", .help = "takes any certificate", .group = k_sending},
               {.name = "ca-file", .value = "FILE", .help = "trusts these certificates (PEM)", .group = k_sending, .source = Source::files}},
     .examples = {{"listen --forward-to 3000/webhooks --write-env .env", "your shop finds the secret there"},
                  {"listen --route 'order.*,!order.updated=3001' --forward-to 3000/webhooks", "by event"},
                  {"listen --forward-to 3000 --events '*' --since last --json", "for a script; nothing is lost"}},
     .details = "The endpoints exist as long as this command runs, and are gone afterwards however it ends. An attempt that fails is "
                "repeated on the real schedule (1m, 5m, 30m, 2h; `satsrail clock advance 1m` does not wait) and shown with what your "
                "shop answered. While your shop is away events wait, in order, and go on when it is back. "
                "--json prints one object a line, of type ready, event, attempt, gap or end.",
     .handler = h::listen,
     .timeout_help = "how long your shop may take to answer (default 10s), or none"},
    {.noun = "events", .verb = "list", .aliases = "ls", .summary = "List events, newest first",
     .flags = {{.name = "type", .value = "TYPE", .help = "only this type", .source = Source::event_types}, {.name = "oldest-first", .help = "in the order they happened"}, k_page, k_per_page},
     .examples = {{"events list --type checkout.completed", ""}, {"events list --oldest-first", ""}}, .handler = h::events_list},
    {.noun = "events", .verb = "get", .aliases = "show|view", .summary = "Show one event with its data",
     .args = {{.name = "ID", .help = "evt_…, or the beginning of one", .source = Source::events}},
     .examples = {{"events get evt_0KqT3", ""}}, .handler = h::events_get},
    {.noun = "events", .verb = "wait", .summary = "Wait until an event happens; one that has happened counts", .args = {k_event_type},
     .flags = {k_where, {.name = "count", .value = "N", .help = "until there are N (default 1)"}, k_checked_since},
     .examples = {{"events wait checkout.completed --where amount_cents=5000 --timeout 10s", ""},
                  {"events wait 'invoice.*' --count 2 --since now", ""}, {"events wait order.updated --where status=paid --json", ""}},
     .details = "Prints the event; with --count of 2 or more all of them, as --json in one array. Exit 6 when time is up (default 30s), with "
                "what happened instead.",
     .handler = h::events_wait},
    {.noun = "events", .verb = "assert", .summary = "Hold that events have happened, or have not; looks once", .args = {k_event_type},
     .flags = {k_where, {.name = "count", .value = "N", .help = "exactly N; 0: none (default: one or more)"}, k_checked_since},
     .examples = {{"events assert checkout.completed --count 1 --where amount_cents=5000", ""}, {"events assert invoice.expired --count 0 --since 10m", ""}},
     .details = "Prints the events it found, as --json in one array. Exit 6 when it is not so, with the nearest events and in which value "
                "they differ.",
     .handler = h::events_assert},
    {.noun = "events", .verb = "resend", .summary = "Send an event once more, to listeners as well",
     .args = {{.name = "ID", .help = "evt_…, or the beginning of one", .source = Source::events}},
     .flags = {{.name = "times", .value = "N", .help = "1 to 100 (default 1)"},
               {.name = "endpoint", .value = "ID", .help = "to this webhook endpoint alone", .source = Source::webhooks},
               {.name = "delivery-id", .value = "WHICH", .help = "in X-Webhook-Delivery-ID: a new one (default), or the same as the first time", .choices = "new|same"},
               {.name = "wait", .help = "until every endpoint has answered 2xx"}},
     .examples = {{"events resend evt_0KqT3 --times 3 --delivery-id same", "does your shop take it once?"}, {"events resend evt_0KqT3 --wait", ""}},
     .handler = h::events_resend},
    {.noun = "deliveries", .verb = "list", .aliases = "ls", .summary = "List deliveries, newest first",
     .flags = {{.name = "event", .value = "ID", .help = "of this event", .source = Source::events}, {.name = "endpoint", .value = "ID", .help = "to this webhook endpoint", .source = Source::webhooks},
               {.name = "state", .value = "STATE", .help = "pending, delivered, failed or cancelled", .choices = "pending|delivered|failed|cancelled"}, k_page, k_per_page},
     .examples = {{"deliveries list --state failed", ""}, {"deliveries list --event evt_0KqT3", ""}}, .handler = h::deliveries_list},
    {.noun = "deliveries", .verb = "get", .aliases = "show|view", .summary = "Show every attempt's request and response", .args = {k_delivery},
     .examples = {{"deliveries get 0192f0c1", ""}}, .handler = h::deliveries_get},
    {.noun = "deliveries", .verb = "retry", .summary = "Attempt a delivery once more, now", .args = {k_delivery},
     .examples = {{"deliveries retry 0192f0c1", ""}}, .handler = h::deliveries_retry},
};
// clang-format on

}  // namespace

std::span<const Command> tables::webhooks() {
  return k_rows;
}

}  // namespace satsrail::cli
