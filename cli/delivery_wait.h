#pragma once
// Waiting until the shop has been told: what `pay --wait`, `events resend --wait` and `trigger --wait` have in common.

#include "cli/context.h"
#include "core/client/event_stream_client.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// What is waited for: the deliveries of these events, or of them only the named ones.
struct AwaitedDeliveries {
  std::vector<std::string> events;
  std::optional<std::set<std::string>> only;  // ids of deliveries
};

// Deliveries as they go: read once by load(), then kept up to date by the attempts of an event stream that was open
// before. Says on stderr what failed, each attempt once, and when it is tried again.
class Deliveries {
 public:
  explicit Deliveries(Context& context) : m_context(context) {}

  // Reads them, every page. To be called again after what the stream does not tell: a gap, an endpoint that was
  // deleted.
  Outcome<Done> load(const AwaitedDeliveries& awaited);
  // An `attempt` block's data.
  void take_attempt(const std::string& data);

  std::size_t count() const { return m_known.size(); }
  std::size_t count(std::string_view state) const;
  bool settled() const { return count("pending") == 0; }

 private:
  struct Known {
    std::string state;
    std::int64_t told = 0;  // number of the newest attempt that was told of
  };
  // An attempt as an `attempt` block gives it, or as much of it as a delivery knows.
  struct Failed {
    std::int64_t number = 0;
    std::string of;  // attempts in all
    std::string event_type;
    std::string url;
    std::string status;  // empty: `error` says why there is none
    std::string error;
    std::string next_at;  // empty: it was the last
  };

  Outcome<Done> load_event(const std::string& event, const AwaitedDeliveries& awaited);
  Outcome<std::string> last_error(const std::string& delivery);
  void tell(Known& known, const Failed& attempt);

  Context& m_context;
  std::map<std::string, Known> m_known;  // by id
};

// How the wait ended, in words that begin with what was done ("paid"). 0 when every delivery was answered 2xx, or there
// was none to make. Errors: delivery_failed, nothing_sent (1), wait_timeout (6), sandbox_stopped (5).
Outcome<int> verdict(Context& context, const Deliveries& deliveries, client::StreamEnd end,
                     std::chrono::milliseconds timeout, const std::string& done);

// Calls `act` once the event stream is open, so that no attempt it leads to is missed, then waits, at most for
// --timeout. `act` makes things happen, prints what there is to print and says what to wait for; when it fails, that is
// the result.
Outcome<int> wait_for_deliveries(Context& context, const std::string& done,
                                 const std::function<Outcome<AwaitedDeliveries>()>& act);

}  // namespace satsrail::cli
