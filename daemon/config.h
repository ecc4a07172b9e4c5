#pragma once
// The command line of satsraild.

#include "core/domain/delivery_mode.h"
#include "core/lightning/network.h"
#include "core/result.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::daemon {

struct Config {
  std::string dir;  // the sandbox folder
  std::string db;   // a file, or ":memory:"; default: sandbox.db in `dir`
  std::uint16_t port = 7287;
  int rate_limit_per_minute = 6000;  // 0: off
  // Of the invoices that this run makes; older ones stay what they are.
  Network network = Network::regtest;
  std::optional<std::uint64_t> seed;
  std::optional<Time> clock;             // where a new sandbox's clock begins
  std::vector<std::string> keys;         // pinned API keys
  std::vector<std::string> hosts;        // further names in the Host header
  std::string autopay;                   // the node's setting for test mode; empty: as it was
  std::optional<DeliveryMode> delivery;  // of the first merchant's test mode; nothing: as it was
  std::string webhook;                   // an endpoint to register at start
  std::string webhook_ca;                // PEM file to trust for https endpoints
  std::string public_url;                // how customers reach the pages; default: this machine
  int ready_fd = -1;                     // where to write the ready line
  bool json = false;                     // ready line on stdout
  bool exit_with_parent = false;
  bool full_sync = true;
  bool strict_namespaces = false;  // serve no aliases of older clients
  std::string seed_file;           // JSON: a shop that has to be in place before anything is served

  bool in_memory() const { return db == ":memory:"; }
};

// What the command line asks for: to run, or to print a text and end.
struct Invocation {
  Config config;
  std::string print;  // not empty: print this on stdout and exit 0
};

// Reads the arguments and the environment (SATSRAIL_DIR, SATSRAIL_SANDBOX_KEYS, XDG_STATE_HOME, HOME).
// Error validation_error: a sentence for the user.
Result<Invocation> read_command_line(int argc, char** argv);

}  // namespace satsrail::daemon
