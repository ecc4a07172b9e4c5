#pragma once
// What a command that runs inside `exec` or `run` finds its sandbox by.

#include "cli/config.h"
#include "cli/failure.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::cli {

struct SandboxVariables {
  std::string base_url;
  std::string api_key;          // of the mode that was chosen, as is the next
  std::string publishable_key;  // empty when unknown, as may be those below
  std::string control_key;
  std::string webhook_secret;  // of the endpoint of --webhook, else the lasting one of `listen`
  std::string dir;

  // SATSRAIL_BASE_URL and its companions, each with its value.
  std::vector<std::pair<std::string, std::string>> all() const;
  // Reads those; everything else comes from `outside`, but for the twins that export_all() unsets.
  Environment over(Environment outside) const;
  // Into this process's environment: for a child that is about to become a command. What is empty is unset, and so are
  // the twins of the flags that made the sandbox, which were not meant for the command.
  void export_all() const;
};

// Is it one of the names that all() answers?
bool is_sandbox_variable(std::string_view name);

// Of a sandbox that has just become ready, from the line that it says so with. Error: secret_unusable (1).
Outcome<SandboxVariables> variables_of_ready(const std::string& ready, const std::string& dir, bool live);
// Of the one that was found. Error: secret_unusable (1).
Outcome<SandboxVariables> variables_of(const Sandbox& sandbox);

}  // namespace satsrail::cli
