// Everything that is about no noun of the API: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
    {.noun = "api", .summary = "Send any request", .args = {{.name = "METHOD", .help = "GET, POST, PATCH, PUT or DELETE"}, {.name = "PATH", .help = "rates, m/orders, /api/v1/rates, /_sandbox/clock"}},
     .flags = {{.name = "data", .letter = 'd', .value = "K=V", .help = "a field; a[b]=c nests; or a whole body: @file, - (stdin)", .repeatable = true},
               {.name = "header", .letter = 'H', .value = "K:V", .help = "a header; repeatable", .repeatable = true},
               {.name = "include", .letter = 'i', .help = "print the status line and headers too"}},
     .examples = {{"api get rates", ""}, {"api post checkout_sessions -d checkout_session[amount_cents]=5000", ""}, {"api post /_sandbox/clock/advance -d duration=16m", ""}},
     .details = "Numbers, true, false and null are sent as such; \"5\" in double quotes is text. For GET and DELETE the fields go into the query. "
                "The body of the answer goes to stdout whatever the status; exit 1 on 4xx and 5xx, 4 on 401 and 403.",
     .handler = h::api},
    {.noun = "exec", .summary = "Run a command inside a throw-away sandbox",
     .flags = {k_webhook, k_seed, k_clock, k_network, k_autopay, k_delivery_mode, {.name = "keep", .help = "keep the data, and say where"}},
     .examples = {{"exec -- npm test", ""}, {"exec --webhook 3000/webhooks --seed 1 -- ./e2e.sh", ""}, {"exec -- sh -c 'satsrail pay $(satsrail checkout create --amount 5 -q)'", ""}},
     .details = "The sandbox has a folder, a port and a database (in memory) of its own, and is gone afterwards. CMD finds it through "
                "SATSRAIL_BASE_URL, SATSRAIL_API_URL (with /api/v1), SATSRAIL_API_KEY, SATSRAIL_PUBLISHABLE_KEY, SATSRAIL_CONTROL_KEY, "
                "SATSRAIL_WEBHOOK_SECRET (with --webhook) and SATSRAIL_DIR. Exits with CMD's exit code.",
     .handler = h::exec, .tail = "CMD…"},
    {.noun = "completion", .summary = "Print a completion script", .args = {{.name = "SHELL", .help = "bash, zsh or fish", .choices = "bash|zsh|fish"}},
     .examples = {{"completion bash > ~/.local/share/bash-completion/completions/satsrail", ""}, {"completion fish > ~/.config/fish/completions/satsrail.fish", ""}}, .handler = h::completion},
    {.noun = "version", .summary = "Print the version", .examples = {{"version", ""}}, .handler = h::version},
    {.noun = "help", .summary = "Explain a command or a topic", .args = {{.name = "TOPIC", .help = "a command, a noun, or a topic", .required = false, .source = Source::help_topics, .repeatable = true}},
     .flags = {{.name = "tree", .help = "every command on a line"}},
     .examples = {{"help checkout create", ""}, {"help webhooks", ""}, {"help --tree", ""}}, .handler = h::help},

    // -- for machines
    {.noun = "__complete", .summary = "Print the words that may follow", .args = {{.name = "WORD", .help = "", .required = false, .repeatable = true}}, .examples = {}, .handler = h::complete, .tail = "WORD…", .hidden = true},
    {.noun = "__reference", .summary = "Print docs/cli.md", .examples = {}, .handler = h::reference, .hidden = true},
};
// clang-format on

}  // namespace

std::span<const Command> tables::tools() {
  return k_rows;
}

}  // namespace satsrail::cli
