#pragma once

#include "core/domain/inbox_message.h"
#include "daemon/store/database.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::inbox {

// Gives the message its number, and lets the oldest beyond limits::inbox_messages_max go.
std::int64_t insert(Tx& tx, const InboxMessage& message);
bool exists(Tx& tx, std::string_view name);  // has it got anything?
std::int64_t count_names(Tx& tx);
std::int64_t count(Tx& tx, std::string_view name);
// Newest first, or oldest first.
std::vector<InboxMessage> list(Tx& tx, std::string_view name, bool ascending, std::int64_t limit, std::int64_t offset);
std::optional<InboxMessage> find(Tx& tx, std::string_view name, std::int64_t number);
void remove_all(Tx& tx, std::string_view name);

}  // namespace satsrail::store::inbox
