#include "daemon/webhook/dispatcher.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "daemon/runtime/thread.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/webhook_store.h"
#include "daemon/webhook/signature.h"

namespace satsrail::webhook {

Dispatcher::Dispatcher(store::Store& store, const Clock& clock, const Clock& real, const service::NodeBook& nodes,
                       WebhookTransport& transport)
    : m_store(store), m_clock(clock), m_real(real), m_nodes(nodes), m_transport(transport) {}

Dispatcher::~Dispatcher() {
  stop();
}

void Dispatcher::start() {
  wake();  // what was owed before the restart
  m_thread = guarded_thread("dispatcher", [this] { loop(); });
}

void Dispatcher::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_changed.notify_all();
  if (m_thread.joinable()) {
    m_thread.join();
  }
}

void Dispatcher::wake() {
  {
    const std::lock_guard lock(m_mutex);
    ++m_wakes;
  }
  m_changed.notify_all();
}

bool Dispatcher::idle_locked() const {
  return m_wakes_seen == m_wakes && m_unrecorded == 0;
}

void Dispatcher::wait_until_idle() {
  wake();
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_stopping || idle_locked(); });
}

void Dispatcher::pause(std::chrono::milliseconds patience) {
  std::unique_lock lock(m_mutex);
  m_paused = true;
  const auto own = ++m_wakes;  // a look that is under way is over when this one has been seen
  m_changed.notify_all();
  m_changed.wait_for(lock, patience, [&] { return m_stopping || (m_wakes_seen >= own && m_unrecorded == 0); });
}

void Dispatcher::resume() {
  {
    const std::lock_guard lock(m_mutex);
    ++m_epoch;
    m_lanes.clear();
    m_recorded.clear();
    m_unrecorded = 0;
    m_paused = false;
    ++m_wakes;
  }
  m_changed.notify_all();
}

std::optional<Time> Dispatcher::next_due_after(store::Tx& tx, Time now) {
  return store::deliveries::next_due_after(tx, now);
}

void Dispatcher::open_journal() {
  const std::lock_guard lock(m_mutex);
  m_journal_open = true;
  m_journal.clear();
}

std::vector<Dispatcher::Recorded> Dispatcher::take_journal() {
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_journal, {});
}

void Dispatcher::close_journal() {
  const std::lock_guard lock(m_mutex);
  m_journal_open = false;
  m_journal.clear();
}

void Dispatcher::loop() {
  while (true) {
    std::uint64_t wakes = 0;
    {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [this] { return m_stopping || m_wakes_seen != m_wakes; });
      if (m_stopping) {
        return;
      }
      wakes = m_wakes;
    }
    for (auto& claim : claim_due()) {
      send(std::move(claim));
    }
    {
      const std::lock_guard lock(m_mutex);
      m_wakes_seen = wakes;
    }
    m_changed.notify_all();
  }
}

void Dispatcher::forget_recorded() {
  const std::lock_guard lock(m_mutex);
  for (const auto& done : m_recorded) {
    auto& lane = m_lanes[done.endpoint_seq];
    (done.first ? lane.first : lane.retries).erase(done.seq);
    if (lane.first.empty() && lane.retries.empty()) {
      m_lanes.erase(done.endpoint_seq);
    }
  }
  m_recorded.clear();
}

