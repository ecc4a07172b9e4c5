#pragma once
// The composition root: makes every part of the sandbox, owns every thread, and takes them down in order.

#include "core/domain/webhook_endpoint.h"
#include "core/ports/clock.h"
#include "core/ports/entropy.h"
#include "daemon/api/app.h"
#include "daemon/config.h"
#include "daemon/http/feed.h"
#include "daemon/http/pipeline.h"
#include "daemon/http/server.h"
#include "daemon/jobs/node_job.h"
#include "daemon/jobs/parking.h"
#include "daemon/jobs/prune.h"
#include "daemon/jobs/scheduler.h"
#include "daemon/jobs/session_expiry.h"
#include "daemon/jobs/usage_keeper.h"
#include "daemon/lightning/simulated_node.h"
#include "daemon/live_state.h"
#include "daemon/runtime/task_thread.h"
#include "daemon/runtime/timer_thread.h"
#include "daemon/sandbox_folder.h"
#include "daemon/service/key_ring.h"
#include "daemon/service/macaroons.h"
#include "daemon/snapshots.h"
#include "daemon/store/store.h"
#include "daemon/webhook/dispatcher.h"
#include "daemon/webhook/http_transport.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::store {
class RequestLog;
}

namespace satsrail::wire {
struct SeedDocument;
}

namespace satsrail::daemon {

// Dispatcher and session expiry as jobs of the scheduler.
class WebhookJob final : public jobs::Job {
 public:
  explicit WebhookJob(webhook::Dispatcher& dispatcher) : m_dispatcher(dispatcher) {}
  std::optional<Time> next_due_after(store::Tx& tx, Time now) override;
  void kick() override { m_dispatcher.wake(); }
  std::vector<jobs::Ran> settle() override;
  void begin_move() override { m_dispatcher.open_journal(); }
  void end_move() override { m_dispatcher.close_journal(); }

 private:
  webhook::Dispatcher& m_dispatcher;
};

class Daemon final : private api::SandboxControl {
 public:
  explicit Daemon(Config config);
  ~Daemon() override;

  // Takes the folder, the database and the port, and serves. The error is for the user.
  Status start();
  // {"type":"ready",…}, one line.
  std::string ready_line() const;
  std::string ready_text() const;
  // Blocks until SIGTERM or SIGINT (which must be blocked in every thread), then stops. Returns the exit code.
  int run();

 private:
  Result<std::optional<WebhookEndpoint>> set_up();
  void set_up_node(store::Tx& tx);
  LiveState live_state();
  void follow_restore(const std::string& snapshot);
  Status set_up_autopay(store::Tx& tx);  // what --autopay says, for the first merchant
  Status take_locks();
  Status bind();
  void stop();

  Result<std::vector<api::RanJob>> advance_to(Time target) override;
  Status freeze() override;
  Status resume() override;
  SandboxClockState clock_state() const override { return m_clock->state(); }
  Status reset() override;
  api::SnapshotKeeper& snapshots() override { return *m_snapshots; }
  void shut_down() override;
  void crash() override;
  std::size_t open_streams() const override { return m_server->open_streams(); }

  const Config m_config;
  SystemClock m_real;
  std::vector<FolderLock> m_locks;
  std::unique_ptr<SandboxClock> m_clock;
  std::unique_ptr<store::Store> m_store;
  OsEntropy m_os_entropy;
  std::unique_ptr<SeededEntropy> m_seeded_entropy;
  SandboxRates m_rates;
  service::NodeBook m_node_book;
  service::FaultBook m_faults;
  service::KeyUsage m_usage;
  std::unique_ptr<SimulatedNode> m_node;
  std::unique_ptr<SimulatedNode> m_payer_node;
  std::unique_ptr<service::Context> m_context;
  service::KeyRing m_keys;
  service::KeyTexts m_key_texts;
  std::unique_ptr<service::Macaroons> m_macaroons;
  std::vector<std::uint8_t> m_first_macaroon;  // the first merchant's test mode
  std::optional<WebhookEndpoint> m_webhook;
  std::unique_ptr<wire::SeedDocument> m_seed;  // of --seed-file
  std::string m_seed_applied;                  // what became of it, as JSON
  std::unique_ptr<webhook::HttpTransport> m_transport;
  std::unique_ptr<webhook::Dispatcher> m_dispatcher;
  std::unique_ptr<WebhookJob> m_webhook_job;
  std::unique_ptr<jobs::Parking> m_parking;
  std::unique_ptr<jobs::NodeJob> m_node_steps;
  std::unique_ptr<jobs::SessionExpiry> m_expiry_job;
  std::unique_ptr<jobs::NodeJob> m_node_expiry;
  std::unique_ptr<jobs::Prune> m_prune;
  std::unique_ptr<jobs::UsageKeeper> m_usage_keeper;
  std::unique_ptr<jobs::Scheduler> m_scheduler;
  std::unique_ptr<Snapshots> m_snapshots;
  std::unique_ptr<TaskThread> m_control;
  std::unique_ptr<TimerThread> m_delays;  // of answers, by faults
  std::unique_ptr<http::Feed> m_feed;
  std::unique_ptr<store::RequestLog> m_requests;
  std::unique_ptr<api::App> m_app;
  std::unique_ptr<http::Pipeline> m_pipeline;
  std::unique_ptr<http::Server> m_server;
  std::string m_base_url;
};

}  // namespace satsrail::daemon
