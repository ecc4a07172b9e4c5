#pragma once

#include "core/domain/event.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::events {

// Marks the commit, so that readers of the log are woken. Returns its seq.
std::int64_t insert(Tx& tx, const Event& event);
Event get(Tx& tx, std::int64_t seq);
std::optional<Event> find(Tx& tx, const Scope& scope, std::string_view id);
// Of all merchants, in order of commit.
std::vector<Event> after(Tx& tx, std::int64_t seq, std::size_t limit);
// Of one merchant and mode.
std::vector<Event> after_in(Tx& tx, const Scope& scope, std::int64_t seq, std::size_t limit);
std::int64_t last_seq(Tx& tx);
// Of those that happened before that time; 0 when none did.
std::int64_t last_seq_before(Tx& tx, Time time);
bool any(Tx& tx);

}  // namespace satsrail::store::events
