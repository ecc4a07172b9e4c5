#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/delivery_wait.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/recipe.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/client/event_stream_client.h"
#include "core/domain/event_type.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_triggered_view{
    .id = "id",
    .block = {{"event", "id"}, {"type", "type"}, {"mode", "livemode", Show::livemode}, {"created", "created_at"}},
    .columns = {{"ID", "id", Show::id}, {"TYPE", "type", Show::id}, {"CREATED", "created_at", Show::time}},
};

constexpr View k_recipe_view{
    .id = "event",
    .columns = {{"EVENT", "event", Show::id}, {"SUMMARY", "summary"}, {"TAKES", "takes"}, {"PATHS", "paths"}},
};

// Which of your objects it is to happen to.
std::string subject_of(const Invocation& in) {
  for (const char* subject : {"checkout", "order", "product"}) {
    if (in.has(subject)) {
      return subject;
    }
  }
  return std::string(k_new_objects);
}

// -- one event

// Makes the calls of a recipe with the event stream open, and finds the event that they lead to. Nothing is polled: the
// stream brings every event up to the newest there is when the calls are done.
class Round {
 public:
  Round(Context& context, const Recipe& recipe, const std::string& subject, json names)
      : m_context(context), m_recipe(recipe), m_subject(subject), m_names(std::move(names)) {}

  // The event, as JSON. Errors: event_missing (1), wait_timeout (6), and what the calls are answered.
  Outcome<std::string> run() {
    TRY_ASSIGN(const auto timeout, m_context.wait_timeout());
    TRY_ASSIGN(const auto options, m_context.client_options(Key::merchant));
    client::StreamTime time(timeout);
    const auto result =
        client::EventStreamClient(options).run({}, time, [this](const auto& block) { return take(block); });
    if (m_failed) {
      return std::move(*m_failed);
    }
    if (!m_found.empty()) {
      return m_found;
    }
    if (result.end == client::StreamEnd::stopped) {
      return missing();
    }
    if (result.end == client::StreamEnd::deadline) {
      return Failure{ExitCode::unmet,
                     "wait_timeout",
                     "no " + m_recipe.event + " after " + format_duration(timeout),
                     "the payment is still on its way",
                     "allow more:  --timeout 60s, or skip the wait:  satsrail clock advance",
                     {}};
    }
    if (result.reply.ok()) {
      return Failure{ExitCode::unreachable,
                     "sandbox_stopped",
                     "the event stream ended before " + m_recipe.event + " was seen",
                     "the sandbox stopped, or the connection broke",
                     "is it there?  satsrail status",
                     {}};
    }
    return m_context.failure_of(result.reply, options.base_url);
  }

 private:
  // Goes on with the stream?
  bool take(const client::StreamBlock& block) {
    if (block.type == "ready") {
      const auto made = make_calls(block.id);
      if (!made.ok()) {
        m_failed = made.error();
      }
      return made.ok() && (m_pending || m_newest > m_seen);
    }
    if (block.type == "event") {
      const auto parsed = json::parse(block.data, nullptr, false);
      if (const auto* event = parsed.is_object() ? at_path(parsed, "event") : nullptr) {
        take_event(*event);
      }
    }
    return m_found.empty() && (m_pending || m_seen < m_newest);
  }

  void take_event(const json& event) {
    m_seen = whole_at_path(event, "seq");
    const auto type = text_at_path(event, "type");
    const bool is_own = std::all_of(m_expected.begin(), m_expected.end(), [&](const auto& entry) {
      return text_at_path(event, "data.object." + entry.first) == entry.second;
    });
    if (type == m_recipe.event && is_own) {
      m_found = dump(event);
    } else if (std::find(m_others.begin(), m_others.end(), type) == m_others.end()) {
      m_others.push_back(type);
    }
  }

