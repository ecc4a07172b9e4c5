// Time, keys and the Lightning node: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
    {.noun = "clock", .verb = "show", .aliases = "get", .summary = "Show the sandbox's time",
     .examples = {{"clock show", ""}}, .handler = h::clock_show},
    {.noun = "clock", .verb = "advance", .summary = "Move time on, do all that falls due, and list it", .args = {{.name = "DURATION", .help = "16m, 2h, 1h30m, 3d"}},
     .examples = {{"clock advance 16m", "past the life of a checkout"}, {"clock advance 2h", "past the last webhook retry"}},
     .details = "Returns when all of it is done, webhook attempts included.", .handler = h::clock_advance},
    {.noun = "clock", .verb = "set", .summary = "Move time to an instant, and do all that falls due", .args = {{.name = "TIME", .help = "2026-01-01T00:00:00Z or 2026-01-01"}},
     .examples = {{"clock set 2026-01-01T00:00:00Z", ""}}, .handler = h::clock_set},
    {.noun = "clock", .verb = "freeze", .summary = "Stop time", .examples = {{"clock freeze", ""}}, .handler = h::clock_freeze},
    {.noun = "clock", .verb = "resume", .aliases = "unfreeze", .summary = "Let time run on from where it stands", .examples = {{"clock resume", ""}}, .handler = h::clock_resume},
    {.noun = "node", .verb = "info", .aliases = "show", .summary = "Show the node: its settings, balances and payers", .examples = {{"node info", ""}, {"node info --json", "everything"}},
     .details = "On a terminal only settings that differ from their defaults are shown.", .handler = h::node_info},
    {.noun = "node", .verb = "set", .summary = "Change how the node behaves",
     .args = {{.name = "NAME[=VALUE]", .help = "a setting from below; a name alone means on", .source = Source::node_settings, .repeatable = true}},
     .examples = {{"node set offline", "back with offline=off"}, {"node set latency=2s fee=10 inbound=100000", ""}, {"node set webln=on", "a wallet in the checkout page"}},
     .details = "Settings belong to a merchant and mode (--live), survive a restart, and end with `satsrail reset`.", .handler = h::node_set},
    {.noun = "node", .verb = "mode", .summary = "Let test-mode invoices pay themselves, or not",
     .args = {{.name = "MODE", .help = "autopay=DURATION, or manual"}},
     .examples = {{"node mode autopay=3s", "for clicking through a shop"}, {"node mode manual", ""}}, .handler = h::node_mode},
    {.noun = "node", .verb = "invoice", .summary = "Make an invoice of the node's own, for no order",
     .flags = {{.name = "amount-sats", .value = "N", .help = "what it asks for", .group = "Amount (one of)", .one_of = "amount"},
               {.name = "any-amount", .help = "the payer decides", .group = "Amount (one of)", .one_of = "amount"},
               {.name = "description", .value = "TEXT", .help = "what the payer's wallet shows"}, {.name = "expiry", .value = "DURATION", .help = "default 1h"}},
     .examples = {{"node invoice --amount-sats 1000", ""}, {"node invoice --any-amount --description tip", ""}, {"pay $(satsrail node invoice --amount-sats 1000 -q)", "-q prints the BOLT11 alone"}},
     .one_of_required = "amount", .handler = h::node_invoice},
    {.noun = "node", .verb = "settle", .summary = "Settle a payment that is held", .args = {k_node_target},
     .examples = {{"node settle cs_0KqT3", "after `pay cs_0KqT3 --hold`"}}, .details = "Its webhooks go out now. Exit 1 when nothing is held for it.", .handler = h::node_settle},
    {.noun = "node", .verb = "cancel", .summary = "Cancel an invoice at the node; what is held goes back to its payer", .args = {k_node_target},
     .examples = {{"node cancel cs_0KqT3", ""}}, .handler = h::node_cancel},
    {.noun = "node", .verb = "mine", .summary = "Mine blocks: on-chain payments get confirmations", .args = {{.name = "BLOCKS", .help = "default 1", .required = false}},
     .examples = {{"node mine", ""}, {"node mine 6", ""}}, .handler = h::node_mine},
    {.noun = "node", .verb = "outcomes", .summary = "List what can happen to a payment", .examples = {{"node outcomes", ""}, {"pay cs_0KqT3 --outcome held", "makes one happen"}}, .handler = h::node_outcomes},
    {.noun = "node payments", .verb = "list", .aliases = "ls", .summary = "List the payers' attempts, newest first",
     .flags = {{.name = "status", .value = "STATUS", .help = "initiated, in_flight, succeeded or failed", .choices = "initiated|in_flight|succeeded|failed"},
               {.name = "payer", .value = "NAME", .help = "of this wallet"}, k_page, k_per_page},
     .examples = {{"node payments list --status failed", "also what no merchant hears of"}, {"node payments list --payer bob", ""}}, .handler = h::node_payments_list},
    {.noun = "node payments", .verb = "get", .aliases = "show|view", .summary = "Show one attempt with its HTLCs",
     .args = {{.name = "ID", .help = "id, or the beginning of one", .source = Source::node_payments}},
     .examples = {{"node payments get 0192f0c1", ""}}, .handler = h::node_payments_get},
    {.noun = "node invoices", .verb = "list", .aliases = "ls", .summary = "List the node's invoices, newest first",
     .flags = {{.name = "state", .value = "STATE", .help = "open, accepted (held), settled or canceled", .choices = "open|accepted|settled|canceled"},
               {.name = "node", .value = "NAME", .help = "of the merchant, or of the wallet that made it"}, k_page, k_per_page},
     .examples = {{"node invoices list --state accepted", "what is held"}}, .handler = h::node_invoices_list},
    {.noun = "node invoices", .verb = "get", .aliases = "show|view", .summary = "Show one invoice as the node has it", .args = {k_node_target},
     .examples = {{"node invoices get cs_0KqT3", ""}}, .handler = h::node_invoices_get},
    {.noun = "node", .verb = "decode", .summary = "Decode and verify a BOLT11 invoice or an LNURL; no sandbox needed",
     .args = {{.name = "BOLT11", .help = "the invoice or LNURL; - reads it from stdin, @file from a file"}},
     .examples = {{"node decode lnbcrt500u1…", ""}, {"node decode - --json < invoice.txt", ""}},
     .details = "Exit 1, with the reason, when it is not valid.", .handler = h::node_decode},
};
// clang-format on

}  // namespace

std::span<const Command> tables::node() {
  return k_rows;
}

}  // namespace satsrail::cli
