// What merchants have beside their sales, staff, what everybody sees, and seeds: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr Argument k_wallet{.name = "ID", .help = "id or name, or the beginning of one", .source = Source::wallets};
constexpr Argument k_document{
    .name = "ID", .help = "id or name, or the beginning of one", .source = Source::merchant_documents};
constexpr Argument k_email{.name = "EMAIL", .help = "whom the person signs in as"};
constexpr Flag k_wallet_type{
    .name = "type", .value = "TYPE", .help = "lightning or bitcoin", .choices = "lightning|bitcoin"};
constexpr Flag k_connection{.name = "connection",
                            .value = "TYPE",
                            .help = "how a real one would be connected: lndhub, lnurl, lnd or cln",
                            .choices = "lndhub|lnurl|lnd|cln"};
constexpr Flag k_wallet_status{.name = "status",
                               .value = "STATUS",
                               .help = "pending, syncing, active, error or inactive",
                               .choices = "pending|syncing|active|error|inactive"};
constexpr Flag k_enabled{.name = "enabled", .value = "BOOL", .help = "true or false", .choices = "true|false"};
constexpr Flag k_password{.name = "password", .value = "TEXT", .help = "or @FILE, or - for stdin", .required = true};

// clang-format off
constexpr Command k_rows[]{
    {.noun = "wallets", .verb = "list", .aliases = "ls", .summary = "List wallets, newest first",
     .flags = {k_wallet_type, k_wallet_status, k_enabled, {.name = "name", .value = "TEXT", .help = "whose name holds this"}, k_page, k_per_page},
     .examples = {{"wallets list", ""}, {"wallets list --status active --format '{name}'", ""}}, .handler = h::wallets_list},
    {.noun = "wallets", .verb = "get", .aliases = "show|view", .summary = "Show one wallet", .args = {k_wallet},
     .examples = {{"wallets get 'Sandbox Lightning'", ""}}, .handler = h::wallets_get},
    {.noun = "wallets", .verb = "create", .aliases = "new", .summary = "Connect another wallet", .args = {{.name = "NAME", .help = "what it is called; unique"}},
     .flags = {k_wallet_type, k_connection, k_wallet_status, k_enabled, {.name = "default", .help = "makes it the default one"}},
     .examples = {{"wallets create Till", "an active Lightning wallet"}, {"wallets create Cold --type bitcoin --status syncing", ""}}, .handler = h::wallets_create},
    {.noun = "wallets", .verb = "update", .aliases = "edit", .summary = "Change a wallet", .args = {k_wallet},
     .flags = {{.name = "name", .value = "TEXT", .help = "what it is called"}, k_wallet_type, k_connection, k_wallet_status, k_enabled, {.name = "default", .help = "makes it the default one"}},
     .examples = {{"wallets update 'Sandbox Lightning' --status error", "no invoice can be made: 503 wallet_unavailable"},
                  {"wallets update 'Sandbox Lightning' --status active", "and can again"}},
     .details = "While no wallet of the merchant and mode is enabled and active, making an invoice fails.", .handler = h::wallets_update},
    {.noun = "wallets", .verb = "delete", .aliases = "rm", .summary = "Delete a wallet that is not the default", .args = {k_wallet},
     .examples = {{"wallets delete Till", ""}}, .handler = h::wallets_delete},
    {.noun = "merchant-documents", .verb = "list", .aliases = "ls", .summary = "List what the merchant has handed in, newest first", .flags = {k_page, k_per_page},
     .examples = {{"merchant-documents list", ""}}, .handler = h::merchant_documents_list},
    {.noun = "merchant-documents", .verb = "get", .aliases = "show|view", .summary = "Show one document's record", .args = {k_document},
     .examples = {{"merchant-documents get License", ""}}, .handler = h::merchant_documents_get},
    {.noun = "merchant-documents", .verb = "create", .aliases = "new", .summary = "Record a document of the merchant's", .args = {{.name = "NAME", .help = "what it is called"}},
     .flags = {{.name = "type", .value = "WORD", .help = "any word, such as business_license", .required = true},
               {.name = "status", .value = "STATUS", .help = "pending, approved (default), rejected or expired", .choices = "pending|approved|rejected|expired"},
               {.name = "url", .value = "URL", .help = "where the file would be"}},
     .examples = {{"merchant-documents create License --type business_license", ""}}, .handler = h::merchant_documents_create},
    {.noun = "merchant-documents", .verb = "delete", .aliases = "rm", .summary = "Delete a document's record", .args = {k_document},
     .examples = {{"merchant-documents delete License", ""}}, .handler = h::merchant_documents_delete},
    {.noun = "plans", .verb = "list", .aliases = "ls", .summary = "List the subscription plans that the service offers, the cheapest first", .flags = {k_page, k_per_page},
     .examples = {{"plans list", ""}}, .details = "Free, starter and pro, until a seed names others.", .handler = h::plans_list},
    {.noun = "exchanges", .verb = "list", .aliases = "ls", .summary = "List where buyers can get bitcoin",
     .examples = {{"exchanges list", ""}}, .details = "Two made-up ones, until a seed names others.", .handler = h::exchanges_list},
    {.noun = "staff", .verb = "list", .aliases = "ls", .summary = "List the people who may sign in, newest first", .flags = {k_page, k_per_page},
     .examples = {{"staff list", ""}}, .handler = h::staff_list},
    {.noun = "staff", .verb = "create", .aliases = "new", .summary = "Let somebody sign in", .args = {k_email},
     .flags = {k_password, {.name = "role", .value = "ROLE", .help = "owner (default), manager or accountant", .choices = "owner|manager|accountant"},
               {.name = "merchant", .value = "ID", .help = "whom to look after (default: the sandbox's first); repeatable", .repeatable = true, .source = Source::merchants}},
     .examples = {{"staff create ann@example.com --password secret", ""}, {"staff create bob@example.com --password @pw.txt --role accountant --merchant Bakery", ""}},
     .handler = h::staff_create},
    {.noun = "staff", .verb = "delete", .aliases = "rm", .summary = "Take somebody off the staff; sessions end",
     .args = {{.name = "ID", .help = "id or email, or the beginning of one", .source = Source::staff}},
     .examples = {{"staff delete ann@example.com", ""}}, .handler = h::staff_delete},
    {.noun = "staff", .verb = "login", .summary = "Sign in as a merchant's console does; prints a session token", .args = {k_email}, .flags = {k_password},
     .examples = {{"staff login ann@example.com --password secret -q", "the token alone"}},
     .details = "The token is good for a day of the sandbox clock, and for POST /api/v1/m/sessions/activate only. Exit 4 when it is refused.", .handler = h::staff_login},
    {.noun = "seed", .summary = "Put a whole shop in place from a file: all of it or nothing",
     .args = {{.name = "FILE", .help = "TOML, or JSON (.json); - is stdin", .source = Source::files}},
     .flags = {{.name = "merchant", .value = "ID", .help = "whose shop (default: the sandbox's first)", .source = Source::merchants}},
     .examples = {{"seed docs/examples/seed/shop.toml", ""}, {"seed shop.json --merchant Bakery --live", ""}, {"start --seed-file shop.toml", "the shop is there when the sandbox is ready"}},
     .details = "An entry that is there already is updated, so that the same file again changes nothing. Needs the control key. How to write one: docs/seed.md.",
     .handler = h::seed},
};
// clang-format on

}  // namespace

std::span<const Command> tables::merchant_data() {
  return k_rows;
}

}  // namespace satsrail::cli
