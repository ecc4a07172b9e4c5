#include "daemon/store/list_query.h"

#include <fmt/format.h>

#include <algorithm>

namespace satsrail::store {

namespace {

void bind_conditions(Query& query, const Scope& scope, const std::vector<Condition>& conditions) {
  query.bind_at(1, scope.merchant_seq);
  query.bind_at(2, scope.livemode);
  int index = 2;
  for (const auto& condition : conditions) {
    ++index;
    if (const auto* number = std::get_if<std::int64_t>(&condition.value)) {
      query.bind_at(index, *number);
    } else if (const auto* text = std::get_if<std::string>(&condition.value)) {
      query.bind_at(index, *text);
    } else {
      query.bind_at(index, std::span<const std::uint8_t>(std::get<std::vector<std::uint8_t>>(condition.value)));
    }
  }
}

}  // namespace

PageOfSeqs find_page(Tx& tx, std::string_view table, const Scope& scope, const std::vector<Condition>& conditions,
                     const PageRequest& page, std::string_view order_column) {
  std::string where = "merchant_seq = ? AND livemode = ?";
  for (const auto& condition : conditions) {
    where += " AND " + condition.sql;
  }
  PageOfSeqs result;
  {
    auto count = tx.query_once(fmt::format("SELECT count(*) FROM {} WHERE {}", table, where));
    bind_conditions(count, scope, conditions);
    count.step();
    result.total = count.integer(0);
  }
  if (page.page > (result.total + page.per_page - 1) / page.per_page) {
    return result;  // past the end; also keeps the offset below from overflowing
  }
  const auto offset = (page.page - 1) * page.per_page;
  const auto wanted = std::min(page.per_page, result.total - offset);
  const auto rest = result.total - offset - wanted;  // rows behind this page
  const bool from_the_end = rest < offset;
  const auto sorted_by = page.sorted_by.empty() ? order_column : page.sorted_by;
  const std::string_view direction = page.ascending != from_the_end ? "ASC" : "DESC";
  auto rows = tx.query_once(fmt::format("SELECT seq FROM {0} WHERE {1} ORDER BY {2} {3}, seq {3} LIMIT {4} OFFSET {5}",
                                        table, where, sorted_by, direction, wanted, from_the_end ? rest : offset));
  bind_conditions(rows, scope, conditions);
  while (rows.step()) {
    result.seqs.push_back(rows.integer(0));
  }
  if (from_the_end) {
    std::reverse(result.seqs.begin(), result.seqs.end());
  }
  return result;
}

}  // namespace satsrail::store
