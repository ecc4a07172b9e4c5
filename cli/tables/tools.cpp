// Everything that is about no noun of the API: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr std::string_view k_instead = "Instead of sending it";

constexpr Flag k_data{.name = "data",
                      .letter = 'd',
                      .value = "K=V",
                      .help = "a field; a[b]=c nests; or a whole body: @file, - (stdin)",
                      .repeatable = true};
constexpr Flag k_header{
    .name = "header", .letter = 'H', .value = "K:V", .help = "a header; repeatable", .repeatable = true};
constexpr Flag k_include{.name = "include", .letter = 'i', .help = "print the status line and headers too"};
constexpr Flag k_dry_run{
    .name = "dry-run", .help = "shows the request, and sends nothing", .group = k_instead, .one_of = "instead"};
constexpr Flag k_curl{
    .name = "curl", .help = "prints the curl command that would send it", .group = k_instead, .one_of = "instead"};
constexpr Flag k_show_secrets{
    .name = "show-secrets", .help = "with the key itself in it, not $SATSRAIL_API_KEY", .group = k_instead};

constexpr Argument k_path{
    .name = "PATH", .help = "rates, m/orders, /api/v1/rates, /_sandbox/clock", .source = Source::api_paths};

constexpr std::string_view k_config_place = "Which file";
constexpr Flag k_local{.name = "local", .help = "./satsrail.toml", .group = k_config_place, .one_of = "file"};
constexpr Flag k_global{
    .name = "global", .help = "the user's own (default)", .group = k_config_place, .one_of = "file"};
constexpr Argument k_config_key{
    .name = "KEY", .help = "a flag, or command.flag: timeout, listen.forward-to", .source = Source::config_keys};

