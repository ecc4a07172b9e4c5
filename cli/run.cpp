#include "cli/run.h"

#include "cli/context.h"
#include "cli/output.h"
#include "cli/text.h"

#include <csignal>

namespace satsrail::cli {

namespace {

// A value that nobody typed is told with the place that it comes from.
Failure with_origin(Failure failure, const Invocation& invocation) {
  if (failure.exit != ExitCode::usage) {
    return failure;
  }
  for (const auto flags : {invocation.command->own_flags(), global_flags()}) {
    for (const auto& flag : flags) {
      const auto* origin = invocation.origin(flag.name);
      if (origin == nullptr || origin->place.empty() || failure.what.find(origin->place) != std::string::npos) {
        continue;
      }
      for (const auto& value : invocation.values(flag.name)) {
        if (!value.empty() && failure.what.find("'" + printable(value) + "'") != std::string::npos) {
          failure.what += " (" + std::string(flag.name) + ", says " + origin->place + ")";
          return failure;
        }
      }
    }
  }
  return failure;
}

}  // namespace

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
  if (!invocation.command->hidden) {
    for (const auto& note : invocation.notes) {
      output.note(note);
    }
  }
  auto outcome = invocation.command->handler(context);
  // Data first: what was shown before the failure stands before it.
  auto flushed = output.flush();
  if (outcome.ok() && !flushed.ok()) {
    outcome = std::move(flushed);
  }
  if (!outcome.ok()) {
    output.failure(with_origin(outcome.error(), invocation));
    return static_cast<int>(outcome.error().exit);
  }
  return *outcome;
}

}  // namespace satsrail::cli
