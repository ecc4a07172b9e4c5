#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/held_signals.h"
#include "cli/sandbox_process.h"
#include "cli/sandbox_variables.h"
#include "cli/text.h"
#include "cli/throwaway_sandbox.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace satsrail::cli::handlers {

namespace {

[[noreturn]] void become_command(const std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (const auto& word : words) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  const int reason = errno;
  ::dprintf(STDERR_FILENO, "error: cannot run %s\n  %s\n  what follows -- is run as it is, without a shell\n",
            printable(words[0]).c_str(), std::strerror(reason));
  ::_exit(reason == ENOENT ? 127 : 126);  // as shells do
}

// Waits for the command; passes on what is sent to this process alone. A terminal's Ctrl-C reaches the command
// by itself: sending it again would make it two.
int wait_for_command(pid_t pid, const HeldSignals& signals) {
  while (true) {
    const auto info = signals.next();
    if (info.si_signo != SIGCHLD) {
      if (!is_from_terminal(info)) {
        ::kill(pid, info.si_signo);
      }
      continue;
    }
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) {
      return status;
    }
  }
}

Outcome<int> run_inside(Context& context, const SandboxVariables& variables, const HeldSignals& signals) {
  TRY(context.out.flush());
  const pid_t pid = ::fork();
  if (pid < 0) {
    return Failure{ExitCode::refused,
                   "cannot_fork",
                   "cannot start a process",
                   std::strerror(errno),
                   "close some programs and try again",
                   {}};
  }
  if (pid == 0) {
    variables.export_all();
    signals.restore_in_child();
    become_command(context.in.tail);
  }
  return wait_for_command(pid, signals);
}

}  // namespace

Outcome<int> exec(Context& context) {
  if (context.in.tail.empty()) {
    return usage_failure("missing_command", "exec needs a command to run", "it goes after --",
                         "as in:  satsrail exec -- npm test");
  }
  ThrowawayOptions options;
  TRY_ASSIGN(options.flags, daemon_flags(context.in));
  TRY_ASSIGN(options.program, find_daemon(context.env));
  TRY_ASSIGN(const auto timeout, context.timeout());
  options.ready_timeout = timeout.value_or(limits::daemon_ready_timeout);
  options.keep = context.in.has("keep");
  int status = 0;
  {
    const HeldSignals signals;
    TRY_ASSIGN(const auto sandbox, ThrowawaySandbox::start(context.env, options));
    warn_of_network(context, sandbox->ready());
    TRY_ASSIGN(const auto variables, variables_of_ready(sandbox->ready(), sandbox->dir(), context.in.has("live")));
    TRY_ASSIGN(status, run_inside(context, variables, signals));
    if (options.keep) {
      context.out.note("kept: look at it with  satsrail start --dir " + shell_quoted(sandbox->dir()));
    }
  }
  if (WIFEXITED(status)) {
    return WEXITSTATUS(status);
  }
  if (WTERMSIG(status) == SIGINT) {
    // The shell above has to see that it was the user who ended this.
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  return 128 + WTERMSIG(status);
}

}  // namespace satsrail::cli::handlers
