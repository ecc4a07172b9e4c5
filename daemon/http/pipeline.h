#pragma once
// From a request to its answer: host, route, key, rate limit, origin, handler, transaction, error envelope.

#include "daemon/api/app.h"
#include "daemon/http/fault_gate.h"
#include "daemon/http/message.h"
#include "daemon/http/rate_limit.h"
#include "daemon/http/router.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace satsrail::http {

struct PipelineOptions {
  int rate_limit_per_minute = 0;           // 0: off
  std::vector<std::string> allowed_hosts;  // beside loopback names
  Aliases aliases = Aliases::served;       // of the route table
};

class Pipeline {
 public:
  using RunControl = std::function<void(std::function<void()>)>;
  using RunLater = std::function<bool(Time, std::function<void()>)>;
  using RunAfter = std::function<bool(std::chrono::milliseconds, std::function<void()>)>;
  // Goes on when the first attempts of these deliveries are made (true), or will not be in time (false).
  using AwaitDeliveries = std::function<void(std::vector<store::Tx::AwaitedDelivery>, std::function<void(bool)>)>;
  // `run_control` runs a task on the sandbox's control thread, `run_later` when the sandbox clock gets there, or
  // answers false: too many wait. `run_after` is the same in real time, for faults. Without `await_deliveries` no
  // answer waits for any. `app` must outlive the pipeline.
  Pipeline(api::App& app, PipelineOptions options, RunControl run_control, RunLater run_later, RunAfter run_after,
           AwaitDeliveries await_deliveries = {});

  // Called on a worker thread; never blocks on the disk or the network.
  void handle(Request request, Responder responder);

 private:
  struct Exchange;
  // Who calls what.
  struct Admitted {
    api::Caller caller;
    api::Params path;
  };
  Result<Admitted> admit(const Request& request, Exchange& exchange);
  void strike(GateAnswer fault, Request request, Admitted admitted, Exchange exchange);
  Result<std::optional<api::Reply>> answered_before(const Request& request, const Admitted& admitted,
                                                    Exchange& exchange);
  void call(Request request, Admitted admitted, Exchange exchange);
  void carry_out(api::Plan plan, Exchange exchange);
  void carry_out_read(api::ReadPlan plan, Exchange exchange);
  void carry_out_write(api::TxWork work, Exchange exchange);
  void preflight(Request request, Exchange exchange);

  api::App& m_app;
  PipelineOptions m_options;
  RunControl m_run_control;
  RunLater m_run_later;
  RunAfter m_run_after;
  AwaitDeliveries m_await_deliveries;
  Router m_router;
  RateLimit m_rate_limit;
};

}  // namespace satsrail::http
