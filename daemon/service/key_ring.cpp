#include "daemon/service/key_ring.h"

#include "core/limits.h"
#include "core/util/crypto.h"
#include "daemon/store/account_store.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace satsrail::service {

std::size_t KeyRing::DigestHash::operator()(const std::array<std::uint8_t, 32>& digest) const {
  std::size_t value;  // a digest is as random as a hash can be
  std::memcpy(&value, digest.data(), sizeof value);
  return value;
}

void KeyRing::load(const std::vector<ApiKey>& keys) {
  const std::unique_lock lock(m_mutex);
  m_by_digest.clear();
  for (const auto& key : keys) {
    m_by_digest.emplace(key.sha256, key);
  }
}

void KeyRing::add(const ApiKey& key) {
  const std::unique_lock lock(m_mutex);
  m_by_digest.insert_or_assign(key.sha256, key);
}

void KeyRing::remove(const ApiKey& key) {
  const std::unique_lock lock(m_mutex);
  m_by_digest.erase(key.sha256);
}

void KeyRing::set_suspended(std::int64_t merchant_seq, bool suspended) {
  const std::unique_lock lock(m_mutex);
  for (auto& [digest, key] : m_by_digest) {
    if (key.kind != KeyKind::control && key.scope.merchant_seq == merchant_seq) {
      key.suspended = suspended;
    }
  }
}

std::optional<ApiKey> KeyRing::find(std::string_view key) const {
  // The lookup compares hashes of the guess, which tells a guesser nothing about the keys themselves.
  const auto digest = crypto::sha256(key);
  const std::shared_lock lock(m_mutex);
  const auto found = m_by_digest.find(digest);
  return found == m_by_digest.end() ? std::nullopt : std::optional(found->second);
}

namespace {

constexpr std::size_t k_key_tail_chars = 32;
constexpr std::size_t k_prefix_shown = 12;

Merchant ensure_merchant(Tx& tx, const Context& context) {
  if (auto merchant = store::merchants::first(tx)) {
    return *std::move(merchant);
  }
  Merchant merchant;
  merchant.id = MerchantId::make(tx.now(), context.entropy);
  merchant.name = "Sandbox Shop";
  merchant.status = "active";
  merchant.currency = "USD";
  merchant.plan = k_plan_default;
  merchant.created_at = merchant.updated_at = tx.now();
  merchant.seq = store::merchants::insert(tx, merchant);
  return merchant;
}

ApiKey new_key(Tx& tx, const Context& context, const Scope& scope, KeyKind kind, std::string_view text) {
  ApiKey key;
  key.id = ApiKeyId::make(tx.now(), context.entropy);
  key.kind = kind;
  key.scope = scope;
  key.prefix = text.substr(0, k_prefix_shown);
  key.sha256 = crypto::sha256(text);
  key.created_at = tx.now();
  return key;
}

}  // namespace

KeyTexts ensure_keys(Tx& tx, const Context& context, const KeyTexts& known) {
  const auto merchant = ensure_merchant(tx, context);
  const auto stored = store::api_keys::all(tx);
  KeyTexts texts = known;
  store::api_keys::disown_all(tx);  // a key that was pinned yesterday is one like any other today
  const auto ensure = [&](std::string& text, KeyKind kind, bool livemode) {
    if (text.empty()) {
      text = make_secret(key_prefix(kind, livemode), k_key_tail_chars, context.entropy);
    }
    const auto digest = crypto::sha256(text);
    if (std::none_of(stored.begin(), stored.end(), [&](const ApiKey& key) { return key.sha256 == digest; })) {
      store::api_keys::insert(tx, new_key(tx, context, {merchant.seq, livemode}, kind, text));
    }
    store::api_keys::own(tx, digest);
  };
  ensure(texts.sk_test, KeyKind::secret, false);
  ensure(texts.pk_test, KeyKind::publishable, false);
  ensure(texts.sk_live, KeyKind::secret, true);
  ensure(texts.pk_live, KeyKind::publishable, true);
  ensure(texts.control, KeyKind::control, false);
  return texts;
}

std::string mint_key(KeyKind kind, bool livemode) {
  OsEntropy entropy;
  return make_secret(key_prefix(kind, livemode), k_key_tail_chars, entropy);
}

Result<ApiKey> keys::create(Tx& tx, const Context& context, const Scope& scope, KeyKind kind, std::string_view text) {
  if (store::api_keys::count(tx, scope.merchant_seq) >= limits::keys_per_merchant_max) {
    return Error::validation("base", "The merchant has " + std::to_string(limits::keys_per_merchant_max) +
                                         " keys already; revoke one first");
  }
  auto key = new_key(tx, context, scope, kind, text);
  key.suspended = store::merchants::get(tx, scope.merchant_seq).is_suspended();
  store::api_keys::insert(tx, key);
  return key;
}

Result<ApiKey> keys::revoke(Tx& tx, std::int64_t merchant_seq, std::string_view name) {
  constexpr std::string_view k_ellipsis = "…";  // as lists end the first characters
  if (name.ends_with(k_ellipsis)) {
    name.remove_suffix(k_ellipsis.size());
  }
  const auto named = store::api_keys::named(tx, merchant_seq, name, crypto::sha256(name));
  if (named.empty()) {
    return Error::not_found("API key");
  }
  if (named.size() > 1) {
    return Error(ErrorCode::conflict, "Several keys begin so; name one by its id");
  }
  if (named[0].own) {
    return Error(ErrorCode::conflict,
                 "This key is the sandbox's own, of credentials.json: it would be back at the "
                 "next start");
  }
  store::api_keys::remove(tx, named[0].id);
  return named[0];
}

}  // namespace satsrail::service
