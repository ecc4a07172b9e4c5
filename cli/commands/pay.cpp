#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/client/event_stream_client.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_payment_view{
    .id = "id",
    .block = {{"payment", "id"},
              {"status", "status", Show::state},
              {"amount", "amount_cents", Show::money},
              {"sats", "amount_sats", Show::sats},
              {"checkout", "checkout_id"},
              {"order", "order_number"},
              {"payment hash", "payment_hash"},
              {"preimage", "preimage"},
              {"confirmed", "confirmed_at"},
              {"events", "event_ids", Show::count}},
};

// A BOLT11 string or a whole id goes as it is; the beginning of a checkout's id is looked up.
Outcome<std::string> resolve_target(Context& context) {
  TRY_ASSIGN(const auto text, read_text(context.in.args[0]));
  const auto target = std::string(trim(text));
  const auto small = lower(target);
  if (small.starts_with("ln") || small.starts_with("lightning:")) {
    return small.starts_with("lightning:") ? target.substr(10) : target;
  }
  return target.starts_with("cs_") && target.size() < 33 ? resolve_id(context, Source::checkouts, target)
                                                         : Outcome<std::string>(target);
}

std::string request_body(const std::string& target) {
  return dump(json{{"target", target}});
}

Outcome<client::ApiReply> settle(Context& context, const std::string& target) {
  TRY_ASSIGN(auto reply, context.send(Key::merchant, {"POST", "/_sandbox/pay", {}, request_body(target), {}}));
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  if (reply.http.status == 404 && target.starts_with("cs_")) {
    // Says which checkout may have been meant.
    TRY_ASSIGN(const auto unknown, call_on_object(context, Source::checkouts, "GET"));
  }
  if (!reply.ok()) {
    return context.failure_of(reply, sandbox->base_url);
  }
  return reply;
}

// The deliveries of one payment, as they go.
class Deliveries {
 public:
  explicit Deliveries(Context& context) : m_context(context) {}

  Outcome<Done> load(const std::string& payment) {
    const auto parsed = json::parse(payment, nullptr, false);
    const auto* events = parsed.is_object() ? at_path(parsed, "event_ids") : nullptr;
    for (const auto& event : events != nullptr && events->is_array() ? *events : json::array()) {
      TRY_ASSIGN(const auto reply, m_context.get(Key::merchant, "/_sandbox/deliveries",
                                                 {{"event_id", plain_text(&event)}, {"per_page", "100"}}));
      const auto list = json::parse(reply.body(), nullptr, false);
      const auto* rows = list.is_object() ? at_path(list, "data") : nullptr;
      for (const auto& row : rows != nullptr && rows->is_array() ? *rows : json::array()) {
        m_states[text_at_path(row, "id")] = {text_at_path(row, "state"), text_at_path(row, "url")};
      }
    }
    return Done{};
  }

  // Takes an attempt of the stream; tells of failed ones.
  void take(const std::string& data) {
    const auto attempt = json::parse(data, nullptr, false);
    const auto found = attempt.is_object() ? m_states.find(text_at_path(attempt, "delivery_id")) : m_states.end();
    if (found == m_states.end()) {
      return;
    }
    found->second.state = text_at_path(attempt, "state");
    if (found->second.state != "delivered") {
      const auto status = text_at_path(attempt, "status");
      const auto next = text_at_path(attempt, "next_attempt_at");
      m_context.out.note("attempt " + text_at_path(attempt, "attempt") + "/" + text_at_path(attempt, "attempts_max") +
                         " of " + printable(text_at_path(attempt, "event_type")) + " to " +
                         printable(text_at_path(attempt, "url")) + ": " +
                         (status.empty() ? printable(text_at_path(attempt, "error")) : "status " + status) +
                         (next.empty() ? "" : "; next at " + next + " (satsrail clock advance skips the wait)"));
    }
  }

