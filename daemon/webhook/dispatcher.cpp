#include "daemon/webhook/dispatcher.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "daemon/runtime/thread.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/fault_store.h"
#include "daemon/store/webhook_store.h"
#include "daemon/webhook/signature.h"

namespace satsrail::webhook {

Dispatcher::Dispatcher(store::Store& store, const Clock& clock, const Clock& real, const service::NodeBook& nodes,
                       service::FaultBook& faults, WebhookTransport& transport)
    : m_store(store), m_clock(clock), m_real(real), m_nodes(nodes), m_faults(faults), m_transport(transport) {}

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

std::optional<Time> Dispatcher::next_due_after(store::Tx& tx, Time now) {
  return store::earlier(store::deliveries::next_due_after(tx, now), store::faults::next_put_off_after(tx, now));
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
        claims.push_back({store::deliveries::get(tx, seq), secret, first});
      }
    }
    return claims;
  });
}

void Dispatcher::send(Claim claim) {
  const auto met =
      m_faults.any(FaultPlace::webhook) ? meet_fault(m_store, m_faults, claim.delivery, m_clock.now()) : MetOnTheWay{};
  if (met.put_off) {
    put_off(claim, *met.put_off);
    return;
  }
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
  auto done = [this, claim = std::move(claim), attempt](WebhookResponse response) mutable {
    attempt.duration = response.duration;
    if (response.status != 0) {
      attempt.status = response.status;
    }
    attempt.response_headers = std::move(response.headers);
    attempt.response_body = std::move(response.body);
    attempt.error = std::move(response.error);
    completed(claim, std::move(attempt));
  };
  if (met.response) {
    done(*met.response);
  } else {
    m_transport.post(std::move(request), std::move(done));
  }
}

// A fault lets it wait on the sandbox clock. No attempt was made, so none is recorded.
void Dispatcher::put_off(const Claim& claim, const PutOff& put_off) {
  if (!leave_wire(claim)) {
    return;
  }
  m_store.write(
      [seq = claim.delivery.seq, id = claim.delivery.id, put_off](store::Tx& tx) -> Status {
        if (store::deliveries::exists(tx, seq, id)) {
          store::faults::put_off(tx, seq, put_off.until, put_off.by);
        }
        return Done{};
      },
      [this, claim](const Status&) { recorded(claim, Error::not_found("Attempt")); });
}

bool Dispatcher::leave_wire(const Claim& claim) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
      return false;
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
  return true;
}

void Dispatcher::completed(const Claim& claim, DeliveryAttempt attempt) {
  if (!leave_wire(claim)) {
    return;
  }
  m_store.write(
      [id = claim.delivery.id, attempt = std::move(attempt)](store::Tx& tx) -> Result<Recorded> {
        TRY_ASSIGN(auto delivery, service::webhooks::record_attempt(tx, id, attempt));
        auto numbered = attempt;
        numbered.number = delivery.attempt_count;
        return Recorded{std::move(numbered), std::move(delivery)};
      },
      [this, claim](Result<Recorded> result) { recorded(claim, std::move(result)); });
}

void Dispatcher::recorded(const Claim& claim, Result<Recorded> result) {
  // A reset came between, or a fault has put it off.
  const bool forgotten = !result && result.error().code() == ErrorCode::not_found;
  if (!result && !forgotten) {
    // It stays due and is sent again at the next wake: twice is promised to be possible, lost is not.
    log::error("recording an attempt of delivery {}: {}", claim.delivery.id.view(), result.error().message());
  }
  {
    const std::lock_guard lock(m_mutex);
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
