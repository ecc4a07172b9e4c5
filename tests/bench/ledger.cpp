#include "tests/bench/ledger.h"

#include "core/ports/clock.h"
#include "daemon/store/database.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace satsrail::bench {
namespace {

const std::vector<std::string> k_flags{"--rate-limit", "off"};

void fill(const std::string& path, std::int64_t orders) {
  const SystemClock clock;
  store::Connection connection({.path = path});
  connection.execute("BEGIN IMMEDIATE");
  store::Tx tx(connection, clock.now(), true);
  tx.run(
      // An order a minute, up to the present.
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1), m AS (SELECT min(seq) AS seq FROM"
      " merchants) INSERT INTO orders (seq, id, merchant_seq, livemode, number, status, total_cents, currency,"
      " metadata, created_at, updated_at)"
      " SELECT i, printf('018d0c8e-4a00-7abc-8def-%012x', i), m.seq, 0, printf('ORD-%016X', i),"
      " CASE WHEN i % 2 = 0 THEN 'paid' WHEN i % 3 = 0 THEN 'cancelled' ELSE 'pending' END,"
      " 100 + i * 7919 % 100000, CASE WHEN i % 10 = 0 THEN 'eur' ELSE 'usd' END, '{\"cart\":\"c_9f31\"}',"
      " ?2 - (?1 - i) * 60000, ?2 - (?1 - i) * 60000 FROM n, m",
      orders, clock.now());
  tx.run(
      "INSERT INTO invoices (seq, id, merchant_seq, livemode, order_seq, status, payment_method, payment_address,"
      " amount_sats, amount_cents, currency, rate_minor_per_btc, amount_usd_cents, created_at, updated_at, expires_at)"
      " SELECT seq, '018d0c8e-4b00' || substr(id, 14), merchant_seq, 0, seq,"
      " CASE status WHEN 'paid' THEN 'paid' ELSE 'expired' END, 'onchain', printf('bcrt1qbench%d', seq),"
      " total_cents * 10, total_cents, currency, 10000000, total_cents, created_at, created_at, created_at + 900000"
      " FROM orders");
  tx.run(
      "INSERT INTO payments (seq, id, merchant_seq, livemode, order_seq, invoice_seq, status, amount_sats,"
      " amount_cents, currency, amount_usd_cents, rate_minor_per_btc, payment_method, created_at, settled_at,"
      " confirmed_at)"
      " SELECT seq, '018d0c8e-4c00' || substr(id, 14), merchant_seq, 0, seq, seq, 'completed', total_cents * 10,"
      " total_cents, currency, total_cents, 10000000, 'onchain', created_at, created_at, created_at"
      " FROM orders WHERE status = 'paid'");
  tx.run("UPDATE orders SET invoice_seq = seq, payment_seq = CASE status WHEN 'paid' THEN seq END");
  connection.execute("COMMIT");
}

}  // namespace

LedgerSandbox::LedgerSandbox(std::int64_t orders) : m_fixture(k_flags) {
  m_fixture.stop();
  fill((m_fixture.dir() / "sandbox.db").string(), orders);
  m_fixture.start(k_flags);
}

Load LedgerSandbox::list(const std::string& target) const {
  auto path = target;
  if (const auto last = path.find("LAST"); last != std::string::npos) {
    const auto first = path.substr(0, path.find('?'));
    const auto meta = m_fixture.client().get(first).json().at("meta");
    path.replace(last, 4, std::to_string(meta.at("total_pages").get<std::int64_t>()));
  }
  return {.base_url = m_fixture.ready().base_url, .path = path, .key = m_fixture.ready().sk_test};
}

std::span<const ListProbe> list_probes() {
  static const std::vector<ListProbe> probes = [] {
    struct List {
      std::string path;
      std::vector<std::string> queries;
    };
    const List lists[]{
        {"orders",
         {"", "page=LAST", "q%5Bstatus_eq%5D=paid", "status=pending", "q%5Bcurrency_eq%5D=eur",
          "q%5Border_number_eq%5D=ORD-0000000000000011", "q%5Btotal_amount_cents_gteq%5D=99000",
          "q%5Btotal_amount_cents_lteq%5D=1000", "q%5Bcreated_at_gteq%5D=2020-01-01",
          "q%5Bcreated_at_lteq%5D=2020-01-01"}},
        {"payments",
         {"", "page=LAST", "q%5Bconfirmed_at_gteq%5D=2020-01-01", "q%5Bconfirmed_at_lteq%5D=2020-01-01",
          "q%5Bamount_sats_eq%5D=50000", "q%5Bamount_sats_gteq%5D=990000", "q%5Bamount_sats_lteq%5D=10000",
          "q%5Bcurrency_eq%5D=eur", "start_date=2020-01-01", "end_date=2020-01-01", "q%5Bs%5D=amount_sats+desc"}},
    };
    std::vector<ListProbe> all;
    for (const auto& list : lists) {
      for (const auto& query : list.queries) {
        const auto shown = query.empty() ? "first page" : query == "page=LAST" ? "last page" : query;
        all.push_back(
            {"GET " + list.path + ", " + shown, "/api/v1/m/" + list.path + (query.empty() ? "" : "?" + query)});
      }
    }
    return all;
  }();
  return probes;
}

}  // namespace satsrail::bench
