#pragma once
// The shop of --seed-file, put in place before anything is served. What is wrong with it ends the start.

#include "core/result.h"
#include "core/wire/seed_json.h"
#include "daemon/service/context.h"

#include <string>

namespace satsrail::daemon {

// Errors (conflict), for people: it cannot be read, or is no seed.
Result<wire::SeedDocument> read_seed_file(const std::string& path);
// What became of it, as JSON. Error (conflict): the data say no.
Result<std::string> apply_seed(store::Tx& tx, const service::Context& context, const wire::SeedDocument& seed);

}  // namespace satsrail::daemon
