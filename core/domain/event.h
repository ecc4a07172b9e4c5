#pragma once
// A fact, announced. Stored in the transaction that made it true; the one log that webhooks, streams and
// `satsrail events` read.

#include "core/domain/scope.h"
#include "core/time.h"

#include <cstdint>
#include <string>

namespace satsrail {

struct Event {
  std::int64_t seq = 0;  // order of commit; a stream's cursor
  std::string id;        // evt_…
  Scope scope;
  std::string type;
  std::string object_json;  // the resource as it was then
  Time created_at{};
  // What a webhook tells of it (wire::payload_json), as a JSON object; empty where an older version did not keep it.
  std::string payload_json = {};
};

}  // namespace satsrail
