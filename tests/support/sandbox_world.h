#pragma once
// A whole sandbox in this process, without sockets: the daemon's own parts around a clock that stands until a test
// moves it, a seeded chance, and receivers that record. Requests go into the pipeline as the front hands them over.
//
// Every answer is held against the contract on the way: a body that does not keep its route's schema (or, with a
// 4xx or 5xx, the schema of errors) is an exception, and so is an answer without X-Request-Id.

#include "core/ports/clock.h"
#include "core/ports/entropy.h"
#include "core/util/crypto.h"
#include "daemon/api/app.h"
#include "daemon/daemon.h"
#include "daemon/http/pipeline.h"
#include "daemon/http/router.h"
#include "daemon/jobs/scheduler.h"
#include "daemon/jobs/session_expiry.h"
#include "daemon/lightning/simulated_node.h"
#include "daemon/rates/sandbox_rates.h"
#include "daemon/runtime/task_thread.h"
#include "daemon/service/key_ring.h"
#include "daemon/store/store.h"
#include "daemon/webhook/dispatcher.h"
#include "tests/support/recording_transport.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::store {
class RequestLog;
}

namespace satsrail::test {

using nlohmann::json;

struct WorldOptions {
  std::string db = ":memory:";
  std::string dir = {};                                // for snapshots; empty: a folder of its own, gone with the world
  std::chrono::milliseconds restore_patience{10'000};  // for webhooks under way
  Time start = from_millis(1'705'312'800'000);         // 2024-01-15T10:00:00Z
  std::uint64_t seed = 1;
  int rate_limit_per_minute = 0;  // off
  http::Aliases aliases = http::Aliases::served;
  std::vector<std::string> hosts = {};
  service::KeyTexts keys = {};    // a second world on the same database brings those of the first
  LightningNode* node = nullptr;  // in place of the simulated one
  bool run_timers = false;        // else only a moved clock makes things fall due
};

struct Response {
  int status = 0;
  std::string content_type;
  http::Params headers;
  std::string body;
  json content;                                 // the body, where it is JSON
  std::optional<http::Unanswered> unanswered;   // a fault: there is no answer
  std::shared_ptr<http::StreamRequest> stream;  // an event stream was opened; its `on_close` is the test's to call

  std::string header(std::string_view name) const;  // empty when there is none
  bool has_header(std::string_view name) const;
  // Of an error: its code; empty otherwise.
  std::string code() const;
};
std::ostream& operator<<(std::ostream& out, const Response& response);

// For a call without an Authorization header.
inline constexpr std::string_view no_key{};

constexpr FiatCents operator""_cents(unsigned long long cents) {
  return {static_cast<std::int64_t>(cents)};
}

class SandboxWorld final : private api::SandboxControl {
 public:
  explicit SandboxWorld(WorldOptions options = {});
  ~SandboxWorld() override;
  SandboxWorld(const SandboxWorld&) = delete;
  SandboxWorld& operator=(const SandboxWorld&) = delete;

  // -- requests. `target` is path and query as they stand in a request line; without `key`: the secret test key
  Response get(std::string_view target, std::optional<std::string_view> key = {});
  Response post(std::string_view target, const json& body = nullptr, std::optional<std::string_view> key = {});
  Response patch(std::string_view target, const json& body, std::optional<std::string_view> key = {});
  Response del(std::string_view target, std::optional<std::string_view> key = {});
  // Any bytes as a body.
  Response post_text(std::string_view target, std::string text, std::optional<std::string_view> key = {});
  // A request with a Host header and a key, to be changed before it is sent.
  http::Request request(std::string_view method, std::string_view target,
                        std::optional<std::string_view> key = {}) const;
  Response send(http::Request request);

  // -- what most stories begin with; each throws when the answer is not the plain success
  std::string create_checkout(FiatCents amount);  // its token
  json open_checkout(const json& fields);         // the session
  Response pay(const std::string& target);
  json invoice_of(const std::string& token);
  json create_product(json fields);
  json create_webhook(const std::string& url, json fields = json::object());
  json read_session(const std::string& token);  // whatever its state

  // -- time. Moves the sandbox clock as `satsrail clock advance` does; returns what ran
  json advance(Duration by);
  // Real time passes, and nothing looks at it yet.
  void real_time_passes(Duration by);
  // Requests that wait for the sandbox clock.
  std::size_t waiting_requests() const { return m_parking->waiting(); }
  // Waits until every webhook attempt that is due has been made and recorded.
  void settle();

  // -- what there is, of the test mode, oldest first
  std::vector<json> list(const std::string& target, std::optional<std::string_view> key = {});
  std::vector<json> events();
  std::vector<std::string> event_types();
  std::vector<json> deliveries();
  json delivery(const std::string& id);

  // Another merchant. Returns its secret test key.
  std::string add_merchant(const std::string& name);
  // A write beside the API, for what it cannot bring about. `sql` without parameters.
  void run_sql(const std::string& sql);

  const service::KeyTexts& keys() const { return m_key_texts; }
  const WorldOptions& options() const { return m_options; }
  store::Store& store() { return *m_store; }
  jobs::Scheduler& scheduler() { return *m_scheduler; }
  bool was_told_to_shut_down() const { return m_shut_down; }
  bool was_told_to_crash() const { return m_crashed; }
  Time now() const { return clock.now(); }

  ManualClock real;
  SandboxClock clock;
  RecordingTransport transport;
  std::vector<std::chrono::milliseconds> answer_delays;  // by faults; nobody waits for them here

 private:
  void set_up();
  const std::string& folder();  // the sandbox folder
  daemon::LiveState live_state();
  void check_contract(const http::Request& request, const Response& response) const;

  Result<std::vector<api::RanJob>> advance_to(Time target) override;
  Status freeze() override;
  Status resume() override;
  SandboxClockState clock_state() const override { return clock.state(); }
  Status reset() override;
  api::SnapshotKeeper& snapshots() override { return *m_snapshots; }
  void shut_down() override { m_shut_down = true; }
  void crash() override { m_crashed = true; }
  std::size_t open_streams() const override { return 0; }

  const WorldOptions m_options;
  std::string m_folder;
  std::atomic<bool> m_shut_down{false};
  std::atomic<bool> m_crashed{false};
  SeededEntropy m_entropy;
  std::unique_ptr<store::Store> m_store;
  SandboxRates m_rates;
  SimulatedNode m_node;
  SimulatedNode m_payer_node;
  service::NodeBook m_node_book;
  service::FaultBook m_faults;
  service::KeyUsage m_usage;
  service::Context m_context;
  service::KeyRing m_keys;
  service::KeyTexts m_key_texts;
  service::Macaroons m_macaroons;
  std::unique_ptr<webhook::Dispatcher> m_dispatcher;
  std::unique_ptr<daemon::WebhookJob> m_webhook_job;
  std::unique_ptr<jobs::Parking> m_parking;
  std::unique_ptr<jobs::NodeJob> m_node_steps;
  std::unique_ptr<jobs::SessionExpiry> m_expiry_job;
  std::unique_ptr<jobs::NodeJob> m_node_expiry;
  std::unique_ptr<jobs::Scheduler> m_scheduler;
  std::unique_ptr<daemon::Snapshots> m_snapshots;
  std::unique_ptr<TaskThread> m_control;
  std::unique_ptr<store::RequestLog> m_requests;
  std::unique_ptr<api::App> m_app;
  std::unique_ptr<http::Pipeline> m_pipeline;
  http::Router m_router;
};

}  // namespace satsrail::test
