// The sandbox as a process: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
    {.noun = "start", .summary = "Start the sandbox in the background", .flags = {k_port, k_db, k_webhook, k_rate_limit, k_strict_namespaces, k_seed, k_seed_file, k_clock, k_network, k_autopay, k_delivery_mode, k_key, k_host},
     .examples = {{"start", "port 7287, data kept between runs"},
                  {"start --webhook 3000/webhooks --seed 1", "with an endpoint, repeatable"},
                  {"start --json --port 0 --dir ./sandbox", "for a script: one line of JSON"}},
     .details = "Waits until the sandbox answers, then prints its URL, keys and webhook secret. When it runs already, says so and exits 0.",
     .handler = h::start},
    {.noun = "serve", .summary = "Run the sandbox in the foreground, its log on stderr", .flags = {k_port, k_db, k_webhook, k_rate_limit, k_strict_namespaces, k_seed, k_seed_file, k_clock, k_network, k_autopay, k_delivery_mode, k_key, k_host},
     .examples = {{"serve", "until Ctrl-C"}, {"serve --db :memory: --port 0 --json", "one line of JSON on stdout when ready"}},
     .handler = h::serve},
    {.noun = "stop", .summary = "Stop the sandbox",
     .examples = {{"stop", "what was answered is on disk; `start` goes on from there"}},
     .details = "Returns when the process is gone. Nothing running is fine: exit 0.", .handler = h::stop},
    {.noun = "status", .summary = "Show what runs, where, and what is in it",
     .examples = {{"status", ""}, {"status --format '{base_url}'", ""}}, .details = "Exit 5 when no sandbox answers.", .handler = h::status},
    {.noun = "reset", .summary = "Throw away every object; keys, node and rates stay",
     .flags = {{.name = "yes", .letter = 'y', .help = "do not ask"}},
     .examples = {{"reset", "asks first"}, {"reset --yes", "in a script"}}, .handler = h::reset},
};
// clang-format on

}  // namespace

std::span<const Command> tables::sandbox() {
  return k_rows;
}

}  // namespace satsrail::cli
