#pragma once
// Staff, what they are at which merchant, and their sessions.

#include "core/domain/staff.h"
#include "daemon/store/database.h"
#include "daemon/store/list_query.h"

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store {

namespace staff {
std::int64_t insert(Tx& tx, const StaffUser& user);  // with its roles; returns its seq
std::optional<StaffUser> find(Tx& tx, std::string_view id);
std::optional<StaffUser> find_by_email(Tx& tx, std::string_view email);  // whatever its case
StaffUser get(Tx& tx, std::int64_t seq);
std::vector<StaffUser> page(Tx& tx, const PageRequest& page);
std::int64_t count(Tx& tx);
void update(Tx& tx, const StaffUser& user);   // with its roles
void remove(Tx& tx, std::int64_t seq);        // with its sessions
void end_sessions(Tx& tx, std::int64_t seq);  // of one user: the password is another
}  // namespace staff

namespace staff_sessions {
void insert(Tx& tx, const StaffSession& session);
// One that is not over.
std::optional<StaffSession> find(Tx& tx, const std::array<std::uint8_t, 32>& token_sha256);
void choose(Tx& tx, const StaffSession& session);  // its merchant
void remove_expired(Tx& tx);
}  // namespace staff_sessions

}  // namespace satsrail::store
