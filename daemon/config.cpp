#include "daemon/config.h"

#include "core/domain/api_key.h"
#include "core/domain/node_settings.h"
#include "core/limits.h"
#include "core/util/time_format.h"
#include "core/version.h"

#include <fmt/format.h>
#include <getopt.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace satsrail::daemon {

namespace {

constexpr std::string_view k_help =
    R"(satsraild: the SatsRail sandbox's daemon. Usually run by `satsrail start` or `satsrail serve`.

  satsraild                              on port 7287, data in the sandbox folder
  satsraild --port 0 --db :memory:       any free port, nothing kept

  --dir DIR           sandbox folder (SATSRAIL_DIR; default $XDG_STATE_HOME/satsrail)
  --db PATH           database file, or :memory: (default sandbox.db in the folder)
  --port N            port on 127.0.0.1; 0 picks a free one (default 7287)
  --rate-limit N      requests per minute and key, or off (default 6000)
  --strict-namespaces serve no aliases of older clients: /api/v1/orders for /api/v1/m/orders, /m, /pub
  --key KEY           use this API key (sk_test_…, pk_live_…, ak_…); may be repeated
  --host NAME         also answer to this name in the Host header; may be repeated
  --public-url URL    how customers reach the checkout pages (default http://127.0.0.1:PORT)
  --webhook URL       register this webhook endpoint for test mode
  --webhook-ca FILE   trust these certificates (PEM) for https webhooks
  --seed N            repeatable ids and preimages
  --seed-file FILE    put the shop of this seed (JSON) in place first; a bad one ends the start
  --clock TIME        where a new sandbox's clock begins, such as 2026-01-31T12:00:00Z
  --network NAME      whose invoices it makes: regtest (default), signet, testnet or mainnet. A real wallet
                      may try to pay any but regtest's
  --autopay DURATION  test-mode invoices pay themselves after this long; off: not (default: as it was)
  --delivery MODE     of test-mode webhooks: async, sync (a call waits for first attempts) or
                      collect (kept, not sent) (default: as it was)
  --sync full|normal  how a commit is made durable (default full)
  --ready-fd FD       write one line of JSON there when ready
  --json              print that line on stdout
  --exit-with-parent  end when the parent process ends
  --help, --version
)";

enum Option {
  k_dir = 1,
  k_db,
  k_port,
  k_rate_limit,
  k_strict_namespaces,
  k_key,
  k_host,
  k_public_url,
  k_webhook,
  k_webhook_ca,
  k_seed,
  k_seed_file,
  k_clock,
  k_network,
  k_autopay,
  k_delivery,
  k_sync,
  k_ready_fd,
  k_json,
  k_exit_with_parent,
  k_show_help,
  k_show_version
};

constexpr std::array k_options{
    option{"dir", required_argument, nullptr, k_dir},
    option{"db", required_argument, nullptr, k_db},
    option{"port", required_argument, nullptr, k_port},
    option{"rate-limit", required_argument, nullptr, k_rate_limit},
    option{"strict-namespaces", no_argument, nullptr, k_strict_namespaces},
    option{"key", required_argument, nullptr, k_key},
    option{"host", required_argument, nullptr, k_host},
    option{"public-url", required_argument, nullptr, k_public_url},
    option{"webhook", required_argument, nullptr, k_webhook},
    option{"webhook-ca", required_argument, nullptr, k_webhook_ca},
    option{"seed", required_argument, nullptr, k_seed},
    option{"seed-file", required_argument, nullptr, k_seed_file},
    option{"clock", required_argument, nullptr, k_clock},
    option{"network", required_argument, nullptr, k_network},
    option{"autopay", required_argument, nullptr, k_autopay},
    option{"delivery", required_argument, nullptr, k_delivery},
    option{"sync", required_argument, nullptr, k_sync},
    option{"ready-fd", required_argument, nullptr, k_ready_fd},
    option{"json", no_argument, nullptr, k_json},
    option{"exit-with-parent", no_argument, nullptr, k_exit_with_parent},
    option{"help", no_argument, nullptr, k_show_help},
    option{"version", no_argument, nullptr, k_show_version},
    option{nullptr, 0, nullptr, 0},
};

Error usage(std::string message) {
  return {ErrorCode::validation_error, std::move(message)};
}

template <class Number>
Result<Number> number(std::string_view flag, std::string_view text, Number min, Number max) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) {
    return usage(fmt::format("--{} takes a number from {} to {}, not \"{}\"", flag, min, max, text));
  }
  return value;
}

std::string default_dir() {
  if (const char* dir = std::getenv("SATSRAIL_DIR"); dir != nullptr && *dir != '\0') {
    return dir;
  }
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state != '\0') {
    return std::string(state) + "/satsrail";
  }
  const char* home = std::getenv("HOME");
  return home != nullptr ? std::string(home) + "/.local/state/satsrail" : std::string();
}

