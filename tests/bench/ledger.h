#pragma once
// A sandbox with many orders, each with its invoice, and payments of half of them, written straight into its database.

#include "tests/bench/subjects.h"

#include <cstdint>
#include <span>
#include <string>

namespace satsrail::bench {

class LedgerSandbox {
 public:
  explicit LedgerSandbox(std::int64_t orders);

  // A GET of the merchant's API: "/api/v1/m/orders?page=2".
  Load list(const std::string& target) const;

 private:
  test::SandboxFixture m_fixture;
};

// A list, as the report names it and as it is asked for. The last page stands in `target` as page=LAST.
struct ListProbe {
  std::string name;
  std::string target;
};
// The first and the last page of orders and payments, and each filter that is documented.
std::span<const ListProbe> list_probes();

}  // namespace satsrail::bench
