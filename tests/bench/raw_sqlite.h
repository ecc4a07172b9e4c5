#pragma once
// SQLite alone: the rows of one create, through the product's own schema and statements, each create in a durable
// transaction of its own, no HTTP and no JSON. What a group commit is worth is the distance to this.

#include "tests/bench/load.h"

#include <chrono>
#include <filesystem>

namespace satsrail::bench {

enum class Rows { session, session_with_invoice };

// Makes a database in `folder` and writes to it for `duration`.
Sample raw_sqlite(const std::filesystem::path& folder, Rows rows, std::chrono::seconds duration);

}  // namespace satsrail::bench
