#pragma once
// An API call, and what a handler makes of it. Handlers know nothing of sockets or HTTP parsing.
//
// A handler runs on a worker thread: it reads the body into typed input and does what costs CPU time (signatures).
// It returns a Plan: what is left to do where the data is. The plan of a write runs in the writer's transaction,
// and its Reply leaves only after the commit.

#include "core/domain/api_key.h"
#include "core/domain/scope.h"
#include "core/result.h"
#include "daemon/service/context.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace satsrail::api {

using store::Tx;
using Params = std::vector<std::pair<std::string, std::string>>;

enum class CallerKind : std::uint8_t { nobody, secret_key, publishable_key, control_key, wallet };

struct Caller {
  CallerKind kind = CallerKind::nobody;
  Scope scope;                  // of the merchant and mode of the key or macaroon; the control key has none
  std::string key_id;           // empty for nobody
  std::string key_prefix = {};  // the key's first characters, to recognise it by: "sk_test_Ab12"
};

struct Call {
  Caller caller;
  std::string_view route;  // the path of the table's row, with its {placeholders}: aliases differ in it
  Params path;             // the route's {placeholders}, percent-decoded
  Params query;            // percent-decoded
  std::string body;
  std::string accept;
  std::string last_event_id;
  bool only_looks = false;          // HEAD: what a GET would do must not be done
  const Params* headers = nullptr;  // names in lower case, values as sent; there while the handler runs

  // First value of that name, or empty.
  std::string_view param(std::string_view name) const;
  std::string_view query_value(std::string_view name) const;
  bool wants_json() const;
};

// An event stream to open in place of an answer.
struct StreamPlan;

struct Reply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json; charset=utf-8";
  Params headers;
  // An error that leaves what the transaction wrote in place (a session that expired as it was looked at).
  std::optional<Error> error;
  std::shared_ptr<StreamPlan> stream;
  std::function<void()> afterwards;  // run when the answer is on its way
  std::function<void()> committed;   // run when what it says is durable, before it leaves; must not block

  static Reply json(int status, std::string body) {
    return {status, std::move(body), "application/json; charset=utf-8", {}, {}, {}, {}, {}};
  }
  static Reply no_content() { return {204, {}, {}, {}, {}, {}, {}, {}}; }
  static Reply see_other(std::string location) {
    return {303, {}, {}, {{"Location", std::move(location)}}, {}, {}, {}, {}};
  }
  static Reply failed(Error error) { return {0, {}, {}, {}, std::move(error), {}, {}, {}}; }
};

using TxWork = std::function<Result<Reply>(Tx&)>;

struct ReadPlan {
  TxWork work;  // run read-only; if it answers needs_write, it is run again by the writer
};
struct WritePlan {
  TxWork work;
};
// Long work outside any transaction, on the sandbox's control thread, one at a time: moving the clock.
struct ControlPlan {
  std::function<Result<Reply>()> work;
};
// What cannot go on before the sandbox clock reaches an instant: the node takes its time.
struct LaterPlan;
using Plan = std::variant<Reply, ReadPlan, WritePlan, ControlPlan, LaterPlan>;
struct LaterPlan {
  Time until{};
  std::function<Result<Plan>()> plan;
};

}  // namespace satsrail::api
