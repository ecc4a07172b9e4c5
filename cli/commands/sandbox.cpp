#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/sandbox_process.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_status_view{
    .id = "base_url",
    .block = {{"sandbox", "base_url"},
              {"version", "version"},
              {"pid", "pid"},
              {"started", "started_at"},
              {"uptime", "uptime_seconds"},
              {"folder", "dir"},
              {"database", "database"},
              {"network", "network"},
              {"time", "clock.now"},
              {"clock", "clock.mode", Show::state},
              {"checkouts", "counts.checkout_sessions"},
              {"orders", "counts.orders"},
              {"invoices", "counts.invoices"},
              {"payments", "counts.payments"},
              {"products", "counts.products"},
              {"endpoints", "counts.webhook_endpoints"},
              {"events", "counts.events"},
              {"deliveries", "counts.deliveries"},
              {"still pending", "counts.deliveries_pending"},
              {"streams", "counts.event_streams"}},
};

// Does the sandbox of these credentials answer? Its status, if so.
std::optional<std::string> ask_status(const Credentials& credentials) {
  client::ApiClient client({credentials.base_url, credentials.control_key, std::chrono::milliseconds(2000)});
  auto reply = client.get("/_sandbox/status");
  return reply.ok() ? std::optional(reply.body()) : std::nullopt;
}

// The ready line of a sandbox that was started earlier.
std::string ready_from(const Credentials& credentials, const std::string& dir, const std::string& status) {
  const auto parsed = json::parse(status, nullptr, false);
  const nlohmann::ordered_json ready{{"type", "ready"},
                                     {"base_url", credentials.base_url.text()},
                                     {"pid", credentials.pid},
                                     {"dir", dir},
                                     {"port", credentials.port},
                                     {"version", parsed.is_object() ? text_at_path(parsed, "version") : ""},
                                     {"network", parsed.is_object() ? text_at_path(parsed, "network") : ""},
                                     {"keys",
                                      {{"sk_test", credentials.sk_test},
                                       {"pk_test", credentials.pk_test},
                                       {"sk_live", credentials.sk_live},
                                       {"pk_live", credentials.pk_live}}},
                                     {"control_key", credentials.control_key}};
  return ready.dump(-1, ' ', false, json::error_handler_t::replace);
}

Outcome<int> show_ready(Context& context, const std::string& ready, const std::string& dir, bool ran_already) {
  auto& out = context.out;
  warn_of_network(context, ready);
  constexpr View k_ready_view{
      .id = "base_url",
      .block = {{"url", "base_url"},
                {"secret key", "keys.sk_test"},
                {"publishable key", "keys.pk_test"},
                {"live secret key", "keys.sk_live"},
                {"live publishable", "keys.pk_live"},
                {"webhook", "webhook.url"},
                {"webhook secret", "webhook.secret"}},
  };
  if (!out.for_people()) {
    return out.object(ready, k_ready_view);
  }
  const auto parsed = json::parse(ready, nullptr, false);
  out.line(out.paint(Ink::bold, ran_already ? "The sandbox is running already." : "The sandbox is running.") + " " +
           out.paint(Ink::dim, "(pid " + text_at_path(parsed, "pid") + ")"));
  out.line();
  auto pairs = out.pairs(parsed, k_ready_view);
  pairs.emplace_back("log", display_path(dir + "/daemon.log", context.env));
  out.block(pairs);
  const auto at = context.in.was_typed("dir") ? " --dir " + shell_quoted(dir) : std::string();
  out.line();
  out.line(out.paint(Ink::dim, "Next:"));
  out.line("  satsrail checkout create --amount 50.00" + at);
  out.line("  satsrail listen --forward-to 3000/webhooks" + at);
  out.line("  satsrail stop" + at);
  return 0;
}

bool confirm(Context& context, const std::string& question) {
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (!std::cin) {
    context.out.line();
  }
  const auto word = lower(trim(answer));
  return word == "y" || word == "yes";
}

}  // namespace

