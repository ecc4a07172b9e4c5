#include "daemon/service/key_ring.h"

#include "core/util/crypto.h"
#include "daemon/store/account_store.h"

#include <cstring>
#include <mutex>

namespace satsrail::service {

std::size_t KeyRing::DigestHash::operator()(const std::array<std::uint8_t, 32>& digest) const {
  std::size_t value;  // a digest is as random as a hash can be
  std::memcpy(&value, digest.data(), sizeof value);
  return value;
}

void KeyRing::load(std::vector<ApiKey> keys) {
  const std::unique_lock lock(m_mutex);
  m_by_digest.clear();
  for (const auto& key : keys) {
    m_by_digest.emplace(key.sha256, key);
  }
  m_keys = std::move(keys);
}

std::optional<ApiKey> KeyRing::find(std::string_view key) const {
  // The lookup compares hashes of the guess, which tells a guesser nothing about the keys themselves.
  const auto digest = crypto::sha256(key);
  const std::shared_lock lock(m_mutex);
  const auto found = m_by_digest.find(digest);
  return found == m_by_digest.end() ? std::nullopt : std::optional(found->second);
}

std::vector<ApiKey> KeyRing::all() const {
  const std::shared_lock lock(m_mutex);
  return m_keys;
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
  merchant.created_at = tx.now();
  merchant.seq = store::merchants::insert(tx, merchant);
  return merchant;
}

}  // namespace

KeyTexts ensure_keys(Tx& tx, const Context& context, const KeyTexts& known) {
  const auto merchant = ensure_merchant(tx, context);
  const auto stored = store::api_keys::all(tx);
  KeyTexts texts = known;
  const auto ensure = [&](std::string& text, KeyKind kind, bool livemode) {
    if (text.empty()) {
      text = make_secret(key_prefix(kind, livemode), k_key_tail_chars, context.entropy);
    }
    const auto digest = crypto::sha256(text);
    for (const auto& key : stored) {
      if (key.sha256 == digest) {
        return;
      }
    }
    ApiKey key;
    key.id = ApiKeyId::make(tx.now(), context.entropy);
    key.kind = kind;
    key.scope = {merchant.seq, livemode};
    key.prefix = text.substr(0, k_prefix_shown);
    key.sha256 = digest;
    key.created_at = tx.now();
    store::api_keys::insert(tx, key);
  };
  ensure(texts.sk_test, KeyKind::secret, false);
  ensure(texts.pk_test, KeyKind::publishable, false);
  ensure(texts.sk_live, KeyKind::secret, true);
  ensure(texts.pk_live, KeyKind::publishable, true);
  ensure(texts.control, KeyKind::control, false);
  return texts;
}

}  // namespace satsrail::service
