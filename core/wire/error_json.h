#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace satsrail::wire {

// {"error":{"code","message","status","details":[…],"fields":{…}?,"request_id","retry_after"?}}, and beside it
// "checkout_session" where the error speaks of one. `error` is always an object: clients in the field index it.
std::string error_json(const Error& error, std::string_view request_id);

}  // namespace satsrail::wire
