#include "cli/doctor/checks.h"
#include "cli/text.h"
#include "core/client/url.h"

#include <algorithm>

namespace satsrail::cli::doctor {

namespace {

std::optional<Check> check_base_url(const Patient& patient) {
  const auto text = patient.context.env("SATSRAIL_BASE_URL");
  if (!text) {
    return std::nullopt;
  }
  const auto parsed = client::parse_base_url(*text);
  if (!parsed) {
    return Check{"variables", Verdict::wrong, "SATSRAIL_BASE_URL is no base URL: " + printable(*text),
                 "unset SATSRAIL_BASE_URL, or write it as http://127.0.0.1:7287"};
  }
  if (patient.credentials && !(*parsed == patient.credentials->base_url)) {
    return Check{"variables", Verdict::notable,
                 "SATSRAIL_BASE_URL leads to " + parsed->text() + ", not to this folder's sandbox at " +
                     patient.credentials->base_url.text(),
                 "unset SATSRAIL_BASE_URL, unless you mean it"};
  }
  return std::nullopt;
}

std::optional<Check> check_api_key(const Patient& patient) {
  const auto key = patient.context.env("SATSRAIL_API_KEY");
  if (!key) {
    return std::nullopt;
  }
  if (!key->starts_with("sk_")) {
    return Check{"variables", Verdict::wrong, "SATSRAIL_API_KEY is no secret key: it has to begin with sk_",
                 "unset SATSRAIL_API_KEY, or take a secret key"};
  }
  if (key->starts_with("sk_live_") && !patient.context.in.has("live")) {
    return Check{"variables", Verdict::notable, "SATSRAIL_API_KEY is a live-mode key: commands see live mode only",
                 "unset SATSRAIL_API_KEY, or take the sk_test_ key"};
  }
  const auto& own = patient.credentials;
  if (own && !patient.context.env("SATSRAIL_BASE_URL") && *key != own->sk_test && *key != own->sk_live) {
    return Check{"variables", Verdict::notable, "SATSRAIL_API_KEY is not one of this folder's own keys",
                 "unset SATSRAIL_API_KEY, unless it is another merchant's"};
  }
  return std::nullopt;
}

}  // namespace

Checks check_variables(const Patient& patient) {
  Checks checks;
  for (const auto& found : {check_base_url(patient), check_api_key(patient)}) {
    if (found) {
      checks.push_back(*found);
    }
  }
  if (checks.empty()) {
    checks.push_back({"variables", Verdict::fine, "no variable leads to another sandbox", ""});
  }
  return checks;
}

Check check_proxies(const Patient& patient) {
  const auto& env = patient.context.env;
  std::vector<std::string> set;
  for (const auto* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    if (env(name)) {
      set.emplace_back(name);
    }
  }
  if (set.empty()) {
    return {"proxies", Verdict::fine, "no proxy stands in between", ""};
  }
  const auto exempt = env("no_proxy").value_or("") + "," + env("NO_PROXY").value_or("");
  if (exempt.find("127.0.0.1") != std::string::npos && exempt.find("localhost") != std::string::npos) {
    return {"proxies", Verdict::fine, join(set, ", ") + " set, and loopback is exempt", ""};
  }
  return {"proxies", Verdict::notable,
          join(set, ", ") + " set: your programs may send calls of the sandbox to the proxy",
          "export NO_PROXY=localhost,127.0.0.1 no_proxy=localhost,127.0.0.1"};
}

Check check_localhost() {
  const auto addresses = addresses_of("localhost");
  const bool has_v4 = std::find(addresses.begin(), addresses.end(), "127.0.0.1") != addresses.end();
  if (addresses.empty() || !has_v4) {
    return {"localhost", Verdict::wrong,
            addresses.empty() ? std::string("the name localhost means nothing here")
                              : "localhost is " + join(addresses, ", ") + ", and the sandbox is at 127.0.0.1",
            "add to /etc/hosts:  127.0.0.1 localhost"};
  }
  if (addresses.front() != "127.0.0.1") {
    return {"localhost", Verdict::fine,
            "localhost is " + join(addresses, ", then ") + "; the sandbox is at 127.0.0.1 alone", ""};
  }
  return {"localhost", Verdict::fine, "localhost is " + join(addresses, ", then "), ""};
}

}  // namespace satsrail::cli::doctor
