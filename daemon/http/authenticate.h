#pragma once
// Who is calling, and may they call this?

#include "core/result.h"
#include "daemon/api/call.h"
#include "daemon/api/route.h"
#include "daemon/http/message.h"
#include "daemon/service/key_ring.h"
#include "daemon/service/macaroons.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::http {

// Errors: unauthorized (no key, unknown key), forbidden (a key of the wrong kind for this route), merchant_inactive.
Result<api::Caller> authenticate(const Request& request, const api::Route& route, const service::KeyRing& keys,
                                 const service::Macaroons& macaroons);

// Is the Host header one of ours? Otherwise a page of a foreign name that resolves to 127.0.0.1 could use a
// visitor's browser to reach the sandbox (DNS rebinding). `allowed` are further names, without port.
bool is_own_host(std::string_view host_header, const std::vector<std::string>& allowed);

// A browser names the page that sends a form or script request. Where no key protects a change, only our own
// pages may ask for it.
bool is_own_origin(const Request& request);

}  // namespace satsrail::http
