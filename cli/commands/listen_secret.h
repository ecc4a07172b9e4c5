#pragma once
// The secret that `listen` signs with.

#include "cli/context.h"

#include <string>

namespace satsrail::cli {

// --secret, --secret-file, or the one that is kept in the sandbox folder, so that a shop which was given it can check
// the signatures of every later `listen`. Without a folder it is made up, for this once. Errors: invalid_secret,
// unreadable_input (2), secret_unusable (1), no_secret (2) when --print-secret has none to print.
Outcome<std::string> listen_secret(Context& context);

// --write-env FILE [KEY], when it was given.
Outcome<Done> write_env(Context& context, const std::string& secret);

}  // namespace satsrail::cli
