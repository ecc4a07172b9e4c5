#include "cli/commands.h"

#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

constexpr Noun k_nouns[]{
    {"checkout", "checkouts", "Checkout sessions: what a buyer is sent to"},
    {"products", "product", "What the merchant sells"},
    {"product-types", "product-type", "The shelves that products stand on"},
    {"catalog", "", "Product types, active products, taxes and discounts in one"},
    {"taxes", "tax", "Taxes that the catalog shows"},
    {"discounts", "discount", "Discounts that the catalog shows"},
    {"transactions", "transaction", "Settled payments, as the ledger shows them"},
    {"rates", "rate", "The BTC exchange rate"},
    {"webhooks", "webhook", "Where events are sent"},
    {"events", "event", "What happened"},
    {"deliveries", "delivery", "Events on their way to endpoints, with every attempt"},
    {"clock", "time", "The sandbox's time: freeze, set, advance"},
    {"merchants", "merchant", "Merchants: each is a world of its own"},
    {"wallets", "wallet", "Where the merchant is paid"},
    {"merchant-documents", "merchant-document|documents|document", "What the merchant has handed in"},
    {"staff", "", "People who sign in to look after merchants"},
    {"plans", "plan", "What the service offers its merchants"},
    {"exchanges", "exchange", "Where buyers can get bitcoin"},
    {"faults", "fault", "What is to fail: API calls, webhook attempts, the node"},
    {"logs", "log", "Requests to the sandbox, with what was asked and answered"},
    {"inbox", "", "A receiver of webhooks inside the sandbox"},
    {"keys", "key", "The API keys"},
    {"config", "", "Defaults of flags, kept in files"},
    {"snapshot", "snapshots", "The whole state of the sandbox: saved, and put back"},
    {"signature", "signatures", "Signatures of webhooks: made, and verified with a reason"},
    {"node", "", "The simulated Lightning node"},
    {"node payments", "node payment", "The payers' log: every attempt, also those that no merchant hears of"},
    {"node invoices", "", "The node's invoices, with what is held for them"},
};

constexpr Flag k_globals[]{
    {.name = "dir", .value = "PATH", .help = "sandbox folder", .source = Source::files},
    {.name = "base-url", .value = "URL", .help = "a sandbox somewhere else, with or without /api/v1"},
    {.name = "api-key", .value = "KEY", .help = "the key to use there"},
    {.name = "live", .help = "use the live-mode keys (default: test)"},
    {.name = "profile",
     .value = "NAME",
     .help = "a profile of the config files (see help config)",
     .source = Source::profiles},
    {.name = "json",
     .value = "FIELDS",
     .help = "what the API returned, as it is; =a,b.c picks fields",
     .optional_value = true},
    {.name = "format", .value = "TEXT", .help = "one line per object: '{id} {status}'"},
    {.name = "quiet", .letter = 'q', .help = "only the id, and no notes"},
    {.name = "verbose", .letter = 'v', .help = "shows each request on stderr"},
    {.name = "no-color", .help = "no colour"},
    {.name = "no-input", .help = "never asks"},
    {.name = "timeout", .value = "DURATION", .help = "for an answer (default 10s), for a wait (30s)"},
};

std::vector<Command> whole_table() {
  std::vector<Command> all;
  for (const auto part : {tables::sandbox(), tables::checkouts(), tables::catalog(), tables::product_types(),
                          tables::webhooks(), tables::merchants(), tables::merchant_data(), tables::node(),
                          tables::faults(), tables::snapshots(), tables::run(), tables::tools()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

std::span<const Command> commands() {
  static const auto k_commands = whole_table();
  return k_commands;
}
std::span<const Noun> nouns() {
  return k_nouns;
}
std::span<const Flag> global_flags() {
  return k_globals;
}

}  // namespace satsrail::cli
