// Failures on purpose, and the inbox: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr std::string_view k_what = "What happens (one of, or a delay or body alone)";
constexpr std::string_view k_how_often = "How often (default: always)";
constexpr Argument k_fault{.name = "ID", .help = "id, or the beginning of one", .source = Source::faults};
constexpr Argument k_inbox{.name = "NAME", .help = "any name: letters, digits, - _ ."};

constexpr Flag k_method{.name = "method", .value = "METHOD", .help = "GET, POST, …"};
constexpr Flag k_status{.name = "status", .value = "N|Nxx", .help = "404, or 4xx for all of them"};
constexpr Flag k_path{.name = "path", .value = "PATH", .help = "whose path begins so"};
constexpr Flag k_since{
    .name = "since", .value = "TIME", .help = "10m: as long ago in real time; or 2026-01-31T12:00:00Z"};
constexpr Flag k_by_fault{
    .name = "fault", .value = "ID", .help = "that this fault struck; header, or any", .source = Source::faults};

// clang-format off
constexpr Command k_rows[]{
    {.noun = "faults", .verb = "add", .aliases = "new", .summary = "Let something fail: API calls, webhook attempts or the node",
     .flags = {{.name = "on", .value = "PLACE", .help = "api, webhook or node", .required = true, .choices = "api|webhook|node"},
               {.name = "match", .value = "NAME=VALUE", .help = "what it concerns, by comma; all must hold; repeatable (default: all)", .repeatable = true},
               {.name = "status", .value = "N", .help = "an answer of this status, 100 to 599, and nothing else happens", .group = k_what, .one_of = "action"},
               {.name = "timeout", .help = "no answer", .group = k_what, .one_of = "action", .hides_global = true},
               {.name = "reset", .help = "the connection is torn down (TCP RST)", .group = k_what, .one_of = "action"},
               {.name = "outcome", .value = "NAME", .help = "node, call=pay: the payment ends so", .group = k_what, .one_of = "action", .source = Source::outcomes},
               {.name = "delay", .value = "DURATION", .help = "first it takes so long: api in real time, webhook and node on the sandbox clock", .group = k_what},
               {.name = "body", .value = "TEXT|@FILE", .help = "of the answer; alone it replaces the usual one", .group = k_what},
               {.name = "header", .letter = 'H', .value = "K:V", .help = "a header of the answer; repeatable", .group = k_what, .repeatable = true},
               {.name = "next", .value = "N", .help = "the next N matches, then it is spent", .group = k_how_often},
               {.name = "every", .value = "K", .help = "each K-th match", .group = k_how_often, .one_of = "share"},
               {.name = "probability", .value = "P", .help = "this share of them, 0.25 or 25%", .group = k_how_often, .one_of = "share"},
               {.name = "seed", .value = "N", .help = "which of them: the same in every run (default 0)", .group = k_how_often}},
     .examples = {{"faults add --on api --match route=/api/v1/checkout_sessions --status 503 --next 2", ""},
                  {"faults add --on webhook --match 'event=order.*' --timeout --every 3", ""},
                  {"faults add --on node --match call=pay,payer=bob --outcome no_route", ""}},
     .details = "Matches: api takes route=PATH (with * for any run of characters), method= and key=PREFIX; webhook takes event=PATTERN and "
                "endpoint=ID|URL; node takes call=invoice|pay and, of pay, payer=NAME. Faults are asked in the order they were added, and the first "
                "that strikes acts. They survive a restart and are gone after a reset. Routes of the sandbox itself (/_sandbox/…) fail only "
                "where route= names them. For one call alone there is a header: `satsrail help faults`.",
     .handler = h::faults_add},
    {.noun = "faults", .verb = "list", .aliases = "ls", .summary = "List faults with what they met and struck, oldest first", .flags = {k_page, k_per_page},
     .examples = {{"faults list", ""}, {"faults list --format '{applied} {id}'", ""}}, .handler = h::faults_list},
    {.noun = "faults", .verb = "get", .aliases = "show|view", .summary = "Show one fault", .args = {k_fault},
     .examples = {{"faults get 0192f0c1 --format '{applied}'", "how often it struck"}}, .handler = h::faults_get},
    {.noun = "faults", .verb = "delete", .aliases = "rm|remove", .summary = "Delete a fault", .args = {k_fault},
     .examples = {{"faults delete 0192f0c1", ""}}, .handler = h::faults_delete},
    {.noun = "faults", .verb = "clear", .summary = "Delete every fault", .examples = {{"faults clear", ""}}, .handler = h::faults_clear},
    {.noun = "logs", .verb = "list", .aliases = "ls", .summary = "List requests to the sandbox, newest first",
     .flags = {k_method, k_status, k_path, k_since, k_by_fault, k_per_page, {.name = "before", .value = "N", .help = "goes on there: next_before of the page before", .group = k_paging}},
     .examples = {{"logs list --status 4xx --since 10m", ""}, {"logs list --path /api/v1/checkout_sessions --method POST", ""}, {"logs list --fault any", "what faults have struck"}},
     .details = "The log keeps the newest 10,000 requests of the last 7 days, in real time. With the control key (it is in the sandbox folder) "
                "everybody's are listed, also those with a wrong key; with --api-key only that merchant's and mode's.",
     .handler = h::logs_list},
    {.noun = "logs", .verb = "get", .aliases = "show|view", .summary = "Show one request whole: headers and bodies, secrets shortened",
     .args = {{.name = "ID", .help = "req_…, or the beginning of one; errors name it"}},
     .examples = {{"logs get req_6f1c", ""}, {"logs get req_6f1c --format '{request.body}'", ""}}, .handler = h::logs_get},
    {.noun = "logs", .verb = "tail", .aliases = "follow", .summary = "Show requests as they are answered",
     .flags = {k_method, k_status, k_path, k_since, k_by_fault},
     .examples = {{"logs tail", ""}, {"logs tail --status 5xx --path /api/v1", ""}, {"logs tail --json", "one object a line, of type ready or request"}},
     .details = "With --since those of that time come first. With --timeout it ends then; else it goes on until Ctrl-C.",
     .handler = h::logs_tail},
    {.noun = "inbox", .verb = "url", .summary = "Print the URL of a receiver that keeps what it gets", .args = {k_inbox},
     .examples = {{"webhooks create --url $(satsrail inbox url shop)", "a receiver without a server of your own"}},
     .details = "Any name will do, and nothing has to be made first. It answers 200 to every POST; `faults add --on api --match "
                "route=/_sandbox/inbox/shop` lets it fail.",
     .handler = h::inbox_url},
    {.noun = "inbox", .verb = "list", .aliases = "ls", .summary = "List what an inbox got, newest first", .args = {k_inbox},
     .flags = {{.name = "oldest-first", .help = "in the order they came"}, k_page, k_per_page},
     .examples = {{"inbox list shop", ""}, {"inbox list shop --oldest-first --format '{json.event}'", ""}}, .handler = h::inbox_list},
    {.noun = "inbox", .verb = "get", .aliases = "show|view", .summary = "Show what an inbox got, with headers and body",
     .args = {k_inbox, {.name = "NUMBER", .help = "which one, from 1 (default: the newest)", .required = false}},
     .examples = {{"inbox get shop", ""}, {"inbox get shop 1 --format '{body}'", "byte for byte, for a signature"}}, .handler = h::inbox_get},
    {.noun = "inbox", .verb = "clear", .aliases = "empty", .summary = "Empty an inbox", .args = {k_inbox}, .examples = {{"inbox clear shop", ""}}, .handler = h::inbox_clear},
};
// clang-format on

}  // namespace

std::span<const Command> tables::faults() {
  return k_rows;
}

}  // namespace satsrail::cli
