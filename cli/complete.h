#pragma once
// What may stand at the cursor of an unfinished command line. The completion scripts of all shells ask for it, so
// that there is one answer, drawn from the command table and the sandbox that the line is about.

#include "cli/context.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

struct Candidate {
  std::string word;
  std::string says = {};  // shown beside it by shells that can
};

struct Completion {
  std::vector<Candidate> candidates;
  bool files = false;     // a path of the file system goes here
  bool commands = false;  // a program of the system goes here
};

// `words` follow the program's name; the last is the one being written, and may be empty. Never fails: what cannot
// be found out is left out.
Completion complete_line(Context& context, const std::vector<std::string>& words);

// Everything a source has: "checkouts", "event-types", … Empty for a name that is none.
std::vector<Candidate> candidates_of(Context& context, std::string_view source_name);
std::vector<Candidate> candidates_of(Context& context, Source source);

}  // namespace satsrail::cli
