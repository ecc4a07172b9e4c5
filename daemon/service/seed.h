#pragma once
// A whole shop, put in place at once. An entry that finds its like is an update, so that doing it again does nothing.

#include "core/domain/staff.h"
#include "core/result.h"
#include "core/wire/seed_json.h"
#include "daemon/service/context.h"

#include <optional>
#include <vector>

namespace satsrail::service::seed {

// Passwords of the document's staff as they will be kept, in its order. Slow work stands between two short ones: what
// the database has is read, then hashed without it.
using Passwords = std::vector<PasswordHash>;
std::vector<std::optional<PasswordHash>> kept_passwords(Tx& tx, const wire::SeedDocument& seed);
Passwords hash_passwords(const wire::SeedDocument& seed, const std::vector<std::optional<PasswordHash>>& kept);

// All of it, or an error that leaves the transaction to be undone. Errors: validation_error with paths as fields.
Result<wire::SeedApplied> apply(Tx& tx, const Context& context, const wire::SeedDocument& seed,
                                const Passwords& passwords);

}  // namespace satsrail::service::seed
