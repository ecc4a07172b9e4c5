#pragma once
// A fault that the sandbox was asked for: where it strikes, what it does, and how often. Deterministic, so that a
// test that fails once fails again.

#include "core/domain/payment_outcome.h"
#include "core/domain/scope.h"
#include "core/id.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

using FaultId = Id<struct FaultTag>;

enum class FaultPlace : std::uint8_t {
  api,      // a request to the sandbox
  webhook,  // an attempt to hand an event over
  node,     // a call of the Lightning node
};
inline constexpr std::array k_fault_places{FaultPlace::api, FaultPlace::webhook, FaultPlace::node};
std::string_view to_string(FaultPlace place);
std::optional<FaultPlace> parse_fault_place(std::string_view text);

enum class FaultKind : std::uint8_t {
  none,     // no more than a delay
  status,   // an answer with this status, and nothing else happens
  timeout,  // no answer
  reset,    // the connection is torn down (TCP RST)
  body,     // everything goes as usual, but the answer has this body
  outcome,  // node, call=pay: the payment ends so
};
std::string_view to_string(FaultKind kind);

struct FaultAction {
  FaultKind kind = FaultKind::none;
  Duration delay{0};  // before all else
  int status = 0;
  std::optional<std::string> body;  // of `status` and `body`; JSON text where `json`
  bool json = false;
  HeaderList headers;                     // of `status` and `body`
  std::optional<PaymentOutcome> outcome;  // of `outcome`
};

enum class NodeCall : std::uint8_t { invoice, pay };
std::string_view to_string(NodeCall call);

// What is empty holds for everything; all of the others must hold.
struct FaultMatch {
  std::string method;               // api: upper case
  std::string route;                // api: a path, with '*' for any run of characters, or a route as it is documented
  std::string key;                  // api: how the caller's key begins
  std::vector<std::string> events;  // webhook: patterns
  std::string endpoint;             // webhook: id or URL
  std::optional<NodeCall> call;     // node
  std::string payer;                // node, call=pay
};

// How many of the matches are struck.
struct FaultBudget {
  std::optional<std::int64_t> next;   // the first so many, then none
  std::optional<std::int64_t> every;  // each so-manieth
  std::optional<double> probability;  // this share of them, picked by `seed`
  std::int64_t seed = 0;
};

struct FaultInput {
  FaultPlace place = FaultPlace::api;
  FaultMatch match;
  FaultAction action;
  FaultBudget budget;
};

struct Fault : FaultInput {
  std::int64_t seq = 0;
  FaultId id;
  Scope scope;
  std::int64_t matched = 0;
  std::int64_t applied = 0;
  Time created_at{};

  bool is_spent() const { return budget.next && applied >= *budget.next; }
  // Counts a match, and says whether the fault strikes this time.
  bool strike();
};

// One request, attempt or call that may be struck. Views must outlive the question only.
struct ApiOccasion {
  std::optional<Scope> scope;  // none: no merchant's key made the call
  std::string_view method;
  std::string_view path;   // as sent
  std::string_view route;  // as the route table has it
  std::string_view key_prefix;
};
struct WebhookOccasion {
  Scope scope;
  std::string_view event;
  std::string_view endpoint_id;
  std::string_view url;
};
struct NodeOccasion {
  Scope scope;
  NodeCall call = NodeCall::invoice;
  std::string_view payer;
};

// Does the fault concern this, whatever its budget says?
bool concerns(const Fault& fault, const ApiOccasion& occasion);
bool concerns(const Fault& fault, const WebhookOccasion& occasion);
bool concerns(const Fault& fault, const NodeOccasion& occasion);

// "/a/*" matches "/a/b" and "/a/b/c".
bool glob_matches(std::string_view pattern, std::string_view text);
// Could a path of this route ("/orders/{id}") match the pattern?
bool route_can_match(std::string_view pattern, std::string_view route);
// What no fault may touch: whoever adds one must be able to take it away.
bool is_beyond_faults(std::string_view route);

}  // namespace satsrail
