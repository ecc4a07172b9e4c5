#pragma once
// What to say when a word on the command line is not known: "did you mean …".

#include "cli/commands.h"
#include "cli/failure.h"
#include "core/domain/payment_outcome.h"

#include <string>
#include <vector>

namespace satsrail::cli {

// All of these exit with 2.
Failure unknown_command(const std::vector<std::string>& words);
Failure missing_verb(const Noun& noun);
Failure unknown_verb(const Noun& noun, const std::string& word);
Failure unknown_flag(const Command& command, const std::string& word);
Failure unknown_choice(const std::string& what, const std::string& given, std::string_view choices);
Failure too_many_words(const Command& command, const std::string& word);
Failure bad_flag(const Command& command, const std::string& why);

// Names of the tables of core/domain. Errors: unknown_outcome, unknown_setting (2).
Outcome<PaymentOutcome> parse_outcome_name(const std::string& name);
Failure unknown_setting(const std::string& name);

// Checks "a,b.*,!b.c" against the events there are. Error: unknown_event (2).
Outcome<std::vector<std::string>> parse_event_list(const std::string& list);

// "cs_…", "evt_…" or a UUID: an id rather than a word.
bool looks_like_id(std::string_view word);

}  // namespace satsrail::cli
