#pragma once
// Staff of merchants, who sign in with a password and get a session of limits::staff_session_ttl.

#include "core/domain/staff.h"
#include "core/result.h"
#include "core/wire/staff_json.h"
#include "daemon/service/context.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::service::staff {

// Slow on purpose: never in the writer. The salt is new.
PasswordHash hash_password(std::string_view password);
bool matches(const PasswordHash& kept, std::string_view password);

// Errors: not_found for a merchant that there is not; validation_error (the email is taken, a merchant is named twice,
// or there are limits::staff_users_max).
Result<StaffUser> create(Tx& tx, const Context& context, const StaffInput& input, const PasswordHash& password);
// The roles that the input asks for. Errors: not_found, validation_error.
Result<std::vector<StaffRole>> roles(Tx& tx, const StaffInput& input);
// Errors: not_found.
Status remove(Tx& tx, std::string_view id);

std::vector<wire::StaffMerchant> merchants(Tx& tx, const StaffUser& user);

// Who signs in; nothing when the email or the password is wrong. Slow, and about as slow for an unknown email.
std::optional<StaffUser> recognize(const std::optional<StaffUser>& user, std::string_view password);
// "st_" and 40 characters. Of chance that no seed repeats: it guards something.
std::string mint_session_token();
// Begins a session for a user that recognize() has let in. Error: unauthorized when the password has changed since.
Result<std::vector<wire::StaffMerchant>> begin_session(Tx& tx, const StaffUser& user, std::string_view token);
// Chooses one of the user's merchants. Errors: unauthorized (no such session, or it is over), not_found.
Result<wire::StaffMerchant> choose_merchant(Tx& tx, std::string_view token, std::string_view merchant_id);

}  // namespace satsrail::service::staff
