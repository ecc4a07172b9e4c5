#pragma once
// What use cases need of the world besides the database.

#include "core/ports/entropy.h"
#include "core/ports/lightning_node.h"
#include "core/ports/rate_source.h"
#include "daemon/service/fault_book.h"
#include "daemon/service/node_book.h"
#include "daemon/store/database.h"

#include <string>

namespace satsrail::service {

using store::Tx;

struct Context {
  Entropy& entropy;
  LightningNode& node;        // the merchants'
  LightningNode& payer_node;  // another identity: what payers' wallets sign with
  RateSource& rates;
  NodeBook& node_book;
  FaultBook& faults;
  std::string public_base_url;  // "http://127.0.0.1:7287", without a slash at the end
};

}  // namespace satsrail::service
