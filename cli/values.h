#pragma once
// Values that several commands take, read and checked the same way.

#include "cli/body.h"
#include "cli/context.h"
#include "cli/failure.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::cli {

// Where webhooks go: "3000", "3000/webhooks", ":3000/x", "host:3000/x?y=1", "http://…". Always answers a whole
// URL; a bare port means localhost. Error: invalid_url (2), with what to write instead.
Outcome<std::string> parse_target_url(const std::string& text);

// "50.00" in the currency's usual unit, or the whole number of --NAME-cents; sets `path`_cents in the body.
// Error: invalid_amount (2).
Outcome<std::int64_t> parse_amount(const std::string& text, const std::string& currency_code);
Outcome<std::int64_t> parse_cents(const std::string& text, const std::string& flag);

// --port, --db, --webhook, --rate-limit, --seed, --seed-file, --clock, --network, --autopay, --delivery, --key and
// --host as satsraild takes them, checked. Error: invalid_number, invalid_url, invalid_time … (2).
Outcome<std::vector<std::string>> daemon_flags(const Invocation& invocation);

// A note for whoever starts a sandbox whose invoices a real wallet may try to pay. `ready` is its ready line.
void warn_of_network(Context& context, const std::string& ready);

// A flag's whole number, none when it was not given. Error: invalid_number (2).
Outcome<std::optional<std::int64_t>> whole_number(const Invocation& invocation, const std::string& flag,
                                                  std::int64_t min, std::int64_t max);

// Copies a flag into the body where it was given.
void set_if_given(Body& body, const Invocation& invocation, std::string_view flag, std::string_view path);

}  // namespace satsrail::cli
