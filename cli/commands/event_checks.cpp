// `events wait` and `events assert`: what a test has to know of what happened.

#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/event_search.h"
#include "cli/json_text.h"
#include "cli/since.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/client/event_stream_client.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_found_view{
    .id = "id",
    .columns = {{"ID", "id", Show::id}, {"TYPE", "type", Show::id}, {"CREATED", "created_at", Show::time}},
    .empty = "none",
};

// What is looked for, read from the command line.
struct Question {
  std::string types_text;  // as typed
  EventSearch search;
  std::optional<std::int64_t> count;
};

Outcome<Question> read_question(Context& context, std::int64_t count_min) {
  Question question;
  question.types_text = context.in.args[0];
  TRY_ASSIGN(question.search.types, parse_event_list(question.types_text));
  TRY_ASSIGN(question.search.conditions, parse_conditions(context.in.values("where")));
  TRY_ASSIGN(question.count, whole_number(context.in, "count", count_min, limits::events_kept_max));
  TRY_ASSIGN(question.search.since, parse_since(context, context.in.value("since").value_or("start")));
  return question;
}

std::string described(const Question& question) {
  const auto conditions = text_of(question.search.conditions);
  return printable(question.types_text) + (conditions.empty() ? "" : " with " + conditions);
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// Under --json an array, or the event alone where one was asked for.
Outcome<int> show(Output& out, const std::vector<json>& events, bool alone) {
  if (alone && out.machine()) {
    return out.object(dump(events.front()), k_found_view);
  }
  if (out.options().json && out.options().json_fields.empty()) {
    out.line(dump(json(events)));
    return 0;
  }
  if (events.empty()) {
    return 0;
  }
  return out.list(dump(json{{"data", events}}), k_found_view);
}

// Exit 6: what there is instead, the nearest first.
Failure unmet(const std::string& code, const std::string& what, const Question& question, const EventFindings& found) {
  Failure failure{ExitCode::unmet, code, what, found.account(), {}, {}};
  failure.hint = found.nearest().empty()
                     ? "see what happened:  satsrail events list"
                     : "look at it:  satsrail events get " + printable(text_at_path(found.nearest().front(), "id"));
  failure.api_error_json = found.account_json(question.count);
  return failure;
}

class Wait {
 public:
  Wait(Context& context, Question question)
      : m_context(context), m_question(std::move(question)), m_found(m_question.search) {}

  Outcome<int> run() {
    TRY_ASSIGN(const auto timeout, m_context.wait_timeout());
    TRY_ASSIGN(const auto options, m_context.client_options(Key::merchant));
    client::StreamQuery query;
    query.types = join(m_question.search.types, ",");
    query.since = m_question.search.since;
    client::StreamTime time(timeout);
    const auto result =
        client::EventStreamClient(options).run(query, time, [this](const auto& block) { return take(block); });
    if (result.end == client::StreamEnd::deadline) {
      // What happened in time counts, also where the stream had not come to tell of it yet.
      EventFindings in_log(m_question.search);
      TRY(in_log.read_log(m_context));
      m_found = m_question.search.since.empty() ? std::move(m_found) : std::move(in_log);
    }
    if (m_found.matches().size() >= wanted()) {
      return show(m_context.out, m_found.matches(), m_question.count.value_or(1) == 1);
    }
    using client::StreamEnd;
    if (result.end == StreamEnd::unreachable || result.end == StreamEnd::refused) {
      return m_context.failure_of(result.reply, options.base_url);
    }
    if (result.end != StreamEnd::deadline) {
      return Failure{ExitCode::unreachable,
                     "sandbox_stopped",
                     "the sandbox stopped while " + described(m_question) + " was waited for",
                     "its event stream ended",
                     "start it:  satsrail start",
                     {}};
    }
    TRY(m_found.check_fields());
    TRY(m_found.look_around(m_context));
    const auto what = wanted() == 1 ? "no " + described(m_question) + " within " + format_duration(timeout)
                                    : std::to_string(m_found.matches().size()) + " of " + std::to_string(wanted()) +
                                          " " + described(m_question) + " within " + format_duration(timeout);
    return unmet("wait_timeout", what, m_question, m_found);
  }

 private:
  std::size_t wanted() const { return static_cast<std::size_t>(m_question.count.value_or(1)); }

  // Goes on with the stream?
  bool take(const client::StreamBlock& block) {
    if (block.type == "ready") {
      m_context.out.progress("waiting for " + described(m_question) + " …");
    } else if (block.type == "event") {
      auto data = json::parse(block.data, nullptr, false);
      if (const auto* event = data.is_object() ? at_path(data, "event") : nullptr) {
        m_found.take(*event);
      }
    }
    return m_found.matches().size() < wanted();
  }

  Context& m_context;
  Question m_question;
  EventFindings m_found;
};

}  // namespace

Outcome<int> events_wait(Context& context) {
  TRY_ASSIGN(auto question, read_question(context, 1));
  return Wait(context, std::move(question)).run();
}

Outcome<int> events_assert(Context& context) {
  TRY_ASSIGN(const auto question, read_question(context, 0));
  EventFindings found(question.search);
  TRY(found.read_log(context));
  const auto& matches = found.matches();
  const bool met = question.count ? matches.size() == static_cast<std::size_t>(*question.count) : !matches.empty();
  if (!met || matches.empty()) {
    // A misspelt field would make any assertion of absence hold.
    TRY(found.check_fields());
  }
  if (met) {
    context.out.progress("found " + counted(matches.size(), "event"));
    return show(context.out, matches, false);
  }
  TRY(found.look_around(context));
  const auto expected = !question.count        ? "at least 1 "
                        : *question.count == 0 ? "no "
                                               : "exactly " + std::to_string(*question.count) + " ";
  return unmet("assertion_failed",
               "expected " + expected + described(question) + ", found " +
                   (matches.empty() ? "none" : std::to_string(matches.size())),
               question, found);
}

}  // namespace satsrail::cli::handlers
