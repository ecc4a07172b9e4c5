#pragma once
// A payer's attempt to pay, as the sandbox's own log has it: a node_payment of the API. The merchant's API may know
// less of it, later, or nothing at all.

#include "cli/context.h"
#include "cli/view.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace satsrail::cli {

extern const View k_attempt_view;  // all there is
extern const View k_sent_view;     // just sent: what became of it, and what it is found by

// Is nothing more to come: it failed, or the merchant's API knows of it, or never will?
bool is_settled(const nlohmann::ordered_json& attempt);

// Where a crash was asked for: returns when the daemon is really gone, so that the `satsrail start` that follows does
// not meet it in its last moments.
void let_it_crash(Context& context, const nlohmann::ordered_json& attempt);

// What an attempt that is not settled waits for, and the command that brings it on. May ask the sandbox.
std::string what_it_waits_for(Context& context, const nlohmann::ordered_json& attempt);

// For an attempt that failed: exit 1. `error` is the API's error object where it answered 402, else null; under --json
// the failure carries the attempt as "node_payment".
Failure failure_of_attempt(const nlohmann::ordered_json& attempt, const nlohmann::ordered_json& error);

}  // namespace satsrail::cli
