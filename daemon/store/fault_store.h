#pragma once

#include "core/domain/fault.h"
#include "daemon/store/database.h"

#include <optional>
#include <string>
#include <vector>

namespace satsrail::store::faults {

std::int64_t insert(Tx& tx, const Fault& fault);
// In order of creation. One of another version that cannot be read any more is left out.
std::vector<Fault> all(Tx& tx);
void remove(Tx& tx, const FaultId& id);
void remove_all(Tx& tx, const Scope& scope);
// Raises the counters to these figures.
void count(Tx& tx, const FaultId& id, std::int64_t matched, std::int64_t applied);

// -- attempts of deliveries that a fault has put off
void put_off(Tx& tx, std::int64_t delivery_seq, Time until, const FaultId& by);
std::optional<std::string> put_off_by(Tx& tx, std::int64_t delivery_seq);  // the fault's id
void forget_put_off(Tx& tx, std::int64_t delivery_seq);
// The earliest due time after `now` among them.
std::optional<Time> next_put_off_after(Tx& tx, Time now);

}  // namespace satsrail::store::faults
