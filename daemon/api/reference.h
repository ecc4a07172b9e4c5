#pragma once

#include "daemon/api/route.h"

#include <string>

namespace satsrail::api {

// docs/api.md: schema/api.md with every call of the merchant API, its fields and examples. A line {{NAME}} in the prose
// stands for a table that is made (reference.cpp knows which there are).
std::string reference_markdown();

// Does docs/api.md tell of the call? What is the sandbox's own, and the payers' wallets, have pages of their own.
bool is_in_reference(const Route& route);

}  // namespace satsrail::api
