#include "daemon/webhook/dispatcher.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "daemon/runtime/thread.h"
#include "daemon/service/webhook_headers.h"
#include "daemon/service/webhooks.h"
#include "daemon/store/delivery_store.h"

#include <algorithm>

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
  answer_waiting();
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

void Dispatcher::when_attempted(std::vector<store::Tx::AwaitedDelivery> deliveries, std::function<void(bool)> done) {
  const auto until = std::chrono::steady_clock::now() + limits::sync_wait_max;
  {
    const std::lock_guard lock(m_mutex);
    if (!m_stopping) {
      m_waiting.push_back({std::move(deliveries), until, std::move(done)});
      ++m_wakes;
      m_changed.notify_all();
      return;
    }
  }
  done(false);
}

void Dispatcher::loop() {
  while (true) {
    std::uint64_t wakes = 0;
    {
      std::unique_lock lock(m_mutex);
      const auto woken = [this] { return m_stopping || m_wakes_seen != m_wakes; };
      if (const auto look = next_look_locked()) {
        m_changed.wait_until(lock, *look, woken);
      } else {
        m_changed.wait(lock, woken);
      }
      if (m_stopping) {
        return;
      }
      wakes = m_wakes;
    }
    for (auto& claim : claim_due()) {
      send(std::move(claim));
    }
    look_at_targets();
    answer_waiting();
    {
      const std::lock_guard lock(m_mutex);
      m_wakes_seen = wakes;
    }
    m_changed.notify_all();
  }
}

std::optional<Dispatcher::TimePoint> Dispatcher::next_look_locked() const {
  std::optional<TimePoint> next;
  for (const auto& [seq, lane] : m_lanes) {
    const auto look = lane.stop ? lane.stop->next_look() : std::nullopt;
    next = look && (!next || *look < *next) ? look : next;
  }
  for (const auto& waiting : m_waiting) {
    next = !next || waiting.until < *next ? waiting.until : *next;
  }
  return next;
}

void Dispatcher::forget_recorded() {
  const std::lock_guard lock(m_mutex);
  for (const auto& done : m_recorded) {
    auto& lane = m_lanes[done.endpoint_seq];
    (done.first ? lane.first : lane.retries).erase(done.seq);
  }
  m_recorded.clear();
}

std::vector<Dispatcher::Claim> Dispatcher::claim_due() {
  // Before the snapshot is taken: one from before the commit of a record would show its delivery as still due.
  forget_recorded();
  return m_store.read_snapshot([this](store::Tx& tx) {
    std::vector<Claim> claims;
    const auto endpoints = store::webhook_endpoints::lanes(tx);
    for (const auto& endpoint : endpoints) {
      claim_from(tx, endpoint, claims);
    }
    const std::lock_guard lock(m_mutex);
    for (auto lane = m_lanes.begin(); lane != m_lanes.end();) {
      // They come in the order of their seqs.
      const bool is_active =
          std::binary_search(endpoints.begin(), endpoints.end(), store::webhook_endpoints::Lane{lane->first},
                             [](const auto& a, const auto& b) { return a.seq < b.seq; });
      lane = lane->second.is_empty() && !(lane->second.stop && is_active) ? m_lanes.erase(lane) : std::next(lane);
    }
    return claims;
  });
}

void Dispatcher::claim_from(store::Tx& tx, const store::webhook_endpoints::Lane& endpoint, std::vector<Claim>& claims) {
  std::vector<std::pair<std::int64_t, bool>> picked;
  {
    const std::lock_guard lock(m_mutex);
    picked = pick_locked(tx, endpoint);
  }
  if (picked.empty()) {
    return;
  }
  const auto whole = std::make_shared<const WebhookEndpoint>(store::webhook_endpoints::get(tx, endpoint.seq));
  for (const auto& [seq, first] : picked) {
    claims.push_back({store::deliveries::get(tx, seq), whole, first});
  }
}

// Seqs, and whether it is the first attempt.
std::vector<std::pair<std::int64_t, bool>> Dispatcher::pick_locked(store::Tx& tx,
                                                                   const store::webhook_endpoints::Lane& endpoint) {
  std::vector<std::pair<std::int64_t, bool>> picked;
  auto& lane = m_lanes[endpoint.seq];
  const auto now = m_clock.now();
  // Given up, cancelled, or gone with a reset: then nothing holds the lane up any more.
  if (lane.stop &&
      !(endpoint.in_order && store::deliveries::is_pending(tx, lane.stop->delivery_seq(), lane.stop->id()))) {
    lane.stop.reset();
  }
  if (!lane.stop && lane.first_on_the_wire < endpoint.concurrency) {
    const int limit = static_cast<int>(lane.first.size()) + endpoint.concurrency;
    for (const auto seq : store::deliveries::first_due(tx, endpoint.seq, now, limit)) {
      if (lane.first_on_the_wire < endpoint.concurrency && lane.first.insert(seq).second) {
        picked.emplace_back(seq, true);
        ++lane.first_on_the_wire;
      }
    }
  }
  const auto room = static_cast<std::size_t>(limits::webhook_retries_in_flight_per_endpoint);
  const int limit = static_cast<int>(lane.retries.size() + room);
  for (const auto seq : store::deliveries::retries_due(tx, endpoint.seq, now, limit)) {
    if (lane.retries_on_the_wire < room && !lane.first.contains(seq) && lane.retries.insert(seq).second) {
      picked.emplace_back(seq, false);
      ++lane.retries_on_the_wire;
    }
  }
  m_unrecorded += picked.size();
  return picked;
}

