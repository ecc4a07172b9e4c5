// Snapshots, the doctor, and signatures: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr Flag k_signing_secret{.name = "secret",
                                .value = "WHSEC",
                                .help = "the endpoint's secret; @FILE reads it (default SATSRAIL_WEBHOOK_SECRET)"};

// clang-format off
constexpr Command k_rows[]{
    {.noun = "doctor", .summary = "Find what is wrong with the sandbox and around it, and say what to do",
     .examples = {{"doctor", ""}, {"doctor --json", "a list of checks"}, {"doctor --format '{verdict}:{check}'", ""}},
     .details = "Looks at the folder and its keys, the daemon, its port and its lock, the database, the disk, the log, variables that lead "
                "elsewhere, proxies, localhost, the clock, webhook endpoints (is anybody there?) and pending deliveries. Changes nothing. "
                "Exit 0 when all is well or only notable, 1 when something is wrong.", .handler = h::doctor},
    {.noun = "snapshot", .verb = "save", .aliases = "create", .summary = "Save the whole sandbox under a name", .args = {{.name = "NAME", .help = "1 to 64 of a-z, 0-9, '.', '_' and '-'"}},
     .flags = {{.name = "force", .letter = 'f', .help = "overwrite one of the same name"}},
     .examples = {{"snapshot save paid-order", ""}, {"snapshot save before-upgrade --force", ""}},
     .details = "Everything: merchants, keys, products, checkouts, payments, events, deliveries, rates, the node and the clock. It is a file in "
                "the sandbox folder, snapshots/NAME.db, and may be taken while the sandbox is busy.", .handler = h::snapshot_save},
    {.noun = "snapshot", .verb = "restore", .summary = "Put the whole sandbox back to where it was saved", .args = {{.name = "NAME", .help = "of a snapshot"}},
     .examples = {{"snapshot restore paid-order", "ids, states and the clock are as they were"}},
     .details = "Without a restart. The clock goes on from the moment of the snapshot, deliveries that were pending then are due again, and a "
                "sandbox with --seed makes the same ids again. Endpoints of a running `listen` stay, and it says that there is a gap. A request "
                "that is under way gets 503. One of an older version is brought up to date on the way.", .handler = h::snapshot_restore},
    {.noun = "snapshot", .verb = "list", .aliases = "ls", .summary = "List snapshots, newest first",
     .examples = {{"snapshot list", ""}, {"snapshot list --format '{name}:{size_bytes}'", ""}}, .handler = h::snapshot_list},
    {.noun = "snapshot", .verb = "delete", .aliases = "rm|remove", .summary = "Delete a snapshot", .args = {{.name = "NAME", .help = "of a snapshot"}},
     .examples = {{"snapshot delete paid-order", ""}}, .handler = h::snapshot_delete},
    {.noun = "signature", .verb = "sign", .summary = "Print the signature that SatsRail would send with a body",
     .flags = {k_signing_secret, {.name = "body", .value = "TEXT", .help = "@FILE or - (stdin), to the last byte; anything else is the body itself", .required = true, .source = Source::files},
               {.name = "dialect", .value = "NAME", .help = "seed (default): sha256=hex; docs, stream: bare hex", .choices = "seed|docs|stream"}},
     .examples = {{"signature sign --secret whsec_x --body @body.json", "for X-SatsRail-Signature"},
                  {"signature sign --secret @secret.txt --body - --dialect docs < body.json", "bare, for X-Webhook-Signature"}},
     .details = "Needs no sandbox. A file's newline at the end is signed as well, as a receiver would see it.", .handler = h::signature_sign},
    {.noun = "signature", .verb = "verify", .aliases = "check", .summary = "Verify a webhook's signature, and say why it fails",
     .flags = {k_signing_secret, {.name = "body", .value = "TEXT", .help = "@FILE or - (stdin), to the last byte; anything else is the body itself", .one_of = "body", .source = Source::files},
               {.name = "delivery", .value = "ID", .help = "body and headers of the last attempt of this delivery of the sandbox", .one_of = "body", .source = Source::deliveries},
               {.name = "header", .letter = 'H', .value = "VALUE", .help = "the signature: 'sha256=…', or with its name; a timestamp's header too", .repeatable = true},
               {.name = "timestamp", .value = "T", .help = "as received: unix seconds, or an ISO time"},
               {.name = "tolerance", .value = "DURATION", .help = "how old the timestamp may be (default 5m; off: any age)"},
               {.name = "dialect", .value = "NAME", .help = "how it has to be written: seed, docs or stream (default: any)", .choices = "seed|docs|stream"}},
     .examples = {{"signature verify --secret whsec_x --body @body.json --header sha256=07ff", ""},
                  {"signature verify --secret whsec_x --delivery 0192f0c1", "what the sandbox sent"},
                  {"signature verify --secret whsec_x --body @b.json -H 07ff --timestamp 1705312950", ""}},
     .details = "Exit 0 when it is valid, 1 when it is not. Then it looks for the mistake: a secret with a newline, without whsec_ or decoded; "
                "a body that was parsed and written again (compact, sorted, indented, escaped: it says which); upper-case hex, base64, SHA-1, "
                "SHA-512; a timestamp that was signed too, or is too old. Only --delivery needs a sandbox.",
     .one_of_required = "body", .handler = h::signature_verify},
};
// clang-format on

}  // namespace

std::span<const Command> tables::snapshots() {
  return k_rows;
}

}  // namespace satsrail::cli
