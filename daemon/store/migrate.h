#pragma once
// Brings a database to this version's schema: a new one is made from schema/database.sql, which is what the numbered
// files of schema/db lead to; an older one gets those that it lacks, each in its own transaction, in order.

#include "core/result.h"
#include "daemon/store/database.h"

#include <string>

namespace satsrail::store {

// Error (conflict): the database is of a newer version, or is not a sandbox's. `what` names it, `instead` says what
// else to do.
Status check_origin(Connection& connection, const std::string& what, const std::string& instead);

// The same errors.
Status migrate(Connection& connection, const std::string& path);

// What a user can do about a database that cannot be opened.
Error explain_open_error(const StoreError& error, const std::string& path);

}  // namespace satsrail::store
