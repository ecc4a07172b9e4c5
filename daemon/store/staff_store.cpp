#include "daemon/store/staff_store.h"

#include <stdexcept>

namespace satsrail::store {

namespace {

#define SELECT_STAFF "SELECT seq, id, email, password_salt, password_hash, created_at, updated_at FROM staff_users "

std::vector<StaffRole> roles_of(Tx& tx, std::int64_t seq) {
  std::vector<StaffRole> roles;
  auto row = tx.query("SELECT merchant_seq, role FROM staff_roles WHERE staff_seq = ?1 ORDER BY merchant_seq", seq);
  while (row.step()) {
    roles.push_back({row.integer(0), row.str(1)});
  }
  return roles;
}

StaffUser read(const Query& row) {
  StaffUser user;
  user.seq = row.integer(0);
  user.id = StaffUserId::parse(row.text(1)).value();
  user.email = row.str(2);
  user.password = {row.bytes<16>(3), row.bytes<32>(4)};
  user.created_at = row.time(5);
  user.updated_at = row.time(6);
  return user;
}

std::optional<StaffUser> first(Tx& tx, Query row) {
  if (!row.step()) {
    return std::nullopt;
  }
  auto user = read(row);
  user.roles = roles_of(tx, user.seq);
  return user;
}

void write_roles(Tx& tx, std::int64_t seq, const std::vector<StaffRole>& roles) {
  tx.run("DELETE FROM staff_roles WHERE staff_seq = ?1", seq);
  for (const auto& at : roles) {
    tx.run("INSERT INTO staff_roles (staff_seq, merchant_seq, role) VALUES (?1, ?2, ?3)", seq, at.merchant_seq,
           at.role);
  }
}

}  // namespace

std::int64_t staff::insert(Tx& tx, const StaffUser& user) {
  const auto seq = tx.run(
      "INSERT INTO staff_users (id, email, password_salt, password_hash, created_at, updated_at)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      user.id.view(), user.email, user.password.salt, user.password.hash, user.created_at, user.updated_at);
  write_roles(tx, seq, user.roles);
  return seq;
}

std::optional<StaffUser> staff::find(Tx& tx, std::string_view id) {
  const auto parsed = StaffUserId::parse(id);
  return parsed ? first(tx, tx.query(SELECT_STAFF "WHERE id = ?1", parsed->view())) : std::nullopt;
}

std::optional<StaffUser> staff::find_by_email(Tx& tx, std::string_view email) {
  return first(tx, tx.query(SELECT_STAFF "WHERE email = ?1", email));
}

StaffUser staff::get(Tx& tx, std::int64_t seq) {
  auto user = first(tx, tx.query(SELECT_STAFF "WHERE seq = ?1", seq));
  if (!user) {
    throw std::runtime_error("a row names staff that does not exist");
  }
  return *std::move(user);
}

std::vector<StaffUser> staff::page(Tx& tx, const PageRequest& page) {
  std::vector<StaffUser> users;
  {
    auto row = tx.query(SELECT_STAFF "ORDER BY seq * ?1 LIMIT ?2 OFFSET ?3", page.ascending ? 1 : -1, page.per_page,
                        (page.page - 1) * page.per_page);
    while (row.step()) {
      users.push_back(read(row));
    }
  }
  for (auto& user : users) {
    user.roles = roles_of(tx, user.seq);
  }
  return users;
}

std::int64_t staff::count(Tx& tx) {
  auto row = tx.query("SELECT count(*) FROM staff_users");
  row.step();
  return row.integer(0);
}

void staff::update(Tx& tx, const StaffUser& user) {
  tx.run(
      "UPDATE staff_users SET email = ?2, password_salt = ?3, password_hash = ?4, updated_at = ?5"
      " WHERE seq = ?1",
      user.seq, user.email, user.password.salt, user.password.hash, user.updated_at);
  write_roles(tx, user.seq, user.roles);
}

void staff::remove(Tx& tx, std::int64_t seq) {
  tx.run("DELETE FROM staff_users WHERE seq = ?1", seq);  // what hangs on it goes with it
}

void staff::end_sessions(Tx& tx, std::int64_t seq) {
  tx.run("DELETE FROM staff_sessions WHERE staff_seq = ?1", seq);
}

void staff_sessions::insert(Tx& tx, const StaffSession& session) {
  tx.run("INSERT INTO staff_sessions (token_sha256, staff_seq, expires_at) VALUES (?1, ?2, ?3)", session.token_sha256,
         session.staff_seq, session.expires_at);
}

std::optional<StaffSession> staff_sessions::find(Tx& tx, const std::array<std::uint8_t, 32>& token_sha256) {
  auto row = tx.query(
      "SELECT staff_seq, merchant_seq, expires_at FROM staff_sessions WHERE token_sha256 = ?1 AND expires_at > ?2",
      token_sha256, tx.now());
  if (!row.step()) {
    return std::nullopt;
  }
  return StaffSession{token_sha256, row.integer(0), row.optional_integer(1), row.time(2)};
}

void staff_sessions::choose(Tx& tx, const StaffSession& session) {
  tx.run("UPDATE staff_sessions SET merchant_seq = ?2 WHERE token_sha256 = ?1", session.token_sha256,
         session.merchant_seq);
}

void staff_sessions::remove_expired(Tx& tx) {
  tx.run("DELETE FROM staff_sessions WHERE expires_at <= ?1", tx.now());
}

}  // namespace satsrail::store