Status add_key(Config& config, std::string_view text) {
  if (!parse_key_shape(text)) {
    return usage("--key takes sk_test_, sk_live_, pk_test_, pk_live_ or ak_ and 16 to 128 letters and digits");
  }
  config.keys.emplace_back(text);
  return Done{};
}

Status apply(Config& config, int chosen, std::string_view value) {
  switch (chosen) {
    case k_dir:
      config.dir = value;
      break;
    case k_db:
      config.db = value;
      break;
    case k_port: {
      TRY_ASSIGN(config.port, number<std::uint16_t>("port", value, 0, 65535));
      break;
    }
    case k_rate_limit: {
      if (value == "off") {
        config.rate_limit_per_minute = 0;
      } else {
        TRY_ASSIGN(config.rate_limit_per_minute, number<int>("rate-limit", value, 1, 10'000'000));
      }
      break;
    }
    case k_strict_namespaces:
      config.strict_namespaces = true;
      break;
    case k_key:
      return add_key(config, value);
    case k_host:
      config.hosts.emplace_back(value);
      break;
    case k_public_url:
      config.public_url = value.ends_with('/') ? value.substr(0, value.size() - 1) : value;
      break;
    case k_webhook:
      config.webhook = value;
      break;
    case k_webhook_ca:
      config.webhook_ca = value;
      break;
    case k_seed: {
      TRY_ASSIGN(config.seed, number<std::uint64_t>("seed", value, 0, UINT64_MAX));
      break;
    }
    case k_seed_file:
      config.seed_file = value;
      break;
    case k_clock: {
      const auto time = parse_iso(value);
      if (!time || to_millis(time->time) < limits::clock_millis_min ||
          to_millis(time->time) > limits::clock_millis_max) {
        return usage("--clock takes a time such as 2026-01-31T12:00:00Z, of the years 1970 to 2499");
      }
      config.clock = time->time;
      break;
    }
    case k_network: {
      const auto network = parse_network(value);
      if (!network) {
        return usage(fmt::format("--network takes regtest, signet, testnet or mainnet, not \"{}\"", value));
      }
      config.network = *network;
      break;
    }
    case k_autopay: {
      NodeSettings scratch;
      if (const auto status = assign(scratch, "autopay", value); !status) {
        return usage(fmt::format("--autopay {}, or off", status.error().fields().front().message));
      }
      config.autopay = value;
      break;
    }
    case k_delivery:
      config.delivery = parse_delivery_mode(value);
      if (!config.delivery) {
        return usage(fmt::format("--delivery takes async, sync or collect, not \"{}\"", value));
      }
      break;
    case k_sync:
      if (value != "full" && value != "normal") {
        return usage("--sync takes full or normal");
      }
      config.full_sync = value == "full";
      break;
    case k_ready_fd: {
      TRY_ASSIGN(config.ready_fd, number<int>("ready-fd", value, 0, 1'000'000));
      break;
    }
    case k_json:
      config.json = true;
      break;
    default:
      config.exit_with_parent = true;
  }
  return Done{};
}

Status add_keys_of_environment(Config& config) {
  const char* list = std::getenv("SATSRAIL_SANDBOX_KEYS");
  std::string_view rest = list != nullptr ? list : "";
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    TRY(add_key(config, rest.substr(0, comma)));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return Done{};
}

}  // namespace

Result<Invocation> read_command_line(int argc, char** argv) {
  Invocation invocation;
  auto& config = invocation.config;
  config.rate_limit_per_minute = limits::rate_limit_default;
  TRY(add_keys_of_environment(config));
  ::opterr = 0;
  int chosen = 0;
  while ((chosen = ::getopt_long(argc, argv, "", k_options.data(), nullptr)) != -1) {
    if (chosen == '?' || chosen == ':') {
      return usage(fmt::format("unknown flag or missing value: {} (see satsraild --help)", argv[::optind - 1]));
    }
    if (chosen == k_show_help) {
      invocation.print = k_help;
      return invocation;
    }
    if (chosen == k_show_version) {
      invocation.print = fmt::format("satsraild {}\n", version());
      return invocation;
    }
    TRY(apply(config, chosen, ::optarg != nullptr ? ::optarg : ""));
  }
  if (::optind < argc) {
    return usage(fmt::format("unexpected argument \"{}\" (see satsraild --help)", argv[::optind]));
  }
  if (config.dir.empty()) {
    config.dir = default_dir();
  }
  if (config.dir.empty()) {
    return usage("no sandbox folder: set --dir, SATSRAIL_DIR or HOME");
  }
  config.dir = std::filesystem::absolute(config.dir).lexically_normal().string();
  if (config.db.empty()) {
    config.db = config.dir + "/sandbox.db";
  } else if (!config.in_memory()) {
    config.db = std::filesystem::absolute(config.db).lexically_normal().string();
  }
  return invocation;
}

}  // namespace satsrail::daemon
