#include "cli/delivery_wait.h"

#include "cli/json_text.h"
#include "cli/text.h"
#include "core/result.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

namespace {

using json = nlohmann::ordered_json;

// Waits for what `act` leads to. See wait_for_deliveries().
class Wait {
 public:
  Wait(Context& context, const std::function<Outcome<AwaitedDeliveries>()>& act)
      : m_context(context), m_act(act), m_deliveries(context) {}

  Outcome<int> run(const std::string& done) {
    TRY_ASSIGN(const auto timeout, m_context.wait_timeout());
    TRY_ASSIGN(const auto options, m_context.client_options(Key::merchant));
    client::StreamTime time(timeout);
    const auto result =
        client::EventStreamClient(options).run({}, time, [this](const auto& block) { return keep(take(block)); });
    if (m_failed) {
      return std::move(*m_failed);
    }
    if (!m_awaited) {
      return m_context.failure_of(result.reply, options.base_url);
    }
    return verdict(m_context, m_deliveries, result.end, timeout, done);
  }

 private:
  // Goes on with the stream?
  Outcome<bool> take(const client::StreamBlock& block) {
    if (!m_awaited) {
      if (block.type == "ready") {
        TRY_ASSIGN(m_awaited, m_act());
        TRY(m_context.out.flush());
        TRY(m_deliveries.load(*m_awaited));
        if (!m_deliveries.settled()) {
          m_context.out.progress("waiting for " + std::to_string(m_deliveries.count("pending")) + " webhooks …");
        }
        return !m_deliveries.settled();
      }
      return true;
    }
    if (block.type == "attempt") {
      m_deliveries.take_attempt(block.data);
    } else if (block.type == "gap" || block.type.empty()) {
      TRY(m_deliveries.load(*m_awaited));
    }
    return !m_deliveries.settled();
  }

  bool keep(Outcome<bool> go_on) {
    if (!go_on.ok()) {
      m_failed = std::move(go_on).error();
      return false;
    }
    return *go_on;
  }

  Context& m_context;
  const std::function<Outcome<AwaitedDeliveries>()>& m_act;
  Deliveries m_deliveries;
  std::optional<AwaitedDeliveries> m_awaited;  // once `act` was called
  std::optional<Failure> m_failed;
};

}  // namespace

Outcome<Done> Deliveries::load(const AwaitedDeliveries& awaited) {
  for (const auto& event : awaited.events) {
    TRY(load_event(event, awaited));
  }
  return Done{};
}

Outcome<Done> Deliveries::load_event(const std::string& event, const AwaitedDeliveries& awaited) {
  for (std::string page = "1"; !page.empty();) {
    client::Query query{{"event_id", event}, {"per_page", "100"}};
    if (page != "1") {
      query.emplace_back("page", page);
    }
    TRY_ASSIGN(const auto reply, m_context.get(Key::merchant, "/_sandbox/deliveries", std::move(query)));
    const auto list = json::parse(reply.body(), nullptr, false);
    const auto* rows = list.is_object() ? at_path(list, "data") : nullptr;
    for (const auto& row : rows != nullptr && rows->is_array() ? *rows : json::array()) {
      const auto id = text_at_path(row, "id");
      if (awaited.only && !awaited.only->contains(id)) {
        continue;
      }
      auto& known = m_known[id];
      known.state = text_at_path(row, "state");
      Failed last{whole_at_path(row, "attempt_count"), text_at_path(row, "attempts_max"),
                  text_at_path(row, "event_type"),     text_at_path(row, "url"),
                  text_at_path(row, "last_status"),    {},
                  text_at_path(row, "next_attempt_at")};
      if (known.state == "delivered" || last.number <= known.told) {
        continue;
      }
      if (last.status.empty()) {
        TRY_ASSIGN(last.error, last_error(id));
      }
      tell(known, last);
    }
    const auto* pages = list.is_object() ? at_path(list, "meta.total_pages") : nullptr;
    const bool more = pages != nullptr && pages->is_number_integer() && std::stoll(page) < pages->get<std::int64_t>();
    page = more ? std::to_string(std::stoll(page) + 1) : "";
  }
  return Done{};
}

