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
// How an endpoint is spoken to.
constexpr std::string_view k_manner = "Delivery";
constexpr Flag k_manner_dialect{.name = "dialect", .value = "NAME", .help = "seed (default), docs or stream: body, signature header, retries", .group = k_manner, .choices = "seed|docs|stream"};
constexpr Flag k_manner_retry{.name = "retry", .value = "WHEN", .help = "real (default), fast (seconds apart) or off", .group = k_manner, .choices = "real|fast|off"};
constexpr Flag k_manner_timeout{.name = "timeout-after", .value = "DURATION", .help = "fails an attempt after this long (default 10s), or none", .group = k_manner};
constexpr Flag k_manner_header{.name = "header", .letter = 'H', .value = "K:V", .help = "a header of your own; repeatable", .group = k_manner, .repeatable = true};
constexpr Flag k_manner_insecure{.name = "insecure", .help = "does not check the certificate of an https address", .group = k_manner};
constexpr Flag k_manner_ca{.name = "ca-file", .value = "FILE", .help = "trusts these certificates (PEM) and no others", .group = k_manner, .source = Source::files};
constexpr Flag k_manner_concurrency{.name = "concurrency", .value = "N", .help = "up to 32 first attempts at once (default 1, in order)", .group = k_manner};
constexpr Flag k_manner_shuffle{.name = "shuffle", .help = "first attempts in an order drawn by lot", .group = k_manner};

constexpr std::string_view k_states = "pending|delivered|failed|cancelled|collected";
constexpr Command k_rows[]{
    {.noun = "webhooks", .verb = "create", .aliases = "new", .summary = "Register an endpoint; prints its secret, this once",
     .flags = {{.name = "url", .value = "URL", .help = "where to POST: 3000/hooks, host:3000/hooks or http://…", .required = true},
               k_events, {.name = "secret", .value = "WHSEC", .help = "sign with this secret (default: made up)"},
               {.name = "description", .value = "TEXT", .help = ""}, k_metadata,
               k_manner_dialect, k_manner_retry, k_manner_timeout, k_manner_header, k_manner_insecure, k_manner_ca, k_manner_concurrency, k_manner_shuffle},
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
               {.name = "active", .value = "BOOL", .help = "false pauses it", .choices = "true|false"}, k_metadata,
               k_manner_dialect, k_manner_retry, k_manner_timeout, k_manner_header, k_manner_insecure, k_manner_ca, k_manner_concurrency, k_manner_shuffle},
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
    {.noun = "trigger", .summary = "Make an event happen, by the real change that it tells of",
     .args = {{.name = "EVENT", .help = "its type, such as checkout.completed", .required = false, .source = Source::event_types}},
     .flags = {{.name = "checkout", .value = "ID", .help = "this checkout (token or id, or the beginning of one)", .group = k_on_yours, .one_of = "subject", .source = Source::checkouts},
               {.name = "order", .value = "ID", .help = "the checkout of this order", .group = k_on_yours, .one_of = "subject"},
               {.name = "product", .value = "ID", .help = "this product, or a new checkout of it", .group = k_on_yours, .one_of = "subject", .source = Source::products},
               {.name = "set", .value = "PATH=VALUE", .help = "sends this in place of the default; repeatable", .repeatable = true},
               {.name = "unset", .value = "PATH", .help = "does not send this; repeatable", .repeatable = true},
               {.name = "raw", .value = "@FILE", .help = "another recipe in place of the built-in one; - is stdin", .source = Source::files},
               {.name = "times", .value = "N", .help = "one after another (1 to 1000)"},
               {.name = "wait", .help = "until every webhook endpoint has answered 2xx"},
               {.name = "list", .help = "lists the events, and what can be set"}},
     .examples = {{"trigger checkout.completed --set checkout_session.amount_cents=100", "a new checkout, and its payment"},
                  {"trigger invoice.expired --checkout cs_0KqT3 --wait", "one of yours"},
                  {"trigger merchant.plan_changed --times 3 -q", "prints the events' ids"}},
     .details = "Nothing is faked: the recipe's calls of the API make the change, and what goes out is what a shop would get. Values are typed as in "
                "`satsrail api -d`. Prints the event; exit 1 says what came in its place when it did not come (it was paid before), exit 6 that it did not "
                "come in time (a payment that is on its way). See `satsrail help triggers`.",
     .handler = h::trigger},
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
               {.name = "state", .value = "STATE", .help = "pending, delivered, failed, cancelled or collected", .choices = k_states}, k_page, k_per_page},
     .examples = {{"deliveries list --state failed", ""}, {"deliveries list --event evt_0KqT3", ""}}, .handler = h::deliveries_list},
    {.noun = "deliveries", .verb = "get", .aliases = "show|view", .summary = "Show every attempt's request and response", .args = {k_delivery},
     .examples = {{"deliveries get 0192f0c1", ""}}, .handler = h::deliveries_get},
    {.noun = "deliveries", .verb = "retry", .summary = "Attempt a delivery once more, now", .args = {k_delivery},
     .examples = {{"deliveries retry 0192f0c1", ""}}, .handler = h::deliveries_retry},
    {.noun = "deliveries", .verb = "wait", .summary = "Wait until a delivery, or every one of an event, is in a state",
     .args = {{.name = "ID", .help = "of a delivery, or an event (evt_…)", .source = Source::deliveries}},
     .flags = {{.name = "state", .value = "STATE", .help = "delivered (default), pending, failed, cancelled or collected", .choices = k_states}},
     .examples = {{"deliveries wait evt_0KqT3", "each endpoint that is told of it"}, {"deliveries wait 0192f0c1 --state failed --timeout 5s", ""}},
     .details = "Exit 0 when it is so, 1 when it ended in another state, 6 when time is up (default 30s).", .handler = h::deliveries_wait},
    {.noun = "deliveries", .verb = "assert", .summary = "Fail unless there are such deliveries, now",
     .flags = {{.name = "event", .value = "TYPE|ID", .help = "of this type of event, or of one event", .source = Source::event_types}, {.name = "endpoint", .value = "ID", .help = "to this webhook endpoint", .source = Source::webhooks},
               {.name = "state", .value = "STATE", .help = "pending, delivered, failed, cancelled or collected", .choices = k_states}, {.name = "count", .value = "N", .help = "exactly so many (default: at least one)"}},
     .examples = {{"deliveries assert --event checkout.completed --state delivered", ""}, {"deliveries assert --state failed --count 0", "nothing was given up"}},
     .details = "Exit 0 when it is so; else 6, and the deliveries that come near are listed on stderr.", .handler = h::deliveries_assert},
    {.noun = "deliveries", .verb = "mode", .summary = "Show or set what becomes of new deliveries",
     .args = {{.name = "MODE", .help = "async, sync or collect", .required = false, .choices = "async|sync|collect"}},
     .examples = {{"deliveries mode", ""}, {"deliveries mode sync", "a call answers when its webhooks were tried"}, {"deliveries mode collect", "nothing is sent"}},
     .handler = h::deliveries_mode},
};
// clang-format on

}  // namespace

std::span<const Command> tables::webhooks() {
  return k_rows;
}

}  // namespace satsrail::cli
