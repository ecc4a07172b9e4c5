#include "cli/sandbox_variables.h"

#include "cli/json_text.h"
#include "cli/kept_secret.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace satsrail::cli {

namespace {

// Of the flags of `exec` and `run`.
constexpr std::array k_twins{"SATSRAIL_LIVE",     "SATSRAIL_WEBHOOK", "SATSRAIL_SEED",       "SATSRAIL_CLOCK",
                             "SATSRAIL_NETWORK",  "SATSRAIL_AUTOPAY", "SATSRAIL_KEEP",       "SATSRAIL_HERE",
                             "SATSRAIL_DELIVERY", "SATSRAIL_JUNIT",   "SATSRAIL_EVENTS_OUT", "SATSRAIL_VAR"};

}  // namespace

std::vector<std::pair<std::string, std::string>> SandboxVariables::all() const {
  return {{"SATSRAIL_BASE_URL", base_url},
          {"SATSRAIL_API_URL", base_url.empty() ? "" : base_url + "/api/v1"},
          {"SATSRAIL_API_KEY", api_key},
          {"SATSRAIL_PUBLISHABLE_KEY", publishable_key},
          {"SATSRAIL_CONTROL_KEY", control_key},
          {"SATSRAIL_WEBHOOK_SECRET", webhook_secret},
          {"SATSRAIL_DIR", dir}};
}

bool is_sandbox_variable(std::string_view name) {
  const auto known = SandboxVariables().all();
  return std::any_of(known.begin(), known.end(), [&](const auto& each) { return each.first == name; });
}

Environment SandboxVariables::over(Environment outside) const {
  return [own = all(), outside = std::move(outside)](const std::string& name) -> std::optional<std::string> {
    for (const auto& [known, value] : own) {
      if (known == name) {
        return value.empty() ? std::nullopt : std::optional(value);
      }
    }
    const bool is_twin = std::find(k_twins.begin(), k_twins.end(), name) != k_twins.end();
    return is_twin ? std::nullopt : outside(name);
  };
}

void SandboxVariables::export_all() const {
  for (const auto& [name, value] : all()) {
    if (value.empty()) {
      ::unsetenv(name.c_str());
    } else {
      ::setenv(name.c_str(), value.c_str(), 1);
    }
  }
  for (const char* twin : k_twins) {
    ::unsetenv(twin);
  }
}

Outcome<SandboxVariables> variables_of_ready(const std::string& ready, const std::string& dir, bool live) {
  const auto parsed = nlohmann::ordered_json::parse(ready, nullptr, false);
  const std::string mode = live ? "live" : "test";
  SandboxVariables out;
  out.base_url = text_at_path(parsed, "base_url");
  out.api_key = text_at_path(parsed, "keys.sk_" + mode);
  out.publishable_key = text_at_path(parsed, "keys.pk_" + mode);
  out.control_key = text_at_path(parsed, "control_key");
  out.webhook_secret = text_at_path(parsed, "webhook.secret");
  out.dir = dir;
  if (out.webhook_secret.empty()) {
    TRY_ASSIGN(out.webhook_secret, kept_secret(dir, live));
  } else {
    // A shop knows one secret: `listen` inside signs with it, too. The endpoint of --webhook is of test mode.
    TRY(keep_secret(dir, false, out.webhook_secret));
  }
  return out;
}

Outcome<SandboxVariables> variables_of(const Sandbox& sandbox) {
  SandboxVariables out;
  out.base_url = sandbox.base_url.text();
  out.api_key = sandbox.secret_key;
  out.control_key = sandbox.control_key;
  if (sandbox.credentials) {  // the folder at hand is that sandbox's
    out.publishable_key = sandbox.live ? sandbox.credentials->pk_live : sandbox.credentials->pk_test;
    out.dir = sandbox.dir;
    TRY_ASSIGN(out.webhook_secret, kept_secret(sandbox.dir, sandbox.live));
  }
  return out;
}

}  // namespace satsrail::cli
