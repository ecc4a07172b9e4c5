#include "daemon/service/staff.h"

#include "core/limits.h"
#include "core/ports/entropy.h"
#include "core/util/crypto.h"
#include "core/util/slow_hash.h"
#include "daemon/service/merchants.h"
#include "daemon/store/account_store.h"
#include "daemon/store/staff_store.h"

#include <fmt/format.h>

#include <algorithm>

namespace satsrail::service::staff {

namespace {

// Some milliseconds: these are passwords of tests, and a login holds one of the few workers meanwhile.
constexpr int k_rounds = 20'000;
constexpr std::size_t k_token_chars = 40;

Error invalid_session() {
  return {ErrorCode::unauthorized,
          "Invalid or expired session token. Send Authorization: Bearer with one of POST "
          "/api/v1/m/sessions"};
}

std::string_view as_text(const crypto::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Result<std::int64_t> merchant_seq(Tx& tx, std::string_view id, std::string_view field) {
  const auto merchant = store::merchants::find(tx, id);
  if (!merchant) {
    return Error::validation(std::string(field), "is no merchant of this sandbox");
  }
  return merchant->seq;
}

}  // namespace

PasswordHash hash_password(std::string_view password) {
  PasswordHash made;
  crypto::os_random(made.salt);
  made.hash = crypto::slow_hash(password, made.salt, k_rounds);
  return made;
}

bool matches(const PasswordHash& kept, std::string_view password) {
  return crypto::constant_time_equal(as_text(kept.hash), as_text(crypto::slow_hash(password, kept.salt, k_rounds)));
}

Result<std::vector<StaffRole>> roles(Tx& tx, const StaffInput& input) {
  if (input.merchants.empty()) {
    return std::vector<StaffRole>{{store::merchants::first(tx).value().seq, input.role}};
  }
  std::vector<StaffRole> list;
  for (std::size_t i = 0; i < input.merchants.size(); ++i) {
    const auto& at = input.merchants[i];
    const auto field = fmt::format("merchants[{}].id", i);
    TRY_ASSIGN(const auto seq, merchant_seq(tx, at.merchant_id, field));
    if (std::any_of(list.begin(), list.end(), [&](const StaffRole& other) { return other.merchant_seq == seq; })) {
      return Error::validation(field, "stands there twice");
    }
    list.push_back({seq, at.role});
  }
  std::sort(list.begin(), list.end(),
            [](const StaffRole& a, const StaffRole& b) { return a.merchant_seq < b.merchant_seq; });
  return list;
}

Result<StaffUser> create(Tx& tx, const Context& context, const StaffInput& input, const PasswordHash& password) {
  if (store::staff::count(tx) >= limits::staff_users_max) {
    return Error::validation("base",
                             "There are already " + std::to_string(limits::staff_users_max) + " people on the staff");
  }
  if (store::staff::find_by_email(tx, input.email)) {
    return Error::validation("email", "has already been taken");
  }
  StaffUser user;
  TRY_ASSIGN(user.roles, roles(tx, input));
  user.id = StaffUserId::make(tx.now(), context.entropy);
  user.email = input.email;
  user.password = password;
  user.created_at = user.updated_at = tx.now();
  user.seq = store::staff::insert(tx, user);
  return user;
}

Status remove(Tx& tx, std::string_view id) {
  const auto user = store::staff::find(tx, id);
  if (!user) {
    return Error::not_found("Staff");
  }
  store::staff::remove(tx, user->seq);
  return Done{};
}

std::vector<wire::StaffMerchant> merchants(Tx& tx, const StaffUser& user) {
  std::vector<wire::StaffMerchant> list;
  for (const auto& at : user.roles) {
    list.push_back({store::merchants::get(tx, at.merchant_seq), at.role});
  }
  return list;
}

std::optional<StaffUser> recognize(const std::optional<StaffUser>& user, std::string_view password) {
  const bool right = matches(user ? user->password : PasswordHash{}, password);
  return user && right ? user : std::nullopt;
}

std::string mint_session_token() {
  OsEntropy entropy;
  return make_secret("st_", k_token_chars, entropy);
}

Result<std::vector<wire::StaffMerchant>> begin_session(Tx& tx, const StaffUser& user, std::string_view token) {
  const auto now = store::staff::find(tx, user.id.view());
  if (!now || now->password.hash != user.password.hash) {
    return Error(ErrorCode::unauthorized, "Invalid credentials");
  }
  store::staff_sessions::remove_expired(tx);
  StaffSession session;
  session.token_sha256 = crypto::sha256(token);
  session.staff_seq = now->seq;
  session.expires_at = tx.now() + limits::staff_session_ttl;
  store::staff_sessions::insert(tx, session);
  return merchants(tx, *now);
}

Result<wire::StaffMerchant> choose_merchant(Tx& tx, std::string_view token, std::string_view merchant_id) {
  auto session = store::staff_sessions::find(tx, crypto::sha256(token));
  if (!session) {
    return invalid_session();
  }
  for (auto& at : merchants(tx, store::staff::get(tx, session->staff_seq))) {
    if (at.merchant.id.view() == merchant_id) {
      session->merchant_seq = at.merchant.seq;
      store::staff_sessions::choose(tx, *session);
      return std::move(at);
    }
  }
  return Error::not_found("Merchant");
}

}  // namespace satsrail::service::staff
