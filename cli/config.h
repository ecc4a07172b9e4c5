#pragma once
// Where the sandbox is and which keys open it: flags, then the environment, then config files, then the sandbox folder.

#include "cli/failure.h"
#include "cli/parser.h"
#include "core/client/url.h"

#include <optional>
#include <string>

namespace satsrail::cli {

// The process's own environment: the one place of the command line that reads it.
Environment process_environment();

// --dir, SATSRAIL_DIR, $XDG_STATE_HOME/satsrail, ~/.local/state/satsrail; always absolute.
Outcome<std::string> sandbox_dir(const Invocation& invocation, const Environment& environment);
// "~/x" for what lies below the home directory: shorter to read.
std::string display_path(const std::string& path, const Environment& environment);

// What DIR/credentials.json says.
struct Credentials {
  client::BaseUrl base_url;
  int port = 0;
  int pid = 0;
  std::string sk_test;
  std::string pk_test;
  std::string sk_live;
  std::string pk_live;
  std::string control_key;
};
// None when there is no such file. Error: credentials_unreadable.
Outcome<std::optional<Credentials>> load_credentials(const std::string& dir);

struct Sandbox {
  client::BaseUrl base_url;
  std::string dir;
  std::string secret_key;   // of the mode that was asked for; may be empty when only the control key is known
  std::string control_key;  // empty when unknown
  bool live = false;
  std::string withheld;      // why the key of a config file is not used; mostly empty
  bool from_folder = false;  // found through the folder: `satsrail start` is the way to bring it up
  std::optional<Credentials> credentials;
};

// A folder's keys are used for that folder's sandbox only: a --base-url that points elsewhere never sees them. Nor does
// an address that stands in ./satsrail.toml, which came with somebody's project, see the key of the user's own file.
// Error: no_sandbox (5), invalid_base_url, key_mode_mismatch (2), credentials_unreadable (1).
Outcome<Sandbox> locate_sandbox(const Invocation& invocation, const Environment& environment);

}  // namespace satsrail::cli
