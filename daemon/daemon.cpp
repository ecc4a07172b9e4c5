#include "daemon/daemon.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/util/log.h"
#include "core/util/port_owner.h"
#include "core/version.h"
#include "core/wire/json_writer.h"
#include "core/wire/webhook_json.h"
#include "daemon/runtime/thread.h"
#include "daemon/seed_file.h"
#include "daemon/service/node_invoices.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/account_store.h"
#include "daemon/store/delivery_mode_store.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"
#include "daemon/store/request_log.h"
#include "daemon/store/webhook_store.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

namespace satsrail::daemon {

std::optional<Time> WebhookJob::next_due_after(store::Tx& tx, Time now) {
  return webhook::Dispatcher::next_due_after(tx, now);
}

std::vector<jobs::Ran> WebhookJob::settle() {
  m_dispatcher.wait_until_idle();
  std::vector<jobs::Ran> ran;
  for (const auto& [attempt, delivery] : m_dispatcher.take_journal()) {
    wire::JsonWriter json;
    json.begin_object()
        .field("at", attempt.at)
        .field("job", "webhook.attempt")
        .field("id", delivery.id.view())
        .field("event_id", delivery.event_id)
        .field("event_type", delivery.event_type)
        .field("url", delivery.url)
        .field("attempt", attempt.number)
        .field("status", attempt.status)
        .field("error", attempt.error.empty() ? std::nullopt : std::optional(attempt.error))
        .end_object();
    ran.push_back({attempt.at, json.take()});
  }
  return ran;
}

Daemon::Daemon(Config config) : m_config(std::move(config)) {}

Daemon::~Daemon() {
  stop();
}

Status Daemon::take_locks() {
  TRY(prepare_folder(m_config.dir));
  TRY_ASSIGN(auto folder, FolderLock::take(m_config.dir + "/satsraild.lock"));
  m_locks.push_back(std::move(folder));
  // Its own lock: with --db, a daemon of another folder may come for the same file.
  if (!m_config.in_memory()) {
    TRY_ASSIGN(auto database, FolderLock::take(m_config.db + ".lock"));
    m_locks.push_back(std::move(database));
  }
  return Done{};
}

Status Daemon::bind() {
  http::ServerOptions options;
  options.port = m_config.port;
  options.on_fatal = [](const std::string&) { ::kill(::getpid(), SIGTERM); };
  m_server = std::make_unique<http::Server>(
      options,
      [this](http::Request request, http::Responder responder) {
        m_pipeline->handle(std::move(request), std::move(responder));
      },
      m_feed.get());
  auto bound = m_server->bind();
  if (!bound && bound.error().code() == ErrorCode::conflict) {
    const auto owner = find_port_owner(m_config.port);
    return Error(ErrorCode::conflict, fmt::format("port {} on 127.0.0.1 is already in use{}", m_config.port,
                                                  owner ? fmt::format(" by pid {}", owner->pid) : std::string()));
  }
  TRY(std::move(bound));
  m_base_url = m_config.public_url.empty() ? fmt::format("http://127.0.0.1:{}", m_server->port()) : m_config.public_url;
  return Done{};
}

Status Daemon::start() {
  if (!m_config.seed_file.empty()) {
    TRY_ASSIGN(auto seed, read_seed_file(m_config.seed_file));
    m_seed = std::make_unique<wire::SeedDocument>(std::move(seed));
  }
  TRY(take_locks());
  m_clock = std::make_unique<SandboxClock>(m_real);
  TRY_ASSIGN(m_store, store::Store::open({m_config.db, m_config.full_sync}, *m_clock));
  m_feed = std::make_unique<http::Feed>(*m_store);
  TRY(bind());

  m_transport = std::make_unique<webhook::HttpTransport>(m_config.webhook_ca);
  m_dispatcher = std::make_unique<webhook::Dispatcher>(*m_store, *m_clock, m_real, m_node_book, m_faults, *m_transport);
  m_store->start([this](const store::CommitNotice& notice) {
    if (notice.deliveries) {
      m_dispatcher->wake();
    }
    if (notice.events || notice.attempts || notice.node) {
      m_server->ring();
    }
    if (notice.timers) {
      m_clock->wake();
    }
  });
  TRY_ASSIGN(m_webhook, set_up());

  m_webhook_job = std::make_unique<WebhookJob>(*m_dispatcher);
  m_expiry_job = std::make_unique<jobs::SessionExpiry>(*m_store, *m_context);
  m_parking = std::make_unique<jobs::Parking>(*m_clock);
  m_node_steps = std::make_unique<jobs::NodeJob>(*m_store, *m_context, jobs::NodeJob::Part::steps);
  m_node_expiry = std::make_unique<jobs::NodeJob>(*m_store, *m_context, jobs::NodeJob::Part::expiry);
  m_prune = std::make_unique<jobs::Prune>(*m_store);
  m_usage_keeper = std::make_unique<jobs::UsageKeeper>(*m_store, m_usage);
  // At one instant: money that arrives wins over deadlines, sessions take their invoices with them, and the events of
  // all this are delivered last.
  m_scheduler = std::make_unique<jobs::Scheduler>(
      *m_store, *m_clock,
      std::vector<jobs::Job*>{m_parking.get(), m_node_steps.get(), m_expiry_job.get(), m_node_expiry.get(),
                              m_webhook_job.get(), m_prune.get(), m_usage_keeper.get()});
  m_snapshots = std::make_unique<Snapshots>(
      m_config.dir, SnapshotParts{*m_store, *m_clock, m_real, *m_scheduler, *m_parking, *m_dispatcher, *m_context,
                                  m_os_entropy, m_seeded_entropy.get(), m_key_texts, live_state(),
                                  limits::restore_patience, [this](const std::string& name) { follow_restore(name); }});
  m_control = std::make_unique<TaskThread>("control");
  m_delays = std::make_unique<TimerThread>("delays", limits::delayed_requests_max);
  const api::AppInfo info{m_config.dir, m_config.db, m_base_url, m_server->port(), m_config.rate_limit_per_minute,
                          m_real.now()};
  m_app = std::make_unique<api::App>(
      api::App{*m_store, *m_context, m_rates, m_keys, *m_macaroons, *m_clock, m_real, *this, info});
  m_requests =
      std::make_unique<store::RequestLog>(m_config.in_memory() ? ":memory:" : m_config.dir + "/requests.db", m_real);
  m_requests->start([this] { m_server->ring(); });
  m_app->requests = m_requests.get();
  m_app->usage = &m_usage;
  m_pipeline = std::make_unique<http::Pipeline>(
      *m_app,
      http::PipelineOptions{m_config.rate_limit_per_minute, m_config.hosts,
                            m_config.strict_namespaces ? http::Aliases::left_out : http::Aliases::served},
      [this](std::function<void()> task) { m_control->post(std::move(task)); },
      [this](Time until, std::function<void()> go_on) { return m_parking->wait(until, std::move(go_on)); },
      [this](std::chrono::milliseconds delay, std::function<void()> go_on) {
        return m_delays->after(delay, std::move(go_on));
      },
      [this](auto made, auto go_on) { m_dispatcher->when_attempted(std::move(made), std::move(go_on)); });
  TRY(write_credentials(m_config.dir, {m_base_url, m_server->port(), static_cast<int>(::getpid()), m_key_texts},
                        !m_config.in_memory()));
  TRY(write_payer_macaroon(m_config.dir, m_first_macaroon, !m_config.in_memory()));
  m_dispatcher->start();
  m_scheduler->start();
  m_server->start();
  return Done{};
}

namespace {

service::KeyTexts known_keys(const Config& config, const std::optional<Credentials>& credentials) {
  service::KeyTexts texts = credentials ? credentials->keys : service::KeyTexts{};
  for (const auto& key : config.keys) {
    const auto shape = parse_key_shape(key).value();  // checked when the command line was read
    switch (shape.kind) {
      case KeyKind::secret:
        (shape.livemode ? texts.sk_live : texts.sk_test) = key;
        break;
      case KeyKind::publishable:
        (shape.livemode ? texts.pk_live : texts.pk_test) = key;
        break;
      case KeyKind::control:
        texts.control = key;
    }
  }
  return texts;
}

// The endpoint of `--webhook`: the one that is there already, or a new one.
Result<WebhookEndpoint> ensure_webhook(store::Tx& tx, const service::Context& context, const std::string& url) {
  wire::JsonWriter json;
  json.begin_object().key("webhook").begin_object().field("url", url).end_object().end_object();
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(json.text()));
  TRY_ASSIGN(const auto input, wire::parse_webhook(body));
  const auto merchant = store::merchants::first(tx).value();
  const Scope scope{merchant.seq, false};
  for (const auto& subscriber : store::webhook_endpoints::active_in(tx, scope)) {
    auto endpoint = store::webhook_endpoints::get(tx, subscriber.seq);
    if (endpoint.url == url) {
      return endpoint;
    }
  }
  return service::webhooks::create(tx, context, scope, input);
}

}  // namespace

