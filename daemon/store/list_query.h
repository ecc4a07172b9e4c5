#pragma once
// One page of a table, newest first: the page's rows are found in an index by seq alone and then fetched, and a
// page in the far half is counted from the other end, so that the last page costs what the first one does.

#include "core/domain/scope.h"
#include "daemon/store/database.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace satsrail::store {

struct PageRequest {
  std::int64_t page = 1;  // from 1
  std::int64_t per_page = 25;
  bool ascending = false;           // oldest first
  std::string_view sorted_by = {};  // an expression of ours, never a caller's text; empty: the list's own order
};

// A condition `column op value`, joined by AND. `sql` is ours, never a caller's text: "payments.amount_sats >= ?".
struct Condition {
  std::string sql;
  std::variant<std::int64_t, std::string, std::vector<std::uint8_t>> value;
};

struct PageOfSeqs {
  std::vector<std::int64_t> seqs;
  std::int64_t total = 0;
};

// The seqs of one page of `table` (which has merchant_seq, livemode and seq) within `scope`. `order_column` sorts
// unless the page says otherwise, seq breaks ties.
PageOfSeqs find_page(Tx& tx, std::string_view table, const Scope& scope, const std::vector<Condition>& conditions,
                     const PageRequest& page, std::string_view order_column = "seq");

}  // namespace satsrail::store
