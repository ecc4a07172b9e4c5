#pragma once
// Brings a database to this version's schema: each numbered file of schema/db in its own transaction, once, in order.

#include "core/result.h"
#include "core/time.h"
#include "daemon/store/database.h"

#include <string>

namespace satsrail::store {

// Error (conflict): the database is of a newer version, or is not a sandbox's. `what` names it, `instead` says what
// else to do.
Status check_origin(Connection& connection, const std::string& what, const std::string& instead);

// The same errors.
Status migrate(Connection& connection, const std::string& path, Time now);

// What a user can do about a database that cannot be opened.
Error explain_open_error(const StoreError& error, const std::string& path);

}  // namespace satsrail::store