void Daemon::set_up_node(store::Tx& tx) {
  auto secrets = node_secrets(tx);
  while (!secrets) {
    store::settings::put(tx, k_node_secret, to_hex(m_os_entropy.bytes<32>()));
    secrets = node_secrets(tx);
  }
  Entropy& entropy = m_seeded_entropy ? static_cast<Entropy&>(*m_seeded_entropy) : m_os_entropy;
  m_node = std::make_unique<SimulatedNode>(secrets->node, entropy, m_config.network);
  m_payer_node = std::make_unique<SimulatedNode>(secrets->payer, entropy, m_config.network, "satsrail-payer");
  m_context = std::make_unique<service::Context>(
      service::Context{entropy, *m_node, *m_payer_node, m_rates, m_node_book, m_faults, m_base_url});
}

void Daemon::follow_restore(const std::string& snapshot) {
  log::info("restored the snapshot {}", snapshot);
  // One of another sandbox brings that one's secret of macaroons, and its own merchant.
  const auto merchant = m_store->read([](store::Tx& tx) { return store::merchants::first(tx).value(); });
  m_first_macaroon = m_macaroons->mint({merchant.seq, false});
  if (const auto written = write_payer_macaroon(m_config.dir, m_first_macaroon, !m_config.in_memory()); !written) {
    log::error("{}", written.error().message());
  }
}

