#pragma once
// Staff and their logins on the wire. No answer ever holds a password.

#include "core/domain/merchant.h"
#include "core/domain/staff.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

// Reads `{"staff":{…}}`. Errors: bad_request, parameter_missing, validation_error.
Result<StaffInput> parse_staff(const JsonBody& body);
// Reads `{"email":…,"password":…}`.
Result<StaffLogin> parse_staff_login(const JsonBody& body);
// Reads `{"merchant_id":…}`.
Result<std::string> parse_staff_choice(const JsonBody& body);

// A merchant, and what somebody is there.
struct StaffMerchant {
  Merchant merchant;
  std::string role;
};
std::string staff_json(const StaffUser& user, const std::vector<StaffMerchant>& merchants);
std::string staff_session_json(std::string_view token, const std::vector<StaffMerchant>& merchants);
std::string staff_session_json(std::string_view token, const StaffMerchant& chosen);

}  // namespace satsrail::wire
