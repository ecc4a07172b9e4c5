#pragma once
// The signing secret of a sandbox folder's listeners: made once and kept (0600), so that a shop which was given it can
// check the signatures of every later `listen`.

#include "cli/failure.h"
#include "core/result.h"

#include <string>

namespace satsrail::cli {

// The secret that is kept in `dir` for this mode, or a new one. Error: secret_unusable (1).
Outcome<std::string> kept_secret(const std::string& dir, bool live);
// Makes `secret` the kept one, unless there is one already. Error: secret_unusable (1).
Outcome<Done> keep_secret(const std::string& dir, bool live, const std::string& secret);

}  // namespace satsrail::cli
