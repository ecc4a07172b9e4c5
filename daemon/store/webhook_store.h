#pragma once
// Webhook endpoints.

#include "core/domain/webhook_endpoint.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::store::webhook_endpoints {

std::int64_t insert(Tx& tx, const WebhookEndpoint& endpoint);
WebhookEndpoint get(Tx& tx, std::int64_t seq);
std::optional<WebhookEndpoint> find(Tx& tx, const Scope& scope, std::string_view id);  // not deleted ones
// One that is neither temporary nor deleted.
std::optional<WebhookEndpoint> find_by_url(Tx& tx, const Scope& scope, std::string_view url);
std::int64_t count(Tx& tx, const Scope& scope, bool temporary);
void update(Tx& tx, const WebhookEndpoint& endpoint);
// Marks it deleted and cancels what it is still owed.
void remove(Tx& tx, std::int64_t seq);
void remove_temporary(Tx& tx);

// Who is told of events, and how.
struct Subscriber {
  std::int64_t seq = 0;
  std::vector<std::string> events;  // patterns
  Dialect dialect = Dialect::seed;
  bool shuffle = false;
};
std::vector<Subscriber> active_in(Tx& tx, const Scope& scope);

// Every endpoint that deliveries may go to now.
struct Lane {
  std::int64_t seq = 0;
  int concurrency = 1;    // first attempts at once
  bool in_order = false;  // also while the target is away: of a stream
};
std::vector<Lane> lanes(Tx& tx);

}  // namespace satsrail::store::webhook_endpoints
