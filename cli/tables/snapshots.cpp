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
                  {"signature verify --secret whsec_x --body @body.json -H X-SatsRail-Signature:07ff -H X-SatsRail-Timestamp:1705312950", ""}},
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
