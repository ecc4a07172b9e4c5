// Webhook endpoints, events and their deliveries: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

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
     .flags = {{.name = "forward-to", .value = "URL", .help = "3000, 3000/webhooks, host:3000/x?y=1 or http://…"}, k_events,
               {.name = "print-secret", .help = "prints the signing secret and exits"}},
     .examples = {{"listen --forward-to 3000/webhooks", ""}, {"listen --events 'checkout.*,invoice.paid'", "only shows"},
                  {"listen --forward-to 3000/webhooks --print-secret", "for your shop's environment; stays the same"}},
     .details = "The endpoint exists as long as this command runs, and is gone afterwards however it ends. Failed attempts are retried on "
                "the real schedule (1m, 5m, 30m, 2h; `satsrail clock advance 1m` does not wait) and shown with what your shop answered. "
                "--json prints one object a line, of type ready, event, attempt, gap or end.",
     .handler = h::listen},
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