Outcome<int> start(Context& context) {
  TRY_ASSIGN(auto flags, daemon_flags(context.in));
  TRY_ASSIGN(const auto dir, sandbox_dir(context.in, context.env));
  TRY_ASSIGN(const auto timeout, context.timeout());
  const auto credentials = load_credentials(dir);
  if (credentials.ok() && *credentials) {
    if (const auto status = ask_status(**credentials)) {
      if (!flags.empty()) {
        context.out.note("note: it runs already; the flags of this start have no effect (satsrail stop comes first)");
      }
      return show_ready(context, ready_from(**credentials, dir, *status), dir, true);
    }
  }
  TRY_ASSIGN(const auto program, find_daemon(context.env));
  flags.insert(flags.begin(), {"--dir", dir});
  TRY_ASSIGN(const auto spawned, spawn_daemon({program, flags, dir, timeout.value_or(limits::daemon_ready_timeout)}));
  return show_ready(context, spawned.ready, dir, false);
}

Outcome<int> serve(Context& context) {
  TRY_ASSIGN(auto flags, daemon_flags(context.in));
  TRY_ASSIGN(const auto dir, sandbox_dir(context.in, context.env));
  TRY_ASSIGN(const auto program, find_daemon(context.env));
  flags.insert(flags.begin(), {"--dir", dir});
  if (context.in.has("json")) {
    flags.emplace_back("--json");
  }
  TRY(context.out.flush());
  return replace_process(program, flags);
}

Outcome<int> stop(Context& context) {
  const auto not_running = [&] {
    if (context.out.machine()) {
      return context.out.object(R"({"status":"not_running"})", View{.id = "status"});
    }
    context.out.note("no sandbox is running");
    return Outcome<int>(0);
  };
  auto located = context.sandbox();
  if (!located.ok()) {
    return located.error().code == "no_sandbox" ? not_running() : Outcome<int>(std::move(located).error());
  }
  auto reply = context.post(Key::control, "/_sandbox/shutdown");
  if (!reply.ok()) {
    // Another program on the port of a sandbox that is gone does not know its key.
    const auto& code = reply.error().code;
    const bool gone =
        (*located)->from_folder && (code == "sandbox_unreachable" || reply.error().exit == ExitCode::authentication);
    return gone ? not_running() : Outcome<int>(std::move(reply).error());
  }
  const int pid = (*located)->credentials ? (*located)->credentials->pid : 0;
  TRY_ASSIGN(const auto timeout, context.timeout());
  if (pid > 0 && !wait_until_gone(pid, timeout.value_or(limits::daemon_stop_timeout))) {
    return Failure{ExitCode::refused,
                   "still_running",
                   "the sandbox was told to stop, but still runs",
                   "its process is " + std::to_string(pid),
                   "end it:  kill " + std::to_string(pid),
                   {}};
  }
  if (context.out.machine()) {
    return context.out.object(R"({"status":"stopped"})", View{.id = "status"});
  }
  context.out.note("the sandbox has stopped");
  return 0;
}

Outcome<int> status(Context& context) {
  TRY_ASSIGN(auto reply, context.get(Key::either, "/_sandbox/status"));
  if (!context.out.for_people()) {
    return context.out.object(reply.body(), k_status_view);
  }
  auto parsed = json::parse(reply.body(), nullptr, false);
  if (parsed.is_object() && parsed.contains("uptime_seconds") && parsed["uptime_seconds"].is_number_integer()) {
    parsed["uptime_seconds"] = format_duration(std::chrono::seconds(parsed["uptime_seconds"].get<std::int64_t>()));
  }
  return context.out.object(dump(parsed), k_status_view);
}

Outcome<int> reset(Context& context) {
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  if (!context.in.has("yes")) {
    if (context.in.has("no-input") || ::isatty(STDIN_FILENO) == 0) {
      return usage_failure("confirmation_needed", "reset asks before it throws data away", "there is nobody to ask",
                           "say so:  satsrail reset --yes");
    }
    if (!confirm(context, "Throw away all data of the sandbox at " + sandbox->base_url.text() + "?")) {
      context.out.note("nothing was changed");
      return static_cast<int>(ExitCode::refused);
    }
  }
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/reset"));
  if (context.out.machine()) {
    return context.out.object(reply.body(), View{.id = "status"});
  }
  context.out.note("the sandbox is empty again");
  return 0;
}

}  // namespace satsrail::cli::handlers
