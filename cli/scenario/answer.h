#pragma once
// What a step answered, as one JSON value that captures and expectations look into.

#include "cli/scenario/scenario.h"
#include "cli/scenario/step_process.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace satsrail::cli {

// A command's JSON, or that of its error when it failed; lines of JSON are a list. Of anything else (a shell's step, a
// command with --format, text): {"exit", "stdout", "stderr"} without the newlines at the end.
nlohmann::ordered_json answer_of(const Step& step, const StepOutput& output);

// An HTTP answer as `api --include` prints it. The body as it is where it is JSON, else {"body": text}.
struct HttpAnswer {
  int status = 0;
  JsonValue body;
};
std::optional<HttpAnswer> http_answer_in(const std::string& printed);

// What a step said on stderr, in lines for people: an error's three, notes, and the end of anything else.
std::vector<std::string> said_lines(const std::string& err);

}  // namespace satsrail::cli
