#pragma once
// Who holds which key. Keys are looked up by their SHA-256 on every request, so they are kept in memory; the
// database has them too, and only their hashes.

#include "core/domain/api_key.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <array>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace satsrail::service {

// The texts of a sandbox's keys. Shown at start and kept in the sandbox folder (0600), nowhere else.
struct KeyTexts {
  std::string sk_test;
  std::string pk_test;
  std::string sk_live;
  std::string pk_live;
  std::string control;
};

class KeyRing {
 public:
  void load(const std::vector<ApiKey>& keys);
  // By the key's text. Nothing when it is unknown.
  std::optional<ApiKey> find(std::string_view key) const;

  // What a commit changed, told in the order of commits and before the answer leaves.
  void add(const ApiKey& key);
  void remove(const ApiKey& key);
  void set_suspended(std::int64_t merchant_seq, bool suspended);

 private:
  struct DigestHash {
    std::size_t operator()(const std::array<std::uint8_t, 32>& digest) const;
  };
  mutable std::shared_mutex m_mutex;
  std::unordered_map<std::array<std::uint8_t, 32>, ApiKey, DigestHash> m_by_digest;
};

// Makes the sandbox's merchant if there is none, and sees to it that all five keys exist: those of `known` (pinned by
// the user, or remembered from the sandbox folder) are taken up, missing ones are minted. Returns the texts of all.
KeyTexts ensure_keys(Tx& tx, const Context& context, const KeyTexts& known);

// A new key's text. Keys guard the sandbox, so they come from the operating system and are no function of a seed.
std::string mint_key(KeyKind kind, bool livemode);

namespace keys {
// Keeps the hash of `text`. Errors: validation_error (the merchant has keys_per_merchant_max already).
Result<ApiKey> create(Tx& tx, const Context& context, const Scope& scope, KeyKind kind, std::string_view text);
// `name` is an id, the first characters as lists show them, or the key itself; `merchant_seq` 0 is any merchant's.
// Errors: not_found, conflict (one of the sandbox's own, or several begin so).
Result<ApiKey> revoke(Tx& tx, std::int64_t merchant_seq, std::string_view name);
}  // namespace keys

}  // namespace satsrail::service
