#include "cli/config.h"

#include "cli/text.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

namespace satsrail::cli {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

std::string home_dir(const Environment& environment) {
  return environment("HOME").value_or("");
}

std::string text_at(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number_at(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

Failure unreadable(const std::string& path, const std::string& why) {
  return {ExitCode::refused,
          "credentials_unreadable",
          "cannot read " + path,
          why,
          "make a new one:  satsrail stop; satsrail start",
          {}};
}

bool is_live_key(const std::string& key) {
  return key.starts_with("sk_live_") || key.starts_with("pk_live_");
}

// What the command line, the environment and the config files say about the address and the key.
struct Asked {
  std::optional<std::string> base_url;
  std::optional<std::string> api_key;
  std::optional<std::string> control_key;
  std::string withheld;
  bool live = false;
};

bool comes_from(const Invocation& invocation, std::string_view flag, Layer layer) {
  const auto* origin = invocation.origin(flag);
  return origin != nullptr && origin->layer == layer;
}

Asked what_was_asked(const Invocation& invocation, const Environment& environment) {
  Asked asked{invocation.value("base-url"),
              invocation.value("api-key"),
              environment("SATSRAIL_CONTROL_KEY"),
              {},
              invocation.has("live")};
  // A folder beats an address and a key that a weaker layer names: they belong to something else.
  const auto folder = invocation.has("dir") ? invocation.rank("dir") : std::numeric_limits<unsigned>::max();
  if (folder < invocation.rank("base-url")) {
    asked.base_url.reset();
    if (folder < k_environment_rank) {
      asked.control_key.reset();
    }
  }
  if (folder < invocation.rank("api-key")) {
    asked.api_key.reset();
  }
  if (asked.base_url && comes_from(invocation, "base-url", Layer::local_file) &&
      comes_from(invocation, "api-key", Layer::user_file)) {
    asked.api_key.reset();
    asked.withheld = "the key of " + invocation.origin("api-key")->place + " is not sent to the address of " +
                     invocation.origin("base-url")->place;
  }
  // A key says its mode itself to what a weaker layer asks for.
  if (asked.api_key && invocation.rank("api-key") < invocation.rank("live")) {
    asked.live = is_live_key(*asked.api_key);
  }
  return asked;
}

Outcome<std::string> secret_key_for(const Asked& asked, const std::optional<Credentials>& own) {
  const bool key_fits = !asked.api_key || is_live_key(*asked.api_key) || !asked.live;
  if (asked.api_key && key_fits) {
    return *asked.api_key;
  }
  if (own) {
    return asked.live ? own->sk_live : own->sk_test;
  }
  if (asked.api_key) {
    return usage_failure("key_mode_mismatch", "--live needs a live-mode key", "the API key given is a test-mode key",
                         "give another one:  --api-key sk_live_…");
  }
  return std::string();
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
  };
}

Outcome<std::string> sandbox_dir(const Invocation& invocation, const Environment& environment) {
  std::error_code error;
  if (const auto given = invocation.value("dir")) {
    const auto absolute = fs::absolute(*given, error).lexically_normal().string();
    return absolute.size() > 1 && absolute.ends_with('/') ? absolute.substr(0, absolute.size() - 1) : absolute;
  }
  // The XDG specification tells readers to ignore a relative path.
  if (const auto state = environment("XDG_STATE_HOME"); state && state->starts_with('/')) {
    return *state + "/satsrail";
  }
  const auto home = home_dir(environment);
  if (home.empty()) {
    return usage_failure("no_home", "there is no place for the sandbox folder", "HOME is not set",
                         "name one:  --dir PATH, or SATSRAIL_DIR");
  }
  return home + "/.local/state/satsrail";
}

std::string display_path(const std::string& path, const Environment& environment) {
  const auto home = home_dir(environment);
  return home.size() > 1 && path.starts_with(home + "/") ? "~" + path.substr(home.size()) : path;
}

Outcome<std::optional<Credentials>> load_credentials(const std::string& dir) {
  const auto path = dir + "/credentials.json";
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const int reason = errno;
    if (reason == ENOENT || reason == ENOTDIR) {
      return std::optional<Credentials>();
    }
    return unreadable(path, std::strerror(reason));
  }
  std::ostringstream text;
  text << file.rdbuf();
  const auto parsed = json::parse(text.str(), nullptr, false);
  const auto base_url = parsed.is_object() ? client::parse_base_url(text_at(parsed, "base_url")) : std::nullopt;
  if (!base_url) {
    return unreadable(path, "it is no credentials file of a sandbox");
  }
  Credentials out;
  out.base_url = *base_url;
  out.port = number_at(parsed, "port");
  out.pid = number_at(parsed, "pid");
  out.control_key = text_at(parsed, "control_key");
  if (const auto keys = parsed.find("keys"); keys != parsed.end() && keys->is_object()) {
    out.sk_test = text_at(*keys, "sk_test");
    out.pk_test = text_at(*keys, "pk_test");
    out.sk_live = text_at(*keys, "sk_live");
    out.pk_live = text_at(*keys, "pk_live");
  }
  return std::optional(std::move(out));
}

Outcome<Sandbox> locate_sandbox(const Invocation& invocation, const Environment& environment) {
  const auto asked = what_was_asked(invocation, environment);
  Sandbox out;
  out.live = asked.live || (asked.api_key && is_live_key(*asked.api_key));

  auto dir = sandbox_dir(invocation, environment);
  if (!dir.ok() && !asked.base_url) {
    return std::move(dir).error();
  }
  std::optional<Credentials> folder;
  if (dir.ok()) {
    out.dir = *dir;
    auto loaded = load_credentials(*dir);
    // With an address and a key at hand, a folder that cannot be read is nobody's business.
    if (!loaded.ok() && !(asked.base_url && asked.api_key)) {
      return std::move(loaded).error();
    }
    if (loaded.ok()) {
      folder = std::move(*loaded);
    }
  }

  if (asked.base_url) {
    const auto parsed = client::parse_base_url(*asked.base_url);
    if (!parsed) {
      return usage_failure("invalid_base_url", "'" + printable(*asked.base_url) + "' is no base URL",
                           "it has to begin with http:// or https:// and name a host",
                           "as in:  --base-url http://127.0.0.1:7287");
    }
    out.base_url = *parsed;
  } else if (folder) {
    out.base_url = folder->base_url;
    out.from_folder = true;
  } else {
    const bool is_default = !invocation.was_typed("dir");
    return Failure{ExitCode::unreachable,
                   "no_sandbox",
                   "there is no sandbox in " + display_path(out.dir, environment),
                   "none was started there yet: the folder has no credentials.json",
                   "start it:  satsrail start" + (is_default ? "" : " --dir " + shell_quoted(out.dir)),
                   {}};
  }

  const auto own = folder && folder->base_url == out.base_url ? folder : std::nullopt;
  TRY_ASSIGN(out.secret_key, secret_key_for(asked, own));
  out.withheld = asked.withheld;
  out.control_key = asked.control_key.value_or(own ? own->control_key : "");
  out.credentials = own;
  return out;
}

}  // namespace satsrail::cli
