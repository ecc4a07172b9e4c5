#pragma once
// What a merchant's node has beside invoices: settings, balances, and the chain.

#include "core/domain/scope.h"
#include "core/money.h"
#include "daemon/store/database.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::store {

namespace node_settings {
struct Stored {
  Scope scope;
  std::string name;
  std::string value;
};
void put(Tx& tx, const Stored& setting);
std::vector<Stored> all(Tx& tx);
}  // namespace node_settings

namespace node_balances {
struct Balance {
  std::string owner;
  Msat started{};
  Msat balance{};
};
// Opens the wallet with `started` if there is none.
Msat get(Tx& tx, const Scope& scope, std::string_view owner, Msat started);
void add(Tx& tx, const Scope& scope, std::string_view owner, Msat started, Msat amount);
std::vector<Balance> all(Tx& tx, const Scope& scope);
}  // namespace node_balances

namespace chain {
std::int64_t height(Tx& tx);
void set_height(Tx& tx, std::int64_t height);
struct Transaction {
  std::string txid;
  Scope scope;
  std::int64_t invoice_seq = 0;
  std::optional<std::int64_t> height;
};
void insert(Tx& tx, const Transaction& transaction);
std::optional<Transaction> of_invoice(Tx& tx, std::int64_t invoice_seq);
// Puts every waiting transaction into the block at `height`.
void include_waiting(Tx& tx, std::int64_t height);
// Invoices whose transaction has the confirmations that they ask for, but whose payment is still pending.
std::vector<std::int64_t> confirmed_invoices(Tx& tx, std::int64_t height);
}  // namespace chain

}  // namespace satsrail::store
