#include "cli/commands/delivery_view.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/client/event_stream_client.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <map>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr std::string_view k_path = "/_sandbox/deliveries";
constexpr std::size_t k_shown_max = 10;

json rows_of(const std::string& list) {
  const auto parsed = json::parse(list, nullptr, false);
  const auto* rows = parsed.is_object() ? at_path(parsed, "data") : nullptr;
  return rows != nullptr && rows->is_array() ? *rows : json::array();
}

// "1 pending, 2 delivered".
std::string states_of(const json& rows) {
  std::map<std::string, int> counts;
  for (const auto& row : rows) {
    ++counts[text_at_path(row, "state")];
  }
  std::vector<std::string> parts;
  for (const auto& [state, count] : counts) {
    parts.push_back(std::to_string(count) + " " + state);
  }
  return join(parts, ", ");
}

// One delivery in a line: what, how far, where.
std::string line_of(const json& row) {
  const auto status = text_at_path(row, "last_status");
  return "  " + printable(text_at_path(row, "state")) + "  " + printable(text_at_path(row, "event_type")) + "  " +
         text_at_path(row, "attempt_count") + "/" + text_at_path(row, "attempts_max") +
         (status.empty() ? "" : "  " + status) + "  " + printable(text_at_path(row, "url"));
}

// One delivery, or all of one event, until they are in a state.
class DeliveryWait {
 public:
  DeliveryWait(Context& context, std::string id, std::string wanted)
      : m_context(context), m_id(std::move(id)), m_wanted(std::move(wanted)) {}

  Outcome<int> run() {
    TRY_ASSIGN(const auto timeout, m_context.wait_timeout());
    TRY_ASSIGN(const auto options, m_context.client_options(Key::merchant));
    client::StreamTime time(timeout);
    // The stream is open before the first look, so that nothing can happen unseen in between.
    const auto result = client::EventStreamClient(options).run({}, time, [this](const client::StreamBlock& block) {
      // A keep-alive has no type: a good moment for what no attempt tells of, such as an endpoint that was deleted.
      const bool is_news = block.type == "ready" || block.type == "gap" || block.type.empty() ||
                           (block.type == "attempt" && block.data.find(m_id) != std::string::npos);
      return is_news ? look() : block.type != "end";
    });
    if (m_failed) {
      return std::move(*m_failed);
    }
    if (m_answer.empty()) {
      return m_context.failure_of(result.reply, options.base_url);
    }
    TRY(is_event() ? m_context.out.list(m_answer, k_delivery_view) : m_context.out.object(m_answer, k_delivery_view));
    return verdict(result.end, timeout);
  }

 private:
  bool is_event() const { return m_id.starts_with("evt_"); }

  // Goes on waiting?
  bool look() {
    auto reply = is_event()
                     ? m_context.get(Key::merchant, std::string(k_path), {{"event_id", m_id}, {"per_page", "100"}})
                     : m_context.get(Key::merchant, object_path(Source::deliveries, m_id));
    if (!reply.ok()) {
      m_failed = std::move(reply).error();
      return false;
    }
    m_answer = reply->body();
    m_rows = is_event() ? rows_of(m_answer) : json::array({json::parse(m_answer, nullptr, false)});
    const bool go_on = count(m_wanted) + count("pending") == m_rows.size() && count(m_wanted) < m_rows.size();
    if (go_on) {
      m_context.out.progress("waiting for " + printable(m_id) + " to be " + m_wanted + " …");
    }
    return go_on;
  }

  std::size_t count(std::string_view state) const {
    return static_cast<std::size_t>(std::count_if(
        m_rows.begin(), m_rows.end(), [&](const json& row) { return text_at_path(row, "state") == state; }));
  }

  Outcome<int> verdict(client::StreamEnd end, std::chrono::milliseconds timeout) const {
    if (m_rows.empty()) {
      return Failure{ExitCode::refused,
                     "no_deliveries",
                     "no endpoint is told of " + printable(m_id),
                     "none subscribed to it when it happened",
                     "send it to one:  satsrail events resend " + printable(m_id),
                     {}};
    }
    if (count(m_wanted) == m_rows.size()) {
      return 0;
    }
    if (count(m_wanted) + count("pending") < m_rows.size()) {
      return Failure{ExitCode::refused,
                     "delivery_ended",
                     "not " + m_wanted + ", and it will not be by itself",
                     "there is: " + states_of(m_rows),
                     "see why:  satsrail deliveries get " + text_at_path(ended(), "id"),
                     {}};
    }
    if (end == client::StreamEnd::deadline) {
      return Failure{ExitCode::unmet,
                     "wait_timeout",
                     "not " + m_wanted + " after " + format_duration(timeout),
                     "there is: " + states_of(m_rows),
                     "the next attempt may be later on the sandbox clock:  satsrail clock advance 1m",
                     {}};
    }
    return Failure{ExitCode::unreachable,
                   "sandbox_stopped",
                   "the sandbox stopped before it was " + m_wanted,
                   "there was: " + states_of(m_rows),
                   "start it, and what is pending goes out:  satsrail start",
                   {}};
  }