LiveState Daemon::live_state() {
  return {m_keys, m_node_book, m_faults, m_rates, *m_node, *m_payer_node, *m_macaroons, m_usage};
}

Status Daemon::set_up_autopay(store::Tx& tx) {
  if (m_config.autopay.empty()) {
    return Done{};
  }
  const Scope scope{store::merchants::first(tx).value().seq, false};
  TRY_ASSIGN(const auto settings, service::changed(m_node_book.get(scope), {{"autopay", m_config.autopay}}));
  service::remember(tx, scope, settings);
  m_node_book.set(scope, settings);
  return Done{};
}

Result<std::optional<WebhookEndpoint>> Daemon::set_up() {
  const auto credentials = read_credentials(m_config.dir);
  // First the clock, so that all that follows is stamped with sandbox time.
  m_store->read([this](store::Tx& tx) {
    const auto state = jobs::load_clock(tx);
    m_clock->set(m_real.now() + state.offset);
    if (state.frozen_at) {
      m_clock->freeze();
      m_clock->set(*state.frozen_at);
    }
    if (m_config.clock && !store::events::any(tx)) {
      m_clock->set(*m_config.clock);
    }
  });
  return m_store->write_and_wait([&](store::Tx& tx) -> Result<std::optional<WebhookEndpoint>> {
    if (m_config.seed) {
      // A second run on the same data goes on elsewhere in the stream: ids must not repeat.
      const auto runs = static_cast<std::uint64_t>(store::events::last_seq(tx));
      m_seeded_entropy = std::make_unique<SeededEntropy>(*m_config.seed + runs * 0x9e3779b97f4a7c15ULL);
    }
    set_up_node(tx);
    m_macaroons = std::make_unique<service::Macaroons>(service::macaroon_secret(tx, m_os_entropy));
    // Keys guard the sandbox, so they are never a function of the seed.
    const service::Context for_keys{m_os_entropy, *m_node, *m_payer_node, m_rates, m_node_book, m_faults, m_base_url};
    m_key_texts = complete(tx, for_keys, known_keys(m_config, credentials));
    if (m_seed != nullptr) {
      TRY_ASSIGN(m_seed_applied, apply_seed(tx, *m_context, *m_seed));
    }
    reload(tx, live_state());
    service::node_invoices::redrive(tx, *m_context);
    TRY(set_up_autopay(tx));
    if (m_config.delivery) {
      store::delivery_modes::put(tx, {store::merchants::first(tx).value().seq, false}, *m_config.delivery);
    }
    m_first_macaroon = m_macaroons->mint({store::merchants::first(tx).value().seq, false});
    store::webhook_endpoints::remove_temporary(tx);
    if (m_config.webhook.empty()) {
      return std::optional<WebhookEndpoint>{};
    }
    TRY_ASSIGN(auto endpoint, ensure_webhook(tx, *m_context, m_config.webhook));
    return std::optional(std::move(endpoint));
  });
}

