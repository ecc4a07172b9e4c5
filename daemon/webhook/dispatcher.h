#pragma once
// Hands events over to webhook endpoints. The deliveries table is the queue; this claims what is due, signs it,
// posts it and records what came of it.
//
// Each endpoint has a lane of its own, so a dead one delays no other. First attempts go out in the order of their
// events, one at a time; retries run beside them. A delivery is marked done only when its attempt is recorded:
// after a crash it is sent again (at least once).

#include "core/domain/delivery.h"
#include "core/ports/clock.h"
#include "core/ports/webhook_transport.h"
#include "daemon/service/node_book.h"
#include "daemon/store/store.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace satsrail::webhook {

class Dispatcher {
 public:
  // `clock` is the sandbox's, `real` the machine's (for time headers, which `nodes` may put wrong on purpose).
  Dispatcher(store::Store& store, const Clock& clock, const Clock& real, const service::NodeBook& nodes,
             WebhookTransport& transport);
  ~Dispatcher();
  void start();
  // Claims nothing more; what is under way is not recorded and will be sent again.
  void stop();

  // Something may be due. Cheap, from any thread.
  void wake();
  // Returns when nothing is due and every attempt under way is recorded.
  void wait_until_idle();
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
  struct Lane {
    std::set<std::int64_t> first;  // under way, being recorded, or recorded since the last look
    bool first_on_the_wire = false;
    std::set<std::int64_t> retries;
    std::size_t retries_on_the_wire = 0;
  };
  struct Claim {
    Delivery delivery;
    std::string secret;
    bool first = true;
    std::uint64_t epoch = 0;
  };
  struct Handled {
    std::int64_t endpoint_seq;
    std::int64_t seq;
    bool first;
  };
  void loop();
  void forget_recorded();
  std::vector<Claim> claim_due();
  void send(Claim claim);
  void completed(const Claim& claim, DeliveryAttempt attempt);
  void recorded(const Claim& claim, Result<Recorded> result);
  bool idle_locked() const;

  store::Store& m_store;
  const Clock& m_clock;
  const Clock& m_real;
  const service::NodeBook& m_nodes;
  WebhookTransport& m_transport;

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::uint64_t m_wakes = 0;
  std::uint64_t m_wakes_seen = 0;
  std::size_t m_unrecorded = 0;
  bool m_stopping = false;
  bool m_paused = false;
  std::uint64_t m_epoch = 0;             // of the deliveries: what was claimed in another one is no longer there
  std::map<std::int64_t, Lane> m_lanes;  // by endpoint seq
  std::vector<Handled> m_recorded;       // to be taken out of their lanes at the next look
  bool m_journal_open = false;
  std::vector<Recorded> m_journal;
  std::thread m_thread;
};

}  // namespace satsrail::webhook
