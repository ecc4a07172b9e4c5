#include "cli/doctor/checks.h"
#include "cli/json_text.h"
#include "cli/sandbox_process.h"
#include "cli/text.h"
#include "core/client/url.h"
#include "core/result.h"
#include "core/util/port_owner.h"
#include "core/util/time_format.h"
#include "core/version.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace satsrail::cli::doctor {

using json = nlohmann::ordered_json;

namespace {

constexpr int k_default_port = 7287;

json status_of(const Patient& patient) {
  return json::parse(patient.status, nullptr, false);
}

std::int64_t count_of(const Patient& patient, const std::string& name) {
  const auto status = status_of(patient);
  const auto* value = at_path(status, "counts." + name);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

json ask(const Patient& patient, Key key, const std::string& path, const client::Query& query = {}) {
  auto reply = patient.context.get(key, path, query);
  return reply.ok() ? json::parse(reply->body(), nullptr, false) : json();
}

std::string described(const PortOwner& owner) {
  return owner.name + " (pid " + std::to_string(owner.pid) + ")";
}

Check port_taken(const PortOwner& owner, int port, const Patient& patient) {
  return {"daemon", Verdict::wrong,
          "port " + std::to_string(port) + " is taken by " + described(owner) + ", which is no sandbox of this folder",
          "end it:  kill " + std::to_string(owner.pid) + ", or start elsewhere:  satsrail start --port 0" + patient.at};
}

// No sandbox answers at the folder's address: why?
Check why_silent(const Patient& patient, const Failure& failure) {
  if (!patient.credentials) {
    if (const auto owner = find_port_owner(k_default_port)) {
      return port_taken(*owner, k_default_port, patient);
    }
    return {"daemon", Verdict::wrong, "no sandbox is running", "start it:  satsrail start" + patient.at};
  }
  const auto& own = *patient.credentials;
  const auto owner = find_port_owner(own.port);
  if (owner && owner->pid != own.pid) {
    return port_taken(*owner, own.port, patient);
  }
  const auto pid = std::to_string(own.pid);
  const auto name = process_name(own.pid);
  if (name && name->starts_with("satsraild")) {
    return {"daemon", Verdict::wrong, "satsraild (pid " + pid + ") runs and does not answer: " + failure.what,
            "look at its log:  tail " + shell_quoted(patient.dir + "/daemon.log") + ", or end it:  kill " + pid};
  }
  return {"daemon", Verdict::wrong, "no sandbox is running; the last one here (pid " + pid + ") is gone",
          "start it:  satsrail start" + patient.at};
}

// A variable or flag led to another address than the folder's.
Check elsewhere(const Failure& failure) {
  return {"daemon", Verdict::wrong, failure.what, failure.hint};
}

struct Target {
  std::string host;
  int port = 0;
};

std::optional<Target> target_of(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) {
    return std::nullopt;
  }
  auto authority = url.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  authority.erase(0, authority.rfind('@') == std::string::npos ? 0 : authority.rfind('@') + 1);
  Target target{authority, url.starts_with("https") ? 443 : 80};
  const auto colon = authority.rfind(':');
  const bool has_port = colon != std::string::npos && authority.find(']', colon) == std::string::npos;
  if (has_port) {
    const auto digits = authority.substr(colon + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), target.port);
    target.host = authority.substr(0, colon);
  }
  if (target.host.starts_with('[') && target.host.ends_with(']')) {
    target.host = target.host.substr(1, target.host.size() - 2);
  }
  return target;
}

// Is somebody there under the other name of this machine?
std::string loopback_twin(const std::string& address, int port) {
  const std::string other = address == "127.0.0.1" ? "::1" : address == "::1" ? "127.0.0.1" : "";
  return !other.empty() && connect_to(other, port).connected ? other : "";
}

Check nobody_there(const std::string& url, const Target& target, const std::string& reason, const std::string& twin) {
  const auto port = std::to_string(target.port);
  if (!twin.empty()) {
    const auto there = (twin == "::1" ? "[::1]" : twin) + ":" + port;
    return {"endpoint", Verdict::wrong, url + " is not reached, but something listens on " + there + " only",
            "let it listen on both, or register http://" + there};
  }
  return {"endpoint", Verdict::wrong, "nobody answers at " + url + " (" + reason + ")",
          "start your receiver; what it missed:  satsrail deliveries list --state failed"};
}

Check check_endpoint(const json& endpoint) {
  const auto url = printable(text_at_path(endpoint, "url"));
  const auto target = target_of(url);
  if (!target) {
    return {"endpoint", Verdict::wrong, url + " is no URL", ""};
  }
  const auto addresses = addresses_of(target->host);
  if (addresses.empty()) {
    return {"endpoint", Verdict::wrong, "the host of " + url + " is not known here",
            "correct it:  satsrail webhooks update " + text_at_path(endpoint, "id") + " --url URL"};
  }
  Reach reach;
  for (const auto& address : addresses) {
    if (!reach.connected) {
      reach = connect_to(address, target->port);
    }
  }
  if (!reach.connected) {
    const auto twin = addresses.size() == 1 ? loopback_twin(addresses[0], target->port) : "";
    return nobody_there(url, *target, reach.reason, twin);
  }
  const auto failures = text_at_path(endpoint, "failure_count");
  if (!failures.empty() && failures != "0") {
    return {"endpoint", Verdict::notable,
            url + " is there, but did not answer 2xx to the last " + failures +
                (failures == "1" ? " attempt" : " attempts"),
            "see what it said:  satsrail deliveries list --endpoint " + text_at_path(endpoint, "id")};
  }
  return {"endpoint", Verdict::fine, url + " is there", ""};
}

}  // namespace

