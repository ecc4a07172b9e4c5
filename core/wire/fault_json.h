#pragma once
// Faults on the wire: {"fault":{"on":"api","match":{…},"action":{…},"next":4}}, and the header of one request.

#include "core/domain/fault.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>

namespace satsrail::wire {

// Error: validation_error; a member of `match` or `action` that is not known is one, for it would widen the fault.
Result<FaultInput> parse_fault(const JsonBody& body);
// What parse_fault reads back.
std::string fault_rule_json(const FaultInput& input);
std::string fault_json(const Fault& fault);
std::string fault_deleted_json(std::size_t count);

// "status=503; delay=2s; body=…", "timeout", "reset": what happens to the request that carries it. A body takes the
// rest of the header. Error: bad_request, with what is wrong and an example.
inline constexpr std::string_view k_fault_header = "Satsrail-Sandbox";
inline constexpr std::string_view k_fault_header_lower = "satsrail-sandbox";
Result<FaultAction> parse_fault_header(std::string_view value);

// Names what struck, on every answer that a fault made or changed: its id, or "header".
inline constexpr std::string_view k_struck_header = "Satsrail-Sandbox-Fault";

// The envelope of an error with a status that a fault chose: the code that usually goes with it, or the nearest.
std::string fault_error_json(int status, std::string_view message, std::string_view request_id);

}  // namespace satsrail::wire
