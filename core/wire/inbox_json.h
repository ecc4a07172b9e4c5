#pragma once

#include "core/domain/inbox_message.h"

#include <cstdint>
#include <string>

namespace satsrail::wire {

// `event` is the member of that name of a JSON body, `json` the body itself where it is JSON.
std::string inbox_message_json(const InboxMessage& message);
std::string inbox_received_json(std::int64_t number);
std::string inbox_emptied_json(std::int64_t count);

}  // namespace satsrail::wire