// clang-format off
constexpr Command k_rows[]{
    {.noun = "api", .summary = "Send any request", .args = {{.name = "METHOD", .help = "GET, POST, PATCH, PUT or DELETE", .source = Source::api_methods}, k_path},
     .flags = {k_data, k_header, k_include, k_dry_run, k_curl, k_show_secrets},
     .examples = {{"api get rates", ""}, {"api post checkout_sessions -d checkout_session[amount_cents]=5000", ""}, {"api post /_sandbox/clock/advance -d duration=16m --curl", "for a colleague or a bug report"}},
     .details = "Numbers, true, false and null are sent as such; \"5\" in double quotes is text. For GET and DELETE the fields go into the query. "
                "The body of the answer goes to stdout whatever the status; exit 1 on 4xx and 5xx, 4 on 401 and 403.",
     .handler = h::api},
    {.noun = "get", .summary = "Send a GET request", .args = {k_path}, .flags = {k_data, k_header, k_include, k_dry_run, k_curl, k_show_secrets},
     .examples = {{"get rates -d currency=eur", "fields go into the query"}, {"get /_sandbox/clock --json=now", ""}}, .details = "Short for `satsrail api get`.", .handler = h::api},
    {.noun = "post", .summary = "Send a POST request", .args = {k_path}, .flags = {k_data, k_header, k_include, k_dry_run, k_curl, k_show_secrets},
     .examples = {{"post checkout_sessions -d checkout_session[amount_cents]=5000", ""}, {"post checkout_sessions -d @session.json -i", ""}}, .details = "Short for `satsrail api post`.", .handler = h::api},
    {.noun = "patch", .summary = "Send a PATCH request", .args = {k_path}, .flags = {k_data, k_header, k_include, k_dry_run, k_curl, k_show_secrets},
     .examples = {{"patch webhooks/01920000-0000-7000-8000-000000000003 -d webhook[active]=false", ""}}, .details = "Short for `satsrail api patch`.", .handler = h::api},
    {.noun = "delete", .summary = "Send a DELETE request", .args = {k_path}, .flags = {k_data, k_header, k_include, k_dry_run, k_curl, k_show_secrets},
     .examples = {{"delete webhooks/01920000-0000-7000-8000-000000000003", ""}}, .details = "Short for `satsrail api delete`.", .handler = h::api},
    {.noun = "open", .summary = "Open a page in a browser", .args = {{.name = "WHAT", .help = "cs_…, a product's slug, docs or dashboard; nothing: lists what there is", .required = false, .source = Source::checkouts}},
     .examples = {{"open cs_0KqT3", "the buyer's page"}, {"open coffee", "the product's payment link: each visit is a new checkout"}, {"open docs", "what every route takes and answers"}},
     .details = "Piped, it prints the URL and opens nothing.", .handler = h::open},
    {.noun = "config", .verb = "get", .summary = "Print the value that counts", .args = {k_config_key},
     .flags = {{.name = "origin", .help = "with where it comes from"}},
     .examples = {{"config get timeout", ""}, {"config get listen.forward-to --origin", "as `listen` would see it"}},
     .details = "Exit 1 when nothing sets it.", .handler = h::config_get},
    {.noun = "config", .verb = "set", .summary = "Write a value into a config file",
     .args = {k_config_key, {.name = "VALUE", .help = "as after the flag; true or false for a switch; several where the flag may be repeated", .repeatable = true}},
     .flags = {k_local, k_global},
     .examples = {{"config set timeout 20s", ""}, {"config set listen.forward-to 3000/webhooks --local", "for this project"}, {"config set base-url https://sandbox.example.com --profile staging", "in a profile"}},
     .details = "The rest of the file stays as it is, comments and order included. A file that is made can be read by you alone.", .handler = h::config_set, .despite_bad_config = true},
    {.noun = "config", .verb = "unset", .aliases = "rm", .summary = "Remove a value from a config file", .args = {k_config_key}, .flags = {k_local, k_global},
     .examples = {{"config unset timeout", ""}, {"config unset listen.forward-to --local", ""}}, .handler = h::config_unset, .despite_bad_config = true},
    {.noun = "config", .verb = "list", .aliases = "ls", .summary = "List the values that count",
     .flags = {{.name = "origin", .help = "with where each comes from"}},
     .examples = {{"config list", ""}, {"config list --origin", "and who says so"}},
     .details = "Keys are shown by their beginning only; `config get` prints a whole one.", .handler = h::config_list},
    {.noun = "config", .verb = "path", .summary = "Print where the config files are", .flags = {k_local, k_global},
     .examples = {{"config path", ""}, {"config path --global", ""}}, .handler = h::config_path, .despite_bad_config = true},
    {.noun = "completion", .summary = "Print a completion script", .args = {{.name = "SHELL", .help = "bash, zsh or fish", .choices = "bash|zsh|fish"}},
     .examples = {{"completion bash > ~/.local/share/bash-completion/completions/satsrail", ""}, {"completion zsh > ~/.zfunc/_satsrail", "a folder of $fpath"}, {"completion fish > ~/.config/fish/completions/satsrail.fish", ""}}, .handler = h::completion, .despite_bad_config = true},
    {.noun = "version", .summary = "Print the version", .examples = {{"version", ""}}, .handler = h::version, .despite_bad_config = true},
    {.noun = "help", .summary = "Explain a command or a topic", .args = {{.name = "TOPIC", .help = "a command, a noun, or a topic", .required = false, .source = Source::help_topics, .repeatable = true}},
     .flags = {{.name = "tree", .help = "every command on a line", .one_of = "form"}, {.name = "man", .help = "a manual page, for man", .one_of = "form"}},
     .examples = {{"help checkout create", ""}, {"help --tree", ""}, {"help --man checkout | man -l -", "the manual page of a noun"}}, .handler = h::help, .despite_bad_config = true},

    // -- for machines
    {.noun = "__complete", .summary = "Print the words that may follow", .args = {{.name = "WORD", .help = "", .required = false, .repeatable = true}}, .examples = {}, .handler = h::complete, .tail = "WORD…", .hidden = true, .despite_bad_config = true},
    {.noun = "__reference", .summary = "Print docs/cli.md", .examples = {}, .handler = h::reference, .hidden = true, .despite_bad_config = true},
    {.noun = "__share", .summary = "Write the manual pages and completion scripts below a folder", .args = {{.name = "DIR", .help = ""}}, .examples = {}, .handler = h::share, .hidden = true, .despite_bad_config = true},
};
// clang-format on

}  // namespace

std::span<const Command> tables::tools() {
  return k_rows;
}

}  // namespace satsrail::cli
