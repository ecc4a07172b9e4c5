#include "cli/run.h"

#include "cli/context.h"
#include "cli/output.h"

#include <csignal>

namespace satsrail::cli {

int run(const std::vector<std::string>& words, const Environment& environment, std::FILE* out, std::FILE* err) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto parsed = parse(words, environment);
  if (parsed.failure) {
    Invocation nothing;
    auto options = output_options(nothing, environment, out, err);
    options.json = parsed.failure->json;
    options.color_err = options.color_err && !parsed.failure->no_color;
    Output(options, out, err).failure(parsed.failure->failure);
    return static_cast<int>(parsed.failure->failure.exit);
  }
  const auto& invocation = *parsed.invocation;
  Output output(output_options(invocation, environment, out, err), out, err);
  Context context(invocation, output, environment);
  auto outcome = invocation.command->handler(context);
  // Data first: what was shown before the failure stands before it.
  auto flushed = output.flush();
  if (outcome.ok() && !flushed.ok()) {
    outcome = std::move(flushed);
  }
  if (!outcome.ok()) {
    output.failure(outcome.error());
    return static_cast<int>(outcome.error().exit);
  }
  return *outcome;
}

}  // namespace satsrail::cli
