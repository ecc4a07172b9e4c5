#pragma once

#include "schema/schema.h"
#include "tests/support/schema_check.h"

namespace satsrail::test {

// The schemas that the daemon serves, compiled once for all cases.
inline const SchemaCheck& contract() {
  static const SchemaCheck k_contract(schema::file("api.json"));
  return k_contract;
}

}  // namespace satsrail::test
