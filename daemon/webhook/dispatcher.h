#pragma once
// Hands events over to webhook endpoints. The deliveries table is the queue; this claims what is due, signs it,
// posts it and records what came of it.
//
// Each endpoint has a lane of its own, so a dead one delays no other. First attempts go out in the order of their
// events, one at a time unless the endpoint says otherwise; retries run beside them. The lane of a stream's endpoint
// stands still while its target is away (see Stop). A delivery is marked done only when its attempt is recorded: after
// a crash it is sent again (at least once).

#include "core/domain/delivery.h"
#include "core/ports/clock.h"
#include "core/ports/webhook_transport.h"
#include "daemon/service/node_book.h"
#include "daemon/store/store.h"
#include "daemon/store/webhook_store.h"
#include "daemon/webhook/fault_meeting.h"
#include "daemon/webhook/lane.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace satsrail::webhook {

class Dispatcher {
 public:
  // `clock` is the sandbox's, `real` the machine's (for time headers, which `nodes` may put wrong on purpose).
  Dispatcher(store::Store& store, const Clock& clock, const Clock& real, const service::NodeBook& nodes,
             service::FaultBook& faults, WebhookTransport& transport);
  ~Dispatcher();
  void start();
  // Claims nothing more; what is under way is not recorded and will be sent again.
  void stop();

  // Something may be due. Cheap, from any thread.
  void wake();
  // Returns when nothing is due and every attempt under way is recorded.
  void wait_until_idle();
  // Calls `done` once: with true when the first attempt of each of these is recorded or will never be made, with false
  // when that is not so after limits::sync_wait_max of real time, or when a target is away. From any thread.
  void when_attempted(std::vector<store::Tx::AwaitedDelivery> deliveries, std::function<void(bool)> done);
  // Around an exchange of all deliveries. pause() claims nothing more and waits for what is under way, `patience` at
  // most in real time; what answers later is not recorded. resume() begins anew with what is due then.
  void pause(std::chrono::milliseconds patience);
  void resume();
  // The earliest due time after `now`, among active endpoints.
  static std::optional<Time> next_due_after(store::Tx& tx, Time now);

  struct Recorded {
    DeliveryAttempt attempt;
    Delivery delivery;
  };
  // While the journal is open, recorded attempts are noted, for the list of what `clock advance` ran.
  void open_journal();
  std::vector<Recorded> take_journal();  // what was noted since it was opened or taken last
  void close_journal();

 private:
  struct Claim {
    Delivery delivery;
    std::shared_ptr<const WebhookEndpoint> endpoint;
    bool first = true;
    std::uint64_t epoch = 0;
  };
  struct Handled {
    std::int64_t endpoint_seq;
    std::int64_t seq;
    bool first;
  };
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Waiting {
    std::vector<store::Tx::AwaitedDelivery> deliveries;
    TimePoint until;
    std::function<void(bool)> done;
  };
  void loop();
  std::optional<TimePoint> next_look_locked() const;
  void forget_recorded();
  std::vector<Claim> claim_due();
  void claim_from(store::Tx& tx, const store::webhook_endpoints::Lane& endpoint, std::vector<Claim>& claims);
  std::vector<std::pair<std::int64_t, bool>> pick_locked(store::Tx& tx, const store::webhook_endpoints::Lane& endpoint);
  void send(Claim claim);
  void completed(const Claim& claim, DeliveryAttempt attempt, NoAnswer no_answer);
  void put_off(const Claim& claim, const PutOff& put_off);
  bool leave_wire(const Claim& claim, NoAnswer no_answer);  // false: the dispatcher stops
  void recorded(const Claim& claim, Result<Recorded> result);
  void hold_up_locked(Lane& lane, const Claim& claim, NoAnswer reason);
  void look_at_targets();
  void looked(std::int64_t endpoint_seq, const DeliveryId& id, bool somebody_is_there);
  void answer_waiting();
  bool idle_locked() const;

  store::Store& m_store;
  const Clock& m_clock;
  const Clock& m_real;
  const service::NodeBook& m_nodes;
  service::FaultBook& m_faults;
  WebhookTransport& m_transport;

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::uint64_t m_wakes = 0;
  std::uint64_t m_wakes_seen = 0;
  std::size_t m_unrecorded = 0;
  bool m_stopping = false;
  std::vector<Waiting> m_waiting;
  bool m_paused = false;
  std::uint64_t m_epoch = 0;             // of the deliveries: what was claimed in another one is no longer there
  std::map<std::int64_t, Lane> m_lanes;  // by endpoint seq
  std::vector<Handled> m_recorded;       // to be taken out of their lanes at the next look
  bool m_journal_open = false;
  std::vector<Recorded> m_journal;
  std::thread m_thread;
};

}  // namespace satsrail::webhook