Check check_program(const Patient& patient) {
  const auto program = find_daemon(patient.context.env);
  if (!program.ok()) {
    return {"program", Verdict::wrong, program.error().what + ": " + program.error().why, program.error().hint};
  }
  return {"program", Verdict::fine, "satsraild is " + *program, ""};
}

Check check_daemon(Patient& patient) {
  const auto located = patient.context.sandbox();
  if (!located.ok()) {
    return why_silent(patient, located.error());
  }
  auto reply = patient.context.get(Key::either, "/_sandbox/status");
  if (reply.ok()) {
    patient.status = reply->body();
    const auto status = status_of(patient);
    return {"daemon", Verdict::fine,
            "satsraild " + text_at_path(status, "version") + " answers at " + (*located)->base_url.text() + " (pid " +
                text_at_path(status, "pid") + ")",
            ""};
  }
  if ((*located)->from_folder) {
    return why_silent(patient, reply.error());
  }
  return elsewhere(reply.error());
}

Check check_version(const Patient& patient) {
  const auto running = text_at_path(status_of(patient), "version");
  if (running == version()) {
    return {"version", Verdict::fine, "satsrail and satsraild are both " + running, ""};
  }
  return {"version", Verdict::notable,
          "satsrail is " + std::string(version()) + ", the running satsraild is " + running,
          "start it anew:  satsrail stop" + patient.at + "; satsrail start" + patient.at};
}

Check check_database(const Patient& patient) {
  const auto found = ask(patient, Key::control, "/_sandbox/database/check");
  if (!found.is_object()) {
    return {"database", Verdict::notable, "not looked at: that takes the control key of the sandbox", ""};
  }
  const auto where = display_path(text_at_path(found, "database"), patient.context.env);
  if (found.value("sound", false)) {
    return {"database", Verdict::fine, where + " is sound", ""};
  }
  return {"database", Verdict::wrong, where + " is damaged: " + printable(text_at_path(found, "damage")),
          "go back to a snapshot:  satsrail snapshot list" + patient.at +
              ", or begin anew: stop it and move the file away"};
}

Check check_clock(const Patient& patient) {
  const auto clock = ask(patient, Key::either, "/_sandbox/clock");
  const auto now = text_at_path(clock, "now");
  if (text_at_path(clock, "mode") == "frozen") {
    return {"clock", Verdict::notable,
            "the sandbox clock stands at " + now + ": nothing expires and nothing is retried",
            "satsrail clock resume" + patient.at + ", or move it:  satsrail clock advance 1m" + patient.at};
  }
  const auto* offset = clock.is_object() ? at_path(clock, "offset_seconds") : nullptr;
  const auto seconds = offset != nullptr && offset->is_number_integer() ? offset->get<std::int64_t>() : 0;
  constexpr std::int64_t k_day = 24 * 3600;
  if (seconds == 0) {
    return {"clock", Verdict::fine, "the sandbox clock runs with real time", ""};
  }
  const auto by = format_duration(std::chrono::seconds(std::abs(seconds))) + (seconds > 0 ? " ahead" : " behind");
  const bool far = std::abs(seconds) > k_day;
  return {"clock", far ? Verdict::notable : Verdict::fine, "the sandbox clock is " + by + " of real time (" + now + ")",
          far ? "on purpose? real time comes back with:  satsrail reset" + patient.at : ""};
}

Check check_deliveries(const Patient& patient) {
  const auto pending = count_of(patient, "deliveries_pending");
  const auto failed = ask(patient, Key::merchant, "/_sandbox/deliveries", {{"state", "failed"}, {"per_page", "1"}});
  const auto given_up = text_at_path(failed, "meta.total_count");
  if (!given_up.empty() && given_up != "0") {
    return {"deliveries", Verdict::notable,
            given_up + " given up after the last attempt, " + std::to_string(pending) + " pending",
            "satsrail deliveries list --state failed" + patient.at + ", then:  satsrail deliveries retry ID"};
  }
  if (pending > 0) {
    return {"deliveries", Verdict::notable, std::to_string(pending) + " pending",
            "satsrail deliveries list --state pending" + patient.at +
                "; the next attempt now:  satsrail clock advance 1m" + patient.at};
  }
  return {"deliveries", Verdict::fine, "nothing is owed to anybody", ""};
}

Check check_streams(const Patient& patient) {
  const auto streams = count_of(patient, "event_streams");
  const auto text = streams == 0 ? std::string("nobody listens")
                                 : std::to_string(streams) + (streams == 1 ? " stream is" : " streams are") + " open";
  return {"listeners", Verdict::fine, text + " (satsrail listen, checkout pages, waits)", ""};
}

Checks check_endpoints(const Patient& patient) {
  const auto list = ask(patient, Key::merchant, "/api/v1/m/webhooks", {{"per_page", "100"}});
  const auto* data = list.is_object() ? at_path(list, "data") : nullptr;
  Checks checks;
  for (const auto& endpoint : data != nullptr && data->is_array() ? *data : json::array()) {
    if (endpoint.value("active", true)) {
      checks.push_back(check_endpoint(endpoint));
    }
  }
  return checks;
}

}  // namespace satsrail::cli::doctor
