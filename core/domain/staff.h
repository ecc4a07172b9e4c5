#pragma once
// People who look after merchants and sign in with a password.

#include "core/id.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

inline constexpr std::array<std::string_view, 3> k_staff_roles{"owner", "manager", "accountant"};

// A password as it is kept.
struct PasswordHash {
  std::array<std::uint8_t, 16> salt{};
  std::array<std::uint8_t, 32> hash{};
  friend bool operator==(const PasswordHash&, const PasswordHash&) = default;
};

struct StaffRole {
  std::int64_t merchant_seq = 0;
  std::string role;  // of k_staff_roles
  friend bool operator==(const StaffRole&, const StaffRole&) = default;
};

struct StaffUser {
  std::int64_t seq = 0;
  StaffUserId id;
  std::string email;  // one user each, whatever its case
  PasswordHash password;
  std::vector<StaffRole> roles;  // in the order of the merchants
  Time created_at{};
  Time updated_at{};
};

struct StaffInput {
  struct At {
    std::string merchant_id;
    std::string role;
  };
  std::string email;
  std::string password;
  std::string role = "owner";
  std::vector<At> merchants;  // empty: `role` at the sandbox's first merchant
};

struct StaffLogin {
  std::string email;
  std::string password;
};

struct StaffSession {
  std::array<std::uint8_t, 32> token_sha256{};
  std::int64_t staff_seq = 0;
  std::optional<std::int64_t> merchant_seq;  // once one was chosen
  Time expires_at{};
};

}  // namespace satsrail
