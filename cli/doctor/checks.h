#pragma once
// What `satsrail doctor` looks at. Each check says what it found in a sentence, and what to do where that is not fine.
// None changes anything.

#include "cli/config.h"
#include "cli/context.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::cli::doctor {

enum class Verdict : std::uint8_t { fine, notable, wrong };

struct Check {
  std::string name;  // stable: "folder", "daemon", "endpoint" …
  Verdict verdict = Verdict::fine;
  std::string message;
  std::string fix;  // empty where there is nothing to do
};
using Checks = std::vector<Check>;

// What the checks are about.
struct Patient {
  Context& context;
  std::string dir;
  std::optional<Credentials> credentials;  // of the folder
  std::string status;                      // the daemon's own, as JSON; empty when none answers
  std::string at;                          // " --dir PATH" for commands in a fix, where it was typed
};

// folder_checks.cpp
Check check_folder(const Patient& patient);
Check check_credentials(const Patient& patient, const Outcome<std::optional<Credentials>>& loaded);
Check check_lock(const Patient& patient);
Check check_disk(const Patient& patient);
Check check_log(const Patient& patient);

// daemon_checks.cpp. The first one asks for the status and keeps it in the patient.
Check check_daemon(Patient& patient);
Check check_program(const Patient& patient);
// The rest needs a daemon that answers.
Check check_version(const Patient& patient);
Check check_database(const Patient& patient);
Check check_clock(const Patient& patient);
Check check_deliveries(const Patient& patient);
Check check_streams(const Patient& patient);
Checks check_endpoints(const Patient& patient);  // one for each that is active

// surroundings_checks.cpp
Checks check_variables(const Patient& patient);
Check check_proxies(const Patient& patient);
Check check_localhost();

// reach.cpp: TCP, to see who is there.
inline constexpr auto k_reach_timeout = std::chrono::milliseconds(700);
struct Reach {
  bool connected = false;
  std::string reason;  // "connection refused"
};
// Numeric addresses in the order in which programs try them. Empty: the name means nothing here.
std::vector<std::string> addresses_of(const std::string& host);
Reach connect_to(const std::string& address, int port);

}  // namespace satsrail::cli::doctor