  Outcome<Done> make_calls(const std::string& cursor) {
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), m_seen);
    for (const auto& step : m_recipe.steps) {
      if (step.is_for(m_subject)) {
        TRY(call(step));
      }
    }
    for (const auto& [path, expected] : m_recipe.match) {
      TRY_ASSIGN(auto filled, fill_references(expected, m_names));
      m_expected.emplace_back(path, std::move(filled));
    }
    // Every event up to this one comes through the stream.
    TRY_ASSIGN(const auto newest, m_context.get(Key::merchant, "/_sandbox/events", {{"per_page", "1"}}));
    m_newest = whole_at_path(json::parse(newest.body(), nullptr, false), "data.0.seq");
    return Done{};
  }

  Outcome<Done> call(const RecipeStep& step) {
    TRY_ASSIGN(const auto path, fill_references(step.path, m_names));
    TRY_ASSIGN(const auto body, fill_body(step.body, m_names));
    TRY_ASSIGN(const auto reply, m_context.call(Key::merchant, {step.method, path, {}, body, {}}));
    m_pending = m_pending || reply.http.status == 202;
    auto answer = json::parse(reply.body(), nullptr, false);
    if (!step.name.empty() && answer.is_object()) {
      m_names[step.name] = std::move(answer);
    }
    return Done{};
  }

  Failure missing() const {
    const auto taken = m_context.in.value(m_subject);
    return {ExitCode::refused,
            "event_missing",
            "no " + m_recipe.event + " came of it",
            m_others.empty() ? "every call was answered, and nothing happened: was it so before?"
                             : "what came instead: " + join(m_others, ", "),
            m_subject == "checkout"  ? "look at it:  satsrail checkout get " + printable(taken.value_or(""))
            : m_subject == "product" ? "look at it:  satsrail products get " + printable(taken.value_or(""))
                                     : "see what happened:  satsrail events list",
            {}};
  }

  Context& m_context;
  const Recipe& m_recipe;
  const std::string& m_subject;
  json m_names;  // answers so far, by name
  std::vector<std::pair<std::string, std::string>> m_expected;
  std::int64_t m_seen = 0;    // of the stream
  std::int64_t m_newest = 0;  // when the calls were done
  bool m_pending = false;     // a payment is on its way
  std::string m_found;
  std::vector<std::string> m_others;
  std::optional<Failure> m_failed;
};

// -- the command

Outcome<std::string> event_argument(const Context& context) {
  const auto given = context.in.arg(0);
  if (!given) {
    return usage_failure("missing_argument", "trigger needs EVENT", "the type of the event to bring about",
                         "see them all:  satsrail trigger --list");
  }
  TRY_ASSIGN(const auto checked, parse_event_list(*given));
  if (checked.size() != 1 || checked[0].find('*') != std::string::npos) {
    return usage_failure("unknown_event", "trigger takes one event type", "'" + printable(*given) + "' is several",
                         "see them all:  satsrail trigger --list");
  }
  return checked[0];
}

Outcome<Recipe> recipe_for(const Context& context, const std::string& event) {
  const auto raw = context.in.value("raw");
  if (!raw) {
    return built_in_recipe(event);
  }
  TRY_ASSIGN(const auto text, read_text(*raw));
  TRY_ASSIGN(auto recipe, parse_recipe(text, raw->starts_with('@') ? printable(raw->substr(1)) : "recipe"));
  if (recipe.event != event) {
    return usage_failure("invalid_recipe", "the recipe makes " + recipe.event + ", not " + event,
                         "its \"event\" says so", "trigger that:  satsrail trigger " + recipe.event + " --raw …");
  }
  return recipe;
}

Outcome<Done> check_subject(const Recipe& recipe, const std::string& subject) {
  const auto& takes = recipe.takes;
  if (subject == k_new_objects || std::find(takes.begin(), takes.end(), subject) != takes.end()) {
    return Done{};
  }
  return usage_failure(
      "invalid_value", recipe.event + " takes no --" + subject,
      takes.empty() ? "it happens to the merchant of the API key" : "it can happen to: --" + join(takes, ", --"),
      "leave it out:  satsrail trigger " + recipe.event);
}

// What the recipe's references begin with.
Outcome<json> named_subject(Context& context, const std::string& subject) {
  json names = json::object();
  const auto given = context.in.value(subject).value_or("");
  if (subject == "order") {
    names["checkout"] = {{"order_id", given}};  // it stands for its checkout where only the order counts
  } else if (subject != k_new_objects) {
    const auto source = subject == "checkout" ? Source::checkouts : Source::products;
    TRY_ASSIGN(const auto id, resolve_id(context, source, given));
    TRY_ASSIGN(const auto reply, context.get(Key::merchant, object_path(source, id)));
    names[subject] = json::parse(reply.body(), nullptr, false);
  }
  return names;
}

