#pragma once
// A request that arrived at an inbox: the receiver of webhooks inside the sandbox.

#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace satsrail {

struct InboxMessage {
  std::string name;         // of the inbox
  std::int64_t number = 0;  // counts from 1 in each inbox, since it was emptied last
  Time received_at{};
  HeaderList headers;  // names in lower case
  std::string body;    // byte for byte
};

// 1 to limits::inbox_name_chars_max letters, digits, '-', '_' and '.'.
bool is_inbox_name(std::string_view name);

}  // namespace satsrail
