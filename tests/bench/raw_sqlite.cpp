#include "tests/bench/raw_sqlite.h"

#include "core/domain/checkout_session.h"
#include "core/domain/event.h"
#include "core/domain/invoice.h"
#include "core/domain/merchant.h"
#include "core/domain/order.h"
#include "core/limits.h"
#include "core/ports/clock.h"
#include "core/ports/entropy.h"
#include "daemon/store/account_store.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/database.h"
#include "daemon/store/event_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/migrate.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/order_store.h"

#include <stdexcept>
#include <string>

namespace satsrail::bench {
namespace {

// As long as what the product writes for the bodies of subjects.h.
const std::string k_object_json(620, 'x');
const std::string k_bolt11(330, 'l');
const std::string k_metadata_json = R"({"order_id":"ORD-1234","cart":"c_9f31"})";

void append_event(store::Tx& tx, Entropy& entropy, const Scope& scope, const char* type) {
  Event event;
  event.id = make_token("evt_", tx.now(), entropy);
  event.scope = scope;
  event.type = type;
  event.object_json = k_object_json;
  event.created_at = tx.now();
  store::events::insert(tx, event);
}

void create(store::Tx& tx, Entropy& entropy, const Scope& scope, Rows rows) {
  Order order;
  order.id = OrderId::make(tx.now(), entropy);
  order.scope = scope;
  order.number = make_order_number(tx.now());
  order.total = {5000};
  order.currency = "usd";
  order.metadata_json = k_metadata_json;
  order.created_at = order.updated_at = tx.now();
  order.seq = store::orders::insert(tx, order);

  CheckoutSession session;
  session.id = CheckoutSessionId::make(tx.now(), entropy);
  session.scope = scope;
  session.token = make_token("cs_", tx.now(), entropy);
  session.amount = {5000};
  session.currency = "usd";
  session.success_url = "https://shop.example/thanks";
  session.cancel_url = "https://shop.example/cart";
  session.customer_email = "ada@example.com";
  session.metadata_json = k_metadata_json;
  session.created_at = session.updated_at = tx.now();
  session.expires_at = tx.now() + limits::checkout_session_ttl;
  session.order_seq = order.seq;
  store::checkout_sessions::insert(tx, session);
  append_event(tx, entropy, scope, "order.created");
  if (rows == Rows::session) {
    return;
  }

  NodeInvoice node_invoice;
  node_invoice.scope = scope;
  node_invoice.bolt11 = k_bolt11;
  entropy.fill(node_invoice.payment_hash);
  entropy.fill(node_invoice.preimage);
  node_invoice.amount = Msat{50'000'000};
  node_invoice.signed_at = node_invoice.created_at = tx.now();
  node_invoice.valid_until = node_invoice.expires_at = session.expires_at;

  Invoice invoice;
  invoice.id = InvoiceId::make(tx.now(), entropy);
  invoice.scope = scope;
  invoice.order_seq = order.seq;
  invoice.node_invoice_seq = store::node_invoices::insert(tx, node_invoice);
  invoice.amount = {50'000};
  invoice.fiat = {5000};
  invoice.currency = "usd";
  invoice.rate = k_default_usd_rate;
  invoice.created_at = tx.now();
  invoice.expires_at = session.expires_at;
  invoice.seq = store::invoices::insert(tx, invoice);
  order.state = OrderState::invoice_generated;
  order.invoice_seq = invoice.seq;
  store::orders::update(tx, order);
  append_event(tx, entropy, scope, "invoice.created");
}

}  // namespace

Sample raw_sqlite(const std::filesystem::path& folder, Rows rows, std::chrono::seconds duration) {
  using Steady = std::chrono::steady_clock;
  const auto path = (folder / (rows == Rows::session ? "raw.db" : "raw_with_invoice.db")).string();
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path + suffix);
  }
  const SystemClock clock;
  OsEntropy entropy;
  store::Connection connection({.path = path});
  if (const auto migrated = store::migrate(connection, path); !migrated) {
    throw std::runtime_error(migrated.error().message());
  }
  store::Tx setup(connection, clock.now(), true);
  Merchant merchant;
  merchant.id = MerchantId::make(clock.now(), entropy);
  merchant.name = "Bench";
  merchant.status = "active";
  merchant.currency = "USD";
  merchant.created_at = clock.now();
  const Scope scope{store::merchants::insert(setup, merchant), false};
  std::vector<double> millis;
  const auto begin = Steady::now();
  auto last = begin;
  while (last - begin < duration) {
    connection.execute("BEGIN IMMEDIATE");
    store::Tx tx(connection, clock.now(), true);
    create(tx, entropy, scope, rows);
    connection.execute("COMMIT");
    const auto now = Steady::now();
    millis.push_back(std::chrono::duration<double, std::milli>(now - last).count());
    last = now;
  }
  const auto count = static_cast<std::int64_t>(millis.size());
  return {static_cast<double>(count) / std::chrono::duration<double>(last - begin).count(), percentile(millis, 0.5),
          percentile(millis, 0.99), count, 0};
}

}  // namespace satsrail::bench