  // One that is in another state than the wanted, for good.
  const json& ended() const {
    return *std::find_if(m_rows.begin(), m_rows.end(), [this](const json& row) {
      const auto state = text_at_path(row, "state");
      return state != m_wanted && state != "pending";
    });
  }

  Context& m_context;
  std::string m_id;
  std::string m_wanted;
  std::string m_answer;  // of the last look
  json m_rows = json::array();
  std::optional<Failure> m_failed;
};

// --event, which is a type or an id, and --endpoint.
Outcome<client::Query> assert_query(Context& context) {
  client::Query query;
  if (const auto event = context.in.value("event")) {
    if (event->starts_with("evt_")) {
      TRY_ASSIGN(const auto id, resolve_id(context, Source::events, *event));
      query.emplace_back("event_id", id);
    } else {
      TRY_ASSIGN(const auto types, parse_event_list(*event));
      if (types.size() != 1 || types[0].ends_with('*') || types[0].starts_with('!')) {
        return usage_failure("unknown_event", "--event takes one event's type or id",
                             "'" + printable(*event) + "' is several", "as in:  --event checkout.completed");
      }
      query.emplace_back("event_type", types[0]);
    }
  }
  if (const auto endpoint = context.in.value("endpoint")) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::webhooks, *endpoint));
    query.emplace_back("webhook_id", id);
  }
  return query;
}

std::int64_t total_of(const std::string& list) {
  const auto parsed = json::parse(list, nullptr, false);
  const auto* total = parsed.is_object() ? at_path(parsed, "meta.total_count") : nullptr;
  return total != nullptr && total->is_number_integer() ? total->get<std::int64_t>() : 0;
}

std::string deliveries_in_words(std::int64_t count, const std::optional<std::string>& state) {
  return std::to_string(count) + (state ? " " + *state : "") + (count == 1 ? " delivery" : " deliveries");
}

}  // namespace

Outcome<int> deliveries_wait(Context& context) {
  const auto& typed = context.in.args[0];
  TRY_ASSIGN(const auto id,
             resolve_id(context, typed.starts_with("evt_") ? Source::events : Source::deliveries, typed));
  return DeliveryWait(context, id, context.in.value("state").value_or("delivered")).run();
}

Outcome<int> deliveries_assert(Context& context) {
  TRY_ASSIGN(const auto wanted, whole_number(context.in, "count", 0, std::numeric_limits<std::int32_t>::max()));
  TRY_ASSIGN(const auto like, assert_query(context));
  const auto state = context.in.value("state");
  auto query = like;
  query.emplace_back("per_page", "100");
  if (state) {
    query.emplace_back("state", *state);
  }
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_path), query));
  const auto found = total_of(reply.body());
  if (wanted ? found == *wanted : found > 0) {
    if (context.out.machine()) {
      return context.out.list(reply.body(), k_delivery_view);
    }
    context.out.note("as asserted: " + deliveries_in_words(found, state));
    return 0;
  }
  // What comes near: the same ones in any state, or those that are too many.
  auto near = like;
  near.emplace_back("per_page", "100");
  TRY_ASSIGN(const auto others, context.get(Key::merchant, std::string(k_path), found > 0 ? query : near));
  const auto rows = rows_of(others.body());
  for (std::size_t i = 0; i < std::min(rows.size(), k_shown_max); ++i) {
    context.out.note(line_of(rows[i]));
  }
  if (rows.size() > k_shown_max) {
    context.out.note("  … and " + std::to_string(total_of(others.body()) - static_cast<std::int64_t>(k_shown_max)) +
                     " more");
  }
  return Failure{ExitCode::unmet,
                 "assertion_failed",
                 "expected " +
                     (wanted ? deliveries_in_words(*wanted, state) : "at least " + deliveries_in_words(1, state)) +
                     ", found " + std::to_string(found),
                 rows.empty() ? "there are none like that in any state" : "there is: " + states_of(rows),
                 "see them all:  satsrail deliveries list",
                 {}};
}

Outcome<int> deliveries_mode(Context& context) {
  static constexpr View k_view{.id = "mode", .block = {{"deliveries", "mode"}}, .columns = {{"MODE", "mode"}}};
  constexpr const char* k_mode = "/_sandbox/delivery_mode";
  if (context.in.args.empty()) {
    TRY_ASSIGN(const auto reply, context.get(Key::merchant, k_mode));
    return context.out.object(reply.body(), k_view);
  }
  Body body;
  body.set("mode", context.in.args[0]);
  TRY_ASSIGN(const auto reply, context.call(Key::merchant, {"PATCH", k_mode, {}, body.text(), {}}));
  return context.out.object(reply.body(), k_view);
}

}  // namespace satsrail::cli::handlers