void Dispatcher::send(Claim claim) {
  WebhookRequest request;
  request.url = claim.delivery.url;
  const auto skew = m_nodes.get(claim.delivery.scope).webhook_skew;
  request.headers = service::webhooks::headers(claim.delivery, *claim.endpoint, m_real.now() + skew);
  request.body = claim.delivery.body;
  const auto& options = claim.endpoint->options;
  request.timeout = options.timeout.value_or(limits::webhook_timeout_max);
  request.verify_tls = options.verify_tls;
  request.ca_file = options.ca_file.value_or("");

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
    completed(claim, std::move(attempt), response.no_answer);
  });
}

void Dispatcher::completed(const Claim& claim, DeliveryAttempt attempt, NoAnswer no_answer) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
      return;
    }
    auto& lane = m_lanes[claim.delivery.endpoint_seq];
    if (claim.first) {
      --lane.first_on_the_wire;
    } else {
      --lane.retries_on_the_wire;
    }
    hold_up_locked(lane, claim, no_answer);
    ++m_wakes;  // the lane is free: the next one goes out while this one is being recorded
  }
  m_changed.notify_all();
  m_store.write(
      [id = claim.delivery.id, attempt = std::move(attempt)](store::Tx& tx) -> Result<Recorded> {
        TRY_ASSIGN(auto delivery, service::webhooks::record_attempt(tx, id, attempt));
        auto numbered = attempt;
        numbered.number = delivery.attempt_count;
        return Recorded{std::move(numbered), std::move(delivery)};
      },
      [this, claim](Result<Recorded> result) { recorded(claim, std::move(result)); });
}

// Nobody there stops the lane of a stream's endpoint; whatever else comes of the attempt lets it go on.
void Dispatcher::hold_up_locked(Lane& lane, const Claim& claim, NoAnswer reason) {
  const auto& options = claim.endpoint->options;
  if (!claim.endpoint->temporary || options.concurrency > 1 || options.shuffle) {
    return;
  }
  const bool is_away = reason == NoAnswer::unreachable || reason == NoAnswer::broken;
  const bool is_held = lane.stop && lane.stop->id() == claim.delivery.id;
  if (is_away && !lane.stop) {
    lane.stop.emplace(claim.delivery.seq, claim.delivery.id, claim.delivery.url);
  }
  if (is_away && lane.stop->id() == claim.delivery.id) {
    lane.stop->failed(reason, std::chrono::steady_clock::now());
  } else if (!is_away && is_held) {
    lane.stop.reset();
  }
}

void Dispatcher::look_at_targets() {
  struct Look {
    std::int64_t endpoint_seq;
    DeliveryId id;
    std::string url;
  };
  std::vector<Look> due;
  {
    const std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    for (auto& [seq, lane] : m_lanes) {
      const auto next = lane.stop ? lane.stop->next_look() : std::nullopt;
      if (next && *next <= now) {
        lane.stop->looking();
        due.push_back({seq, lane.stop->id(), lane.stop->url()});
      }
    }
  }
  for (auto& look : due) {
    m_transport.probe(std::move(look.url), [this, seq = look.endpoint_seq, id = look.id](bool somebody_is_there) {
      looked(seq, id, somebody_is_there);
    });
  }
}

void Dispatcher::looked(std::int64_t endpoint_seq, const DeliveryId& id, bool somebody_is_there) {
  std::int64_t delivery_seq = 0;
  {
    const std::lock_guard lock(m_mutex);
    const auto lane = m_lanes.find(endpoint_seq);
    const bool stands = lane != m_lanes.end() && lane->second.stop && lane->second.stop->id() == id;
    if (m_stopping || !stands) {
      return;
    }
    if (lane->second.stop->looked(somebody_is_there, std::chrono::steady_clock::now())) {
      delivery_seq = lane->second.stop->delivery_seq();
      ++m_unrecorded;
    }
  }
  if (delivery_seq == 0) {
    m_changed.notify_all();  // the time of the next look is known
    return;
  }
  m_store.write(
      [delivery_seq, id](store::Tx& tx) -> Status { return service::webhooks::attempt_again(tx, delivery_seq, id); },
      [this](const Status&) {
        {
          const std::lock_guard lock(m_mutex);
          --m_unrecorded;
          ++m_wakes;
        }
        m_changed.notify_all();
      });
}

void Dispatcher::answer_waiting() {
  std::vector<std::pair<std::function<void(bool)>, bool>> answers;
  {
    const std::lock_guard lock(m_mutex);
    if (m_waiting.empty()) {
      return;
    }
  }
  m_store.read([&](store::Tx& tx) {
    const std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    for (auto waiting = m_waiting.begin(); waiting != m_waiting.end();) {
      bool held_up = false;
      auto& left = waiting->deliveries;
      left.erase(std::remove_if(left.begin(), left.end(),
                                [&](const auto& delivery) {
                                  return !store::deliveries::awaits_first_attempt(tx, delivery.seq, delivery.id);
                                }),
                 left.end());
      for (const auto& delivery : left) {
        const auto lane = m_lanes.find(delivery.endpoint_seq);
        held_up = held_up || (lane != m_lanes.end() && lane->second.stop && !lane->second.first.contains(delivery.seq));
      }
      if (left.empty() || held_up || m_stopping || waiting->until <= now) {
        answers.emplace_back(std::move(waiting->done), left.empty());
        waiting = m_waiting.erase(waiting);
      } else {
        ++waiting;
      }
    }
  });
  for (const auto& [done, all] : answers) {
    done(all);
  }
}

void Dispatcher::recorded(const Claim& claim, Result<Recorded> result) {
  const bool forgotten = !result && result.error().code() == ErrorCode::not_found;  // a reset came between
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
