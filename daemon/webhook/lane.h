#pragma once
// What is under way to one endpoint, and what holds it up. State of the dispatcher, guarded by its lock.

#include "core/id.h"
#include "core/ports/webhook_transport.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace satsrail::webhook {

// An endpoint of a stream stands still while its target is away, so that what follows stays in order: no first attempt
// leaves before the delivery that found nobody is delivered or given up. Meanwhile the target is looked at in real
// time, and when somebody is there again that delivery is due once more; its schedule goes on beside that.
class Stop {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  Stop(std::int64_t delivery_seq, const DeliveryId& id, std::string url)
      : m_delivery_seq(delivery_seq), m_id(id), m_url(std::move(url)) {}

  std::int64_t delivery_seq() const { return m_delivery_seq; }
  const DeliveryId& id() const { return m_id; }
  const std::string& url() const { return m_url; }

  // An attempt of this delivery has failed that way, and the target is to be looked at from then on.
  void failed(NoAnswer reason, TimePoint now);
  // When to look at the target; nothing while a look or an attempt is under way.
  std::optional<TimePoint> next_look() const { return m_next_look; }
  void looking() { m_next_look.reset(); }
  // What the look has found. True: the delivery is due now. A connection that broke may be tried once more without
  // the target having been seen away; a receiver that always resets is then for the schedule.
  bool looked(bool somebody_is_there, TimePoint now);

 private:
  std::int64_t m_delivery_seq;
  DeliveryId m_id;
  std::string m_url;
  bool m_seen_away = false;
  bool m_repeated = false;
  std::optional<TimePoint> m_next_look;
};

struct Lane {
  std::set<std::int64_t> first;  // under way, being recorded, or recorded since the last look
  int first_on_the_wire = 0;
  std::set<std::int64_t> retries;
  std::size_t retries_on_the_wire = 0;
  std::optional<Stop> stop;

  bool is_empty() const { return first.empty() && retries.empty(); }
};

}  // namespace satsrail::webhook
