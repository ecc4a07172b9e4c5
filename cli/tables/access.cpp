// Proofs of purchase: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
    {.noun = "access", .verb = "token", .summary = "Print the access token of a paid checkout: its buyer's proof of purchase", .args = {k_checkout},
     .examples = {{"access token cs_0KqT3", "with the product's key, and how long access lasts"}, {"access token cs_0KqT3 -q", "the token alone"}},
     .details = "Only a checkout of a product has one. Exit 1 while it is not paid.", .handler = h::access_token},
    {.noun = "access", .verb = "verify", .summary = "Is this access token good? Prints the product's key, as a shop gets it",
     .args = {{.name = "TOKEN", .help = "an access token; - reads it from stdin"}},
     .examples = {{"access verify eyJfcmFpbHMi…--b42e…", ""}, {"access token cs_0KqT3 -q | satsrail access verify -", ""},
                  {"clock advance 1d", "and it may have expired"}},
     .details = "Exit 1 when it is not good, with the reason: expired, of another merchant, changed, refunded.", .handler = h::access_verify},
};
// clang-format on

}  // namespace

std::span<const Command> tables::access() {
  return k_rows;
}

}  // namespace satsrail::cli
