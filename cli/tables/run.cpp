// What runs commands and stories in a sandbox that is made for them: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
    {.noun = "exec", .summary = "Run a command inside a throw-away sandbox",
     .flags = {k_webhook, k_seed, k_seed_file, k_clock, k_network, k_autopay, k_delivery_mode, k_strict_namespaces, {.name = "keep", .help = "keep the data, and say where"}},
     .examples = {{"exec -- npm test", ""}, {"exec --webhook 3000/webhooks --seed 1 -- ./e2e.sh", ""}, {"exec -- sh -c 'satsrail pay $(satsrail checkout create --amount 5 -q)'", ""}},
     .details = "The sandbox has a folder, a port and a database (in memory) of its own, and is gone afterwards. CMD finds it through "
                "SATSRAIL_BASE_URL, SATSRAIL_API_URL (with /api/v1), SATSRAIL_API_KEY, SATSRAIL_PUBLISHABLE_KEY, SATSRAIL_CONTROL_KEY, "
                "SATSRAIL_WEBHOOK_SECRET (that of --webhook, else the one `listen` signs with) and SATSRAIL_DIR. INT, TERM, HUP, QUIT, USR1 and USR2 "
                "are passed on to CMD. Exits with CMD's exit code, 128 + N when signal N ended it.",
     .handler = h::exec, .tail = "CMD…"},
    {.noun = "run", .summary = "Tell scenario files to throw-away sandboxes, and check what comes of it", .args = {{.name = "FILE", .help = "a .toml or .json file, or a folder of them", .source = Source::files, .repeatable = true}},
     .flags = {{.name = "var", .value = "K=V", .help = "sets a variable of [vars]; repeatable", .repeatable = true},
               {.name = "junit", .value = "FILE", .help = "writes a JUnit report there", .source = Source::files},
               {.name = "events-out", .value = "FILE", .help = "writes every event there, a line of JSON each", .source = Source::files},
               {.name = "here", .help = "in the sandbox that runs, instead of new ones"}, {.name = "keep", .help = "keep the data, and say where"}},
     .examples = {{"run docs/examples/paid-order.toml", ""}, {"run tests/scenarios --junit report.xml", "a folder, in CI"}, {"run order.toml --var amount=12.50 --json", "one object a line"}},
     .details = "Files are checked before anything runs (exit 2). Each is told to a sandbox of its own and stops at its first failing step; the others "
                "still run. Exit 1 when one failed. --json prints one object a line, of type suite, step or end. How to write one: docs/scenarios.md, "
                "and `satsrail help scenarios`.",
     .handler = h::run},
};
// clang-format on

}  // namespace

std::span<const Command> tables::run() {
  return k_rows;
}

}  // namespace satsrail::cli
