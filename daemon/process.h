#pragma once
// What satsraild does as a process of the system, around the daemon itself.

#include "core/result.h"
#include "daemon/config.h"

#include <string>

namespace satsrail::daemon {

class Daemon;

// Blocks SIGTERM and SIGINT in every thread to come (Daemon::run waits for them), ignores SIGPIPE, makes new files
// private, and ties this process's life to its parent's where asked for.
void prepare_process(const Config& config);

// Tells whoever waits that the sandbox serves: a line of JSON on the ready descriptor or stdout, a text on stderr.
void announce(const Daemon& daemon, const Config& config);

// A start-up error in the sentences of "What failed; what to do".
std::string user_message(const Error& error);

}  // namespace satsrail::daemon