std::string recipe_json(const Recipe& recipe, const std::string& subject) {
  return dump(json{{"event", recipe.event},
                   {"summary", recipe.summary},
                   {"takes", recipe.takes},
                   {"paths", settable_paths(recipe, subject)}});
}

void show_recipe(Output& out, const Recipe& recipe, const std::string& subject) {
  out.line(out.paint(Ink::bold, recipe.event));
  for (const auto& line : wrapped(recipe.summary, out.options().width - 2)) {
    out.line("  " + line);
  }
  const auto row = [&](const std::string& label, const std::string& text) {
    constexpr std::size_t k_indent = 12;
    bool first = true;
    for (const auto& line : text.empty() ? std::vector<std::string>() : wrapped(text, out.options().width - k_indent)) {
      const auto head = "  " + (first ? label : std::string());
      out.line(out.paint(Ink::dim, head) + std::string(k_indent - head.size(), ' ') + line);
      first = false;
    }
  };
  row("on yours", recipe.takes.empty() ? "" : "--" + join(recipe.takes, ", --"));
  row("--set", join(settable_paths(recipe, subject), ", "));
  out.line();
}

Outcome<int> list_recipes(Context& context) {
  const auto subject = subject_of(context.in);
  std::vector<Recipe> recipes;
  if (context.in.arg(0)) {
    TRY_ASSIGN(const auto event, event_argument(context));
    TRY_ASSIGN(auto recipe, recipe_for(context, event));
    TRY(check_subject(recipe, subject));
    recipes.push_back(std::move(recipe));
  } else {
    for (const auto type : event_type::all) {
      recipes.push_back(built_in_recipe(type));
    }
  }
  if (context.out.for_people()) {
    for (const auto& recipe : recipes) {
      show_recipe(context.out, recipe, subject);
    }
    return 0;
  }
  json list{{"object", "list"}, {"data", json::array()}};
  for (const auto& recipe : recipes) {
    list["data"].push_back(json::parse(recipe_json(recipe, subject)));
  }
  return context.out.list(dump(list), k_recipe_view);
}

Outcome<int> show_events(Context& context, const std::vector<std::string>& events) {
  if (!context.in.has("times")) {
    return context.out.object(events.front(), k_triggered_view);
  }
  return context.out.list(R"({"object":"list","data":[)" + join(events, ",") + "]}", k_triggered_view);
}

Outcome<int> wait_for(Context& context, const std::vector<std::string>& events) {
  return wait_for_deliveries(context, "triggered", [&]() -> Outcome<AwaitedDeliveries> {
    AwaitedDeliveries awaited;
    for (const auto& event : events) {
      awaited.events.push_back(text_at_path(json::parse(event), "id"));
    }
    return awaited;
  });
}

}  // namespace

Outcome<int> trigger(Context& context) {
  if (context.in.has("list")) {
    return list_recipes(context);
  }
  TRY_ASSIGN(const auto event, event_argument(context));
  TRY_ASSIGN(auto recipe, recipe_for(context, event));
  const auto subject = subject_of(context.in);
  TRY(check_subject(recipe, subject));
  TRY(change_recipe(recipe, subject, context.in.values("set"), context.in.values("unset")));
  TRY_ASSIGN(const auto times, whole_number(context.in, "times", 1, limits::trigger_times_max));
  TRY_ASSIGN(const auto names, named_subject(context, subject));
  std::vector<std::string> events;
  for (std::int64_t i = 0; i < times.value_or(1); ++i) {
    auto found = Round(context, recipe, subject, names).run();
    if (!found.ok()) {
      if (!events.empty()) {
        TRY(show_events(context, events));
      }
      return std::move(found).error();
    }
    events.push_back(*std::move(found));
  }
  TRY(show_events(context, events));
  return context.in.has("wait") ? wait_for(context, events) : Outcome<int>(0);
}

}  // namespace satsrail::cli::handlers
