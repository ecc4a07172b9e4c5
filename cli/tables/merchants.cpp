// Merchants and their API keys: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
    {.noun = "merchants", .verb = "create", .aliases = "new", .summary = "Make another merchant, a world of its own; prints its keys, this once",
     .args = {{.name = "NAME", .help = "what it is called"}},
     .flags = {{.name = "currency", .value = "CODE", .help = "of its products, unless they name another (default USD)"},
               {.name = "plan", .value = "NAME", .help = "any name (default free)"}},
     .examples = {{"merchants create Bakery", ""}, {"merchants create Bakery -q", "the secret test key alone"},
                  {"merchants create Bakery --format '{keys.sk_live}'", ""}},
     .details = "Nothing of one merchant is seen with the keys of another: each parallel test can have its own. Needs the control key; use the new "
                "merchant with --api-key or SATSRAIL_API_KEY.",
     .handler = h::merchants_create},
    {.noun = "merchants", .verb = "list", .aliases = "ls", .summary = "List merchants, newest first", .flags = {k_page, k_per_page},
     .examples = {{"merchants list", ""}}, .handler = h::merchants_list},
    {.noun = "merchants", .verb = "get", .aliases = "show|view", .summary = "Show a merchant, whole",
     .args = {{.name = "ID", .help = "id or name, or the beginning of one (default: your own)", .required = false, .source = Source::merchants}},
     .examples = {{"merchant show", "your own"}, {"merchants get Bakery", ""}}, .handler = h::merchants_get},
    {.noun = "merchants", .verb = "update", .aliases = "edit", .summary = "Change a merchant: name, plan, status, how it presents itself",
     .args = {{.name = "ID", .help = "id or name, or the beginning of one (default: your own)", .required = false, .source = Source::merchants}},
     .flags = {{.name = "name", .value = "TEXT", .help = "what it is called"},
               {.name = "plan", .value = "NAME", .help = "another plan: merchant.plan_changed"},
               {.name = "status", .value = "STATUS", .help = "active, or suspended: merchant.suspended", .choices = "active|suspended"},
               {.name = "currency", .value = "CODE", .help = "of products made from now on"},
               {.name = "email", .value = "EMAIL", .help = "how the service reaches it; '' takes it away"},
               {.name = "locale", .value = "LANG", .help = "of its checkout pages: en, pt-BR"},
               {.name = "logo-url", .value = "URL", .help = "shown on its checkout pages; '' takes it away"},
               {.name = "checkout-mode", .value = "MODE", .help = "how pay.js opens the checkout: iframe, new_tab or redirect", .choices = "iframe|new_tab|redirect"},
               {.name = "customer-fields", .value = "LIST", .help = "what the checkout asks first, by comma: email,name,phone,address; '' for nothing"}},
     .examples = {{"merchants update --plan pro", ""}, {"merchants update --status suspended", "its keys get 403 from the API"},
                  {"merchants update Bakery --status active", ""}},
     .handler = h::merchants_update},
    {.noun = "keys", .verb = "list", .aliases = "ls", .summary = "List the API keys by their first characters", .flags = {k_page, k_per_page},
     .examples = {{"keys list", ""}, {"start", "prints the sandbox's own whole"}}, .handler = h::keys_list},
    {.noun = "keys", .verb = "create", .aliases = "new", .summary = "Make another API key; prints it, this once",
     .flags = {{.name = "kind", .value = "KIND", .help = "secret (default) or publishable", .choices = "secret|publishable"},
               {.name = "merchant", .value = "ID", .help = "of this merchant (default: your own)", .source = Source::merchants}},
     .examples = {{"keys create", ""}, {"keys create --kind publishable --live -q", "prints the key alone"}}, .handler = h::keys_create},
    {.noun = "keys", .verb = "usage", .summary = "Show how often an API key is used: this minute, and this month",
     .args = {{.name = "KEY", .help = "id, or its first characters (default: the one in use)", .required = false, .source = Source::keys}},
     .examples = {{"keys usage", ""}, {"keys usage pk_test_Ab12", ""}, {"keys usage --format '{monthly_request_count}'", ""}},
     .details = "Months are those of the sandbox clock, minutes are real ones.", .handler = h::keys_usage},
    {.noun = "keys", .verb = "revoke", .aliases = "rm|delete", .summary = "Revoke an API key: it gets 401 from now on",
     .args = {{.name = "KEY", .help = "id, its first characters, or the key itself", .source = Source::keys}},
     .examples = {{"keys revoke sk_test_Ab12", ""}},
     .details = "The four keys of credentials.json stay: they would be back at the next start.", .handler = h::keys_revoke},
};
// clang-format on

}  // namespace

std::span<const Command> tables::merchants() {
  return k_rows;
}

}  // namespace satsrail::cli