std::vector<Dispatcher::Claim> Dispatcher::claim_due() {
  // Before the snapshot is taken: one from before the commit of a record would show its delivery as still due.
  forget_recorded();
  return m_store.read_snapshot([this](store::Tx& tx) {
    std::vector<Claim> claims;
    const auto now = m_clock.now();
    for (const auto endpoint_seq : store::webhook_endpoints::all_active(tx)) {
      const std::lock_guard lock(m_mutex);
      if (m_paused) {
        break;
      }
      auto& lane = m_lanes[endpoint_seq];
      std::vector<std::pair<std::int64_t, bool>> picked;  // seq, first attempt
      if (!lane.first_on_the_wire) {
        const int limit = static_cast<int>(lane.first.size()) + 1;
        for (const auto seq : store::deliveries::first_due(tx, endpoint_seq, now, limit)) {
          if (!lane.first.contains(seq)) {
            picked.emplace_back(seq, true);
            lane.first.insert(seq);
            lane.first_on_the_wire = true;
            break;
          }
        }
      }
      const auto room = static_cast<std::size_t>(limits::webhook_retries_in_flight_per_endpoint);
      const int limit = static_cast<int>(lane.retries.size() + room);
      for (const auto seq : store::deliveries::retries_due(tx, endpoint_seq, now, limit)) {
        if (lane.retries_on_the_wire < room && !lane.retries.contains(seq) && !lane.first.contains(seq)) {
          picked.emplace_back(seq, false);
          lane.retries.insert(seq);
          ++lane.retries_on_the_wire;
        }
      }
      m_unrecorded += picked.size();
      if (picked.empty()) {
        continue;
      }
      const auto secret = store::webhook_endpoints::get(tx, endpoint_seq).secret;
      for (const auto& [seq, first] : picked) {
        claims.push_back({store::deliveries::get(tx, seq), secret, first, m_epoch});
      }
    }
    return claims;
  });
}

void Dispatcher::send(Claim claim) {
  WebhookRequest request;
  request.url = claim.delivery.url;
  const auto skew = m_nodes.get(claim.delivery.scope).webhook_skew;
  request.headers = headers(claim.delivery, claim.secret, m_real.now() + skew);
  request.body = claim.delivery.body;
  request.timeout = limits::webhook_timeout;

  DeliveryAttempt attempt;
  attempt.delivery_seq = claim.delivery.seq;
  attempt.at = m_clock.now();
  attempt.request_headers = request.headers;
  m_transport.post(std::move(request), [this, claim = std::move(claim), attempt](WebhookResponse response) mutable {
    attempt.duration = response.duration;
    if (response.status != 0) {
      attempt.status = response.status;
    }
    attempt.response_headers = std::move(response.headers);
    attempt.response_body = std::move(response.body);
    attempt.error = std::move(response.error);
    completed(claim, std::move(attempt));
  });
}

void Dispatcher::completed(const Claim& claim, DeliveryAttempt attempt) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping || claim.epoch != m_epoch) {
      return;
    }
    auto& lane = m_lanes[claim.delivery.endpoint_seq];
    if (claim.first) {
      lane.first_on_the_wire = false;
    } else {
      --lane.retries_on_the_wire;
    }
    ++m_wakes;  // the lane is free: the next one goes out while this one is being recorded
  }
  m_changed.notify_all();
  m_store.write(
      [this, generation = m_store.generation(), id = claim.delivery.id,
       attempt = std::move(attempt)](store::Tx& tx) -> Result<Recorded> {
        if (m_store.generation() != generation) {
          return Error::not_found("Delivery");  // it was one of other data
        }
        TRY_ASSIGN(auto delivery, service::webhooks::record_attempt(tx, id, attempt));
        auto numbered = attempt;
        numbered.number = delivery.attempt_count;
        return Recorded{std::move(numbered), std::move(delivery)};
      },
      [this, claim](Result<Recorded> result) { recorded(claim, std::move(result)); });
}

void Dispatcher::recorded(const Claim& claim, Result<Recorded> result) {
  const bool forgotten = !result && result.error().code() == ErrorCode::not_found;  // a reset came between
  if (!result && !forgotten) {
    // It stays due and is sent again at the next wake: twice is promised to be possible, lost is not.
    log::error("recording an attempt of delivery {}: {}", claim.delivery.id.view(), result.error().message());
  }
  {
    const std::lock_guard lock(m_mutex);
    if (claim.epoch != m_epoch) {
      return;
    }
    m_recorded.push_back({claim.delivery.endpoint_seq, claim.delivery.seq, claim.first});
    --m_unrecorded;
    if (result || forgotten) {
      ++m_wakes;
    }
    if (result && m_journal_open) {
      m_journal.push_back(*std::move(result));
    }
  }
  m_changed.notify_all();
}

}  // namespace satsrail::webhook