  std::size_t count() const { return m_states.size(); }
  std::size_t count(std::string_view state) const {
    return static_cast<std::size_t>(std::count_if(m_states.begin(), m_states.end(),
                                                  [&](const auto& entry) { return entry.second.state == state; }));
  }
  bool settled() const { return count("pending") == 0; }

 private:
  struct Entry {
    std::string state;
    std::string url;
  };
  Context& m_context;
  std::map<std::string, Entry> m_states;
};

Outcome<int> verdict(Context& context, const Deliveries& deliveries, client::StreamEnd end,
                     std::chrono::milliseconds timeout) {
  const auto delivered = std::to_string(deliveries.count("delivered")) + " of " + std::to_string(deliveries.count());
  if (deliveries.count() == 0) {
    context.out.note("note: paid; no webhook endpoint is registered for these events");
    return 0;
  }
  if (deliveries.count("delivered") == deliveries.count()) {
    context.out.note("delivered " + delivered);
    return 0;
  }
  if (deliveries.settled()) {
    return Failure{ExitCode::refused,
                   "delivery_failed",
                   "paid, but " + delivered + " webhooks were delivered",
                   "the others were given up, or their endpoint was deleted",
                   "see:  satsrail deliveries list --state failed",
                   {}};
  }
  if (end == client::StreamEnd::deadline) {
    return Failure{ExitCode::unmet,
                   "wait_timeout",
                   "paid, but only " + delivered + " webhooks were delivered after " + format_duration(timeout),
                   "the others are still being retried",
                   "see:  satsrail deliveries list --state pending",
                   {}};
  }
  return Failure{ExitCode::unreachable,
                 "sandbox_stopped",
                 "paid, but the sandbox stopped before all webhooks were delivered",
                 delivered + " were",
                 "start it, and they go out:  satsrail start",
                 {}};
}

Outcome<int> pay_and_wait(Context& context, const std::string& target) {
  TRY_ASSIGN(const auto timeout, context.wait_timeout());
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  TRY_ASSIGN(const auto options, context.client_options(Key::merchant));
  Deliveries deliveries(context);
  std::string payment;
  std::optional<Failure> failed;
  // Pay from inside the open stream: every attempt that follows is in it.
  const auto pay_now = [&]() -> Outcome<bool> {
    TRY_ASSIGN(const auto reply, settle(context, target));
    payment = reply.body();
    TRY(deliveries.load(payment));
    if (!deliveries.settled()) {
      context.out.progress("paid; waiting for " + std::to_string(deliveries.count("pending")) + " webhooks …");
    }
    return !deliveries.settled();
  };
  const auto result = client::EventStreamClient(options).run({}, deadline, [&](const client::StreamBlock& block) {
    if (block.type == "ready") {
      auto go_on = pay_now();
      if (!go_on.ok()) {
        failed = std::move(go_on).error();
        return false;
      }
      return *go_on;
    }
    if (block.type == "attempt") {
      deliveries.take(block.data);
    } else if (block.type == "gap" || block.type.empty()) {
      // What was missed, or an endpoint that was deleted: the list knows.
      if (auto again = deliveries.load(payment); !again.ok()) {
        failed = std::move(again).error();
        return false;
      }
    }
    return !deliveries.settled();
  });
  if (failed && payment.empty()) {
    return std::move(*failed);
  }
  if (payment.empty()) {
    return context.failure_of(result.reply, options.base_url);
  }
  TRY(context.out.object(payment, k_payment_view));
  if (failed) {
    return std::move(*failed);
  }
  return verdict(context, deliveries, result.end, timeout);
}

}  // namespace

Outcome<int> pay(Context& context) {
  TRY_ASSIGN(const auto target, resolve_target(context));
  if (context.in.has("wait")) {
    return pay_and_wait(context, target);
  }
  TRY_ASSIGN(const auto reply, settle(context, target));
  if (reply.http.status == 200) {
    context.out.note("note: it was paid already; this is the first payment");
  }
  return context.out.object(reply.body(), k_payment_view);
}

}  // namespace satsrail::cli::handlers
