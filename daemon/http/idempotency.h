#pragma once
// Idempotency-Key: the answer to a call is stored in the transaction of its effect, so that a client that lost it can
// ask once more. The window is limits::idempotency_window on the sandbox clock; failures are not kept.

#include "daemon/api/call.h"
#include "daemon/api/route.h"
#include "daemon/http/message.h"
#include "daemon/store/idempotency_store.h"

#include <array>
#include <optional>

namespace satsrail::http {

struct RepeatableCall {
  store::idempotency::Name name;
  std::array<std::uint8_t, 32> body_sha256{};
};

// Nothing for a call that names no key or whose route has no use for one. Error: validation_error (too long).
Result<std::optional<RepeatableCall>> repeatable_call(const Request& request, const api::Route& route,
                                                      const api::Caller& caller, const api::Params& path);

// What the call answered before, with Idempotent-Replayed: true; nothing when it is new.
// Error: idempotency_key_reused (with another body).
Result<std::optional<api::Reply>> kept_answer(store::Tx& tx, const RepeatableCall& call);

// `work`, or the kept answer. Two calls with one key are one after the other,
// as all writes are: the second gets the answer of the first.
api::TxWork once(RepeatableCall call, api::TxWork work);

}  // namespace satsrail::http
