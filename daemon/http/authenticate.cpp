#include "daemon/http/authenticate.h"

#include "core/limits.h"
#include "core/wire/fields.h"

#include <algorithm>
#include <cctype>

namespace satsrail::http {

namespace {

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

// "Bearer sk_…" -> the key; empty for anything else.
std::string_view bearer_key(std::string_view header) {
  constexpr std::string_view k_scheme = "bearer ";
  if (header.size() <= k_scheme.size() || !equals_ignoring_case(header.substr(0, k_scheme.size()), k_scheme)) {
    return {};
  }
  auto key = header.substr(k_scheme.size());
  key.remove_prefix(std::min(key.find_first_not_of(' '), key.size()));
  return key;
}

// pay.js cannot set headers across origins without a preflight: it sends its key in the body.
std::string key_in_body(const Request& request) {
  const auto body = wire::JsonBody::parse(request.body);
  if (!body) {
    return {};
  }
  auto fields = wire::Fields::top(*body);
  return fields.text("publishable_key", limits::text_chars_max).value_or("");
}

bool may_call(api::Auth auth, KeyKind kind) {
  switch (auth) {
    case api::Auth::none:
      return true;
    case api::Auth::secret:
      return kind == KeyKind::secret;
    case api::Auth::secret_or_publishable:
    case api::Auth::secret_or_publishable_body:
      return kind == KeyKind::secret || kind == KeyKind::publishable;
    case api::Auth::secret_or_control:
      return kind == KeyKind::secret || kind == KeyKind::control;
    case api::Auth::staff_session:
    case api::Auth::macaroon:
      return false;
    case api::Auth::control:
      break;
  }
  return kind == KeyKind::control;
}

std::string_view needed(api::Auth auth) {
  switch (auth) {
    case api::Auth::secret:
      return "a secret key (sk_test_… or sk_live_…)";
    case api::Auth::secret_or_publishable:
    case api::Auth::secret_or_publishable_body:
      return "a secret or publishable key";
    case api::Auth::secret_or_control:
      return "a secret key or the control key";
    case api::Auth::control:
      return "the control key (ak_…, in credentials.json of the sandbox folder)";
    case api::Auth::staff_session:
      return "a session token";
    case api::Auth::macaroon:
      return "a macaroon";
    case api::Auth::none:
      break;
  }
  return "no key";
}

api::CallerKind caller_kind(KeyKind kind) {
  switch (kind) {
    case KeyKind::secret:
      return api::CallerKind::secret_key;
    case KeyKind::publishable:
      return api::CallerKind::publishable_key;
    case KeyKind::control:
      break;
  }
  return api::CallerKind::control_key;
}

Result<api::Caller> wallet(const Request& request, const service::Macaroons& macaroons) {
  const auto hex = request.header("grpc-metadata-macaroon");
  if (hex.empty()) {
    return Error(ErrorCode::unauthorized, "expected 1 macaroon, got 0");
  }
  const auto scope = macaroons.read(hex);
  if (!scope) {
    return Error(ErrorCode::unauthorized, "verification failed: signature mismatch after caveat verification");
  }
  return api::Caller{api::CallerKind::wallet, *scope,
                     "wallet:" + std::to_string(scope->merchant_seq) + (scope->livemode ? ":live" : ":test")};
}

// Is there a token at all? Whose it is stands in the database.
Result<api::Caller> staff(const Request& request) {
  if (bearer_key(request.header("authorization")).empty()) {
    return Error(ErrorCode::unauthorized,
                 "No session token given. Send Authorization: Bearer with one of POST /api/v1/m/sessions");
  }
  return api::Caller{};
}

}  // namespace

Result<api::Caller> authenticate(const Request& request, const api::Route& route, const service::KeyRing& keys,
                                 const service::Macaroons& macaroons) {
  if (route.auth == api::Auth::none) {
    return api::Caller{};
  }
  if (route.auth == api::Auth::staff_session) {
    return staff(request);
  }
  if (route.auth == api::Auth::macaroon) {
    return wallet(request, macaroons);
  }
  const auto header = request.header("authorization");
  std::string in_body;
  auto text = bearer_key(header);
  if (header.empty() && route.auth == api::Auth::secret_or_publishable_body) {
    in_body = key_in_body(request);
    // A secret key has no business in a page's script.
    text = in_body.starts_with("pk_") ? std::string_view(in_body) : std::string_view();
  }
  if (text.empty()) {
    return Error(ErrorCode::unauthorized, header.empty()
                                              ? "No API key given. Send Authorization: Bearer sk_test_…"
                                              : "Malformed Authorization header. Send Authorization: Bearer sk_test_…");
  }
  const auto key = keys.find(text);
  if (!key) {
    return Error(ErrorCode::unauthorized, "Invalid API key");
  }
  if (!may_call(route.auth, key->kind)) {
    return Error(ErrorCode::forbidden, "A " + std::string(to_string(key->kind)) + " key may not do this: it needs " +
                                           std::string(needed(route.auth)));
  }
  // The sandbox's own calls go on, so that the merchant can be made active again.
  if (key->suspended && route.path.starts_with("/api/")) {
    return Error(ErrorCode::merchant_inactive,
                 "The merchant of this key is suspended. PATCH /_sandbox/merchant with status active ends that");
  }
  return api::Caller{caller_kind(key->kind), key->scope, key->id.str(), key->prefix};
}

bool is_own_host(std::string_view host_header, const std::vector<std::string>& allowed) {
  auto name = host_header;
  if (const auto colon = name.rfind(':');
      colon != std::string_view::npos && name.find(']', colon) == std::string_view::npos) {
    name = name.substr(0, colon);
  }
  if (name == "127.0.0.1" || name == "[::1]" || equals_ignoring_case(name, "localhost")) {
    return true;
  }
  constexpr std::string_view k_local = ".localhost";
  if (name.size() > k_local.size() && equals_ignoring_case(name.substr(name.size() - k_local.size()), k_local)) {
    return true;
  }
  return std::any_of(allowed.begin(), allowed.end(),
                     [name](const std::string& own) { return equals_ignoring_case(own, name); });
}

bool is_own_origin(const Request& request) {
  const auto origin = request.header("origin");
  if (origin.empty()) {
    return true;  // no browser, or a plain navigation, which changes nothing by GET
  }
  const auto scheme = origin.find("://");
  return scheme != std::string_view::npos && equals_ignoring_case(origin.substr(scheme + 3), request.header("host"));
}

}  // namespace satsrail::http