// The list tells no errors.
Outcome<std::string> Deliveries::last_error(const std::string& delivery) {
  TRY_ASSIGN(const auto reply, m_context.get(Key::merchant, "/_sandbox/deliveries/" + percent_encode(delivery)));
  const auto whole = json::parse(reply.body(), nullptr, false);
  const auto* attempts = whole.is_object() ? at_path(whole, "attempts") : nullptr;
  return attempts != nullptr && attempts->is_array() && !attempts->empty() ? text_at_path(attempts->back(), "error")
                                                                           : "";
}

void Deliveries::take_attempt(const std::string& data) {
  const auto attempt = json::parse(data, nullptr, false);
  const auto found = attempt.is_object() ? m_known.find(text_at_path(attempt, "delivery_id")) : m_known.end();
  if (found == m_known.end()) {
    return;
  }
  found->second.state = text_at_path(attempt, "state");
  if (found->second.state != "delivered") {
    tell(found->second,
         {whole_at_path(attempt, "attempt"), text_at_path(attempt, "attempts_max"), text_at_path(attempt, "event_type"),
          text_at_path(attempt, "url"), text_at_path(attempt, "status"), text_at_path(attempt, "error"),
          text_at_path(attempt, "next_attempt_at")});
  }
}

void Deliveries::tell(Known& known, const Failed& attempt) {
  if (attempt.number <= known.told) {
    return;
  }
  known.told = attempt.number;
  m_context.out.note(
      "attempt " + std::to_string(attempt.number) + "/" + attempt.of + " of " + printable(attempt.event_type) + " to " +
      printable(attempt.url) + ": " + (attempt.status.empty() ? printable(attempt.error) : "status " + attempt.status) +
      (attempt.next_at.empty() ? "" : "; next at " + attempt.next_at + " (satsrail clock advance skips the wait)"));
}

std::size_t Deliveries::count(std::string_view state) const {
  return static_cast<std::size_t>(
      std::count_if(m_known.begin(), m_known.end(), [&](const auto& entry) { return entry.second.state == state; }));
}

Outcome<int> verdict(Context& context, const Deliveries& deliveries, client::StreamEnd end,
                     std::chrono::milliseconds timeout, const std::string& done) {
  const auto delivered = std::to_string(deliveries.count("delivered")) + " of " + std::to_string(deliveries.count());
  if (deliveries.count() == 0) {
    context.out.note("note: " + done + "; no webhook endpoint is registered for these events");
    return 0;
  }
  if (deliveries.count("delivered") == deliveries.count()) {
    context.out.note("delivered " + delivered);
    return 0;
  }
  if (deliveries.settled() && deliveries.count("collected") > 0) {
    return Failure{ExitCode::refused,
                   "nothing_sent",
                   done + ", but " + delivered + " webhooks were delivered",
                   std::to_string(deliveries.count("collected")) + " were collected: in this mode nothing is sent",
                   "send them:  satsrail deliveries mode async, or deliveries retry ID",
                   {}};
  }
  if (deliveries.settled()) {
    return Failure{ExitCode::refused,
                   "delivery_failed",
                   done + ", but " + delivered + " webhooks were delivered",
                   "the others were given up, or their endpoint was deleted",
                   "see:  satsrail deliveries list --state failed",
                   {}};
  }
  if (end == client::StreamEnd::deadline) {
    return Failure{ExitCode::unmet,
                   "wait_timeout",
                   done + ", but only " + delivered + " webhooks were delivered after " + format_duration(timeout),
                   "the others are still being retried",
                   "see:  satsrail deliveries list --state pending",
                   {}};
  }
  return Failure{ExitCode::unreachable,
                 "sandbox_stopped",
                 done + ", but the sandbox stopped before all webhooks were delivered",
                 delivered + " were",
                 "start it, and they go out:  satsrail start",
                 {}};
}

Outcome<int> wait_for_deliveries(Context& context, const std::string& done,
                                 const std::function<Outcome<AwaitedDeliveries>()>& act) {
  return Wait(context, act).run(done);
}

}  // namespace satsrail::cli