std::string Daemon::ready_line() const {
  wire::JsonWriter json;
  json.begin_object()
      .field("type", "ready")
      .field("base_url", m_base_url)
      .field("pid", static_cast<std::int64_t>(::getpid()))
      .field("dir", m_config.dir)
      .field("port", static_cast<std::int64_t>(m_server->port()))
      .field("version", version())
      .field("network", network_info(m_config.network).name)
      .key("keys")
      .begin_object()
      .field("sk_test", m_key_texts.sk_test)
      .field("pk_test", m_key_texts.pk_test)
      .field("sk_live", m_key_texts.sk_live)
      .field("pk_live", m_key_texts.pk_live)
      .end_object()
      .field("control_key", m_key_texts.control);
  if (m_webhook) {
    json.key("webhook")
        .begin_object()
        .field("id", m_webhook->id.view())
        .field("url", m_webhook->url)
        .field("secret", m_webhook->secret)
        .end_object();
  }
  if (!m_seed_applied.empty()) {
    json.raw_field("seed", m_seed_applied);
  }
  return json.end_object().take();
}

std::string Daemon::ready_text() const {
  return fmt::format("satsraild {} serves {} (pid {})\n  data   {}\n  keys   {}/credentials.json\n", version(),
                     m_base_url, ::getpid(), m_config.db, m_config.dir);
}

int Daemon::run() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  int received = 0;
  sigwait(&signals, &received);
  log::info("stopping");
  stop();
  return a_thread_has_failed() ? 1 : 0;
}

void Daemon::stop() {
  // Against the flow of data: nothing that still runs can reach for something that is gone.
  if (m_delays != nullptr) {
    m_delays->stop();
  }
  if (m_server != nullptr) {
    m_server->stop(std::chrono::duration_cast<std::chrono::milliseconds>(limits::shutdown_grace));
  }
  if (m_scheduler != nullptr) {
    m_scheduler->stop();
    m_parking->release_all();
  }
  if (m_dispatcher != nullptr) {
    m_dispatcher->stop();
  }
  if (m_control != nullptr) {
    m_control->stop();
  }
  m_transport.reset();
  if (m_usage_keeper != nullptr) {
    m_usage_keeper->save_now();
  }
  if (m_store != nullptr) {
    m_store->stop();
  }
  if (m_requests != nullptr) {
    m_requests->stop();
  }
}

Result<std::vector<api::RanJob>> Daemon::advance_to(Time target) {
  std::vector<api::RanJob> ran;
  for (auto& job : m_scheduler->advance_to(target)) {
    ran.push_back({job.at, std::move(job.json)});
  }
  return ran;
}

Status Daemon::freeze() {
  m_scheduler->freeze();
  return Done{};
}

Status Daemon::resume() {
  m_scheduler->resume();
  return Done{};
}

Status Daemon::reset() {
  m_scheduler->reset();
  m_requests->clear();
  return m_store->write_and_wait([this](store::Tx& tx) -> Status {
    store::erase_merchant_data(tx);
    m_node_book.clear();
    m_faults.clear();
    return Done{};
  });
}

void Daemon::crash() {
  // Its answer is on the way to a socket by another thread: it gets the moment that takes.
  m_control->post([this] {
    constexpr auto k_last_words = std::chrono::milliseconds(50);
    m_real.wait_until(m_real.now() + k_last_words, {});
    ::kill(::getpid(), SIGKILL);
  });
}

void Daemon::shut_down() {
  ::kill(::getpid(), SIGTERM);
}

}  // namespace satsrail::daemon
