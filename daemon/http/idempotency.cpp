#include "daemon/http/idempotency.h"

#include "core/limits.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"

namespace satsrail::http {

Result<std::optional<RepeatableCall>> repeatable_call(const Request& request, const api::Route& route,
                                                      const api::Caller& caller, const api::Params& path) {
  const auto key = request.header("idempotency-key");
  if (route.repeats != api::Repeats::by_key || key.empty()) {
    return std::optional<RepeatableCall>{};
  }
  if (key.size() > limits::idempotency_key_chars_max) {
    return Error::validation("idempotency_key", "is too long (maximum is 255 characters)");
  }
  if (!is_valid_utf8(key)) {
    return Error::validation("idempotency_key", "must be UTF-8");
  }
  RepeatableCall call;
  call.name.scope = caller.scope;
  call.name.call = std::string(api::to_string(route.verb)) + " " + std::string(route.canonical);
  // The same call on another object is another call. The placeholders' values stand behind the row's own path, so that
  // an alias of it has the same name.
  for (const auto& [name, value] : path) {
    call.name.call += " " + value;
  }
  call.name.key = key;
  call.body_sha256 = crypto::sha256(request.body);
  return std::optional(std::move(call));
}

Result<std::optional<api::Reply>> kept_answer(store::Tx& tx, const RepeatableCall& call) {
  auto kept = store::idempotency::find(tx, call.name);
  if (!kept) {
    return std::optional<api::Reply>{};
  }
  if (kept->body_sha256 != call.body_sha256) {
    return Error(ErrorCode::idempotency_key_reused,
                 "This Idempotency-Key was used with another body; use a new key for a new request");
  }
  auto reply = api::Reply::json(kept->status, std::move(kept->body));
  reply.headers.emplace_back("Idempotent-Replayed", "true");
  return std::optional(std::move(reply));
}

api::TxWork once(RepeatableCall call, api::TxWork work) {
  return [call = std::move(call), work = std::move(work)](store::Tx& tx) -> Result<api::Reply> {
    TRY_ASSIGN(auto kept, kept_answer(tx, call));
    if (kept) {
      return *std::move(kept);
    }
    auto result = work(tx);
    if (result && !result->error && result->status >= 200 && result->status < 300) {
      store::idempotency::keep(tx, call.name, {call.body_sha256, result->status, result->body});
    }
    return result;
  };
}

}  // namespace satsrail::http
