#pragma once
// Merchants, their API keys and the sandbox's own settings.

#include "core/domain/api_key.h"
#include "core/domain/merchant.h"
#include "daemon/store/database.h"
#include "daemon/store/list_query.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace satsrail::store {

namespace merchants {
std::int64_t insert(Tx& tx, const Merchant& merchant);  // returns its seq
std::optional<Merchant> first(Tx& tx);
std::optional<Merchant> find(Tx& tx, std::string_view id);
Merchant get(Tx& tx, std::int64_t seq);
// Newest first, or oldest first; none are ever erased.
std::vector<Merchant> page(Tx& tx, const PageRequest& page);
std::int64_t count(Tx& tx);
void update(Tx& tx, const Merchant& merchant);
}  // namespace merchants

namespace api_keys {
void insert(Tx& tx, const ApiKey& key);
std::vector<ApiKey> all(Tx& tx);
// Of one merchant, or of all with seq 0, oldest first; the control key is in no list.
std::vector<ApiKey> page(Tx& tx, std::int64_t merchant_seq, const PageRequest& page);
std::int64_t count(Tx& tx, std::int64_t merchant_seq);
// The key of that hash or id, or else those that begin so; at most two, and no control key.
std::vector<ApiKey> named(Tx& tx, std::int64_t merchant_seq, std::string_view name,
                          const std::array<std::uint8_t, 32>& sha256);
void remove(Tx& tx, const ApiKeyId& id);
// Which keys are the sandbox's own.
void disown_all(Tx& tx);
void own(Tx& tx, const std::array<std::uint8_t, 32>& sha256);
}  // namespace api_keys

namespace settings {
void put(Tx& tx, std::string_view name, std::string_view value);
void erase(Tx& tx, std::string_view name);
std::optional<std::string> find(Tx& tx, std::string_view name);
}  // namespace settings

// Empties every table of merchant data, and puts every node back to its default behaviour. Keys, merchants, rates and
// the sandbox's settings stay.
void erase_merchant_data(Tx& tx);

// Rows per table; for one merchant, or for all with seq 0.
struct Counts {
  std::int64_t checkout_sessions = 0;
  std::int64_t orders = 0;
  std::int64_t invoices = 0;
  std::int64_t payments = 0;
  std::int64_t products = 0;
  std::int64_t webhook_endpoints = 0;
  std::int64_t events = 0;
  std::int64_t deliveries = 0;
  std::int64_t deliveries_pending = 0;
};
Counts count_rows(Tx& tx, std::int64_t merchant_seq);

}  // namespace satsrail::store
