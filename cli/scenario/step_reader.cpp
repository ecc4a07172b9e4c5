#include "cli/scenario/step_reader.h"

#include "cli/json_text.h"
#include "cli/parser.h"
#include "cli/scenario/expectations.h"
#include "cli/scenario/variables.h"
#include "cli/scenario/words.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

namespace {

// What a step does, one of: the rest of its keys say how, and what of it.
const Words k_actions{"run", "api", "shell", "advance", "wait", "assert"};
const Words k_step_keys{"run",  "api",     "shell",  "advance", "wait",    "assert", "name",
                        "body", "headers", "status", "exit",    "timeout", "expect", "capture"};

bool has_reference(const std::string& text) {
  return text.find("${") != std::string::npos;
}

class StepReader {
 public:
  StepReader(const Document& document, const json& table, std::string pointer)
      : m_document(document), m_table(table), m_pointer(std::move(pointer)) {}

  Outcome<Step> read() {
    if (!m_table.is_object()) {
      return wrong("", "a step is a table", "it says what to do", "as in:  run = \"checkout create --amount 50.00\"");
    }
    TRY(check_keys(m_document, m_table, m_pointer, k_step_keys));
    m_step.place = m_document.place_of(m_pointer);
    m_step.timeout = limits::scenario_step_timeout;
    TRY(read_action());
    TRY(read_request());
    TRY(read_limits());
    TRY(read_captures());
    TRY(read_expectations());
    if (const auto* name = member("name")) {
      if (!name->is_string()) {
        return wrong("name", "a name is a text", "it is shown, and stands in reports", "put it in quotes");
      }
      m_step.name = name->get<std::string>();
    }
    return std::move(m_step);
  }

 private:
  const json* member(const char* name) const {
    const auto found = m_table.find(name);
    return found == m_table.end() ? nullptr : &*found;
  }
  Failure wrong(std::string_view key, const std::string& what, const std::string& why, const std::string& hint) const {
    return wrong_at(m_document, key.empty() ? m_pointer : pointer_to(m_pointer, key), what, why, hint);
  }

  Outcome<Done> read_action() {
    std::string action;
    for (const auto& each : k_actions) {
      if (member(each.c_str()) == nullptr) {
        continue;
      }
      if (!action.empty()) {
        return wrong(each, "a step does one thing", "'" + action + "' and '" + each + "' are two",
                     "make another step of it");
      }
      action = each;
    }
    if (action.empty()) {
      return wrong("", "this step does nothing", "it has none of: " + join(k_actions, ", "),
                   "as in:  run = \"checkout create --amount 50.00\"");
    }
    const auto& value = *member(action.c_str());
    if (action == "shell") {
      return read_shell(value);
    }
    if (action == "api") {
      return read_api(value);
    }
    if (action == "wait" || action == "assert") {
      return read_event(action, value);
    }
    if (action == "advance") {
      return value.is_string() ? set_command({"clock", "advance", value.get<std::string>()}, action)
                               : Outcome<Done>(wrong(action, "a duration is a text", "a number needs its unit",
                                                     "as in:  advance = \"16m\""));
    }
    return read_command(value);
  }

  // A text that is split, or a list of words.
  Outcome<Words> words_of(const json& value, const char* key) const {
    if (value.is_string()) {
      auto words = shell_words(value.get<std::string>());
      if (!words.ok()) {
        return wrong(key, words.error().what, words.error().why, words.error().hint);
      }
      return std::move(*words);
    }
    Words out;
    if (value.is_array()) {
      for (const auto& word : value) {
        if (word.is_structured()) {
          break;
        }
        out.push_back(plain_text(&word));
      }
    }
    if (!value.is_array() || out.size() != value.size() || out.empty()) {
      return wrong(key, "a command line is a text or a list of words", "this is neither",
                   "as in:  run = [\"checkout\", \"create\", \"--amount\", \"50.00\"]");
    }
    return out;
  }

  Outcome<Done> read_command(const json& value) {
    TRY_ASSIGN(auto words, words_of(value, "run"));
    if (!words.empty() && words[0] == "satsrail") {
      words.erase(words.begin());
    }
    m_step.name = join(words, " ");
    return set_command(std::move(words), "run");
  }

  Outcome<Done> set_command(Words words, const std::string& key) {
    if (m_step.name.empty()) {
      m_step.name = join(words, " ");
    }
    m_step.kind = StepKind::command;
    m_step.as_json = std::none_of(words.begin(), std::find(words.begin(), words.end(), "--"), [](const auto& word) {
      return word == "-q" || word == "--quiet" || word.starts_with("--format") || word.starts_with("--json");
    });
    TRY(check_command(words, key));
    m_step.words = std::move(words);
    return Done{};
  }

  // The command table is asked now: a misspelt flag in the last step must not take the first ones to be found.
  Outcome<Done> check_command(const Words& words, const std::string& key) const {
    const auto parsed = parse(words, [](const std::string&) { return std::optional<std::string>(); });
    if (!parsed.failure) {
      if (is_one_of("run|serve", parsed.invocation->command->name())) {
        return wrong(key, "a step cannot be '" + parsed.invocation->command->name() + "'",
                     "this scenario has its sandbox", "leave it out");
      }
      return Done{};
    }
    const auto& failure = parsed.failure->failure;
    const bool value_is_open = std::any_of(words.begin(), words.end(), has_reference) &&
                               is_one_of("invalid_value|unknown_outcome", failure.code);
    return value_is_open ? Outcome<Done>(Done{}) : Outcome<Done>(wrong(key, failure.what, failure.why, failure.hint));
  }

  Outcome<Done> read_shell(const json& value) {
    if (!value.is_string() || trim(value.get<std::string>()).empty()) {
      return wrong("shell", "what the shell runs is a text", "this is none", "as in:  shell = \"npm test\"");
    }
    m_step.kind = StepKind::shell;
    m_step.as_json = false;
    m_step.words = {value.get<std::string>()};
    const auto text = std::string(trim(m_step.words[0]));
    m_step.name = printable(text.substr(0, text.find('\n')));
    return Done{};
  }

  Outcome<Done> read_api(const json& value) {
    const auto words = value.is_string() ? split(value.get<std::string>(), ' ') : Words();
    if (words.size() != 2 || !is_one_of("GET|POST|PATCH|PUT|DELETE", words[0])) {
      return wrong("api", "a request is a method and a path", "this is something else",
                   "as in:  api = \"POST /api/v1/checkout_sessions\"");
    }
    m_step.kind = StepKind::api;
    m_step.as_json = false;
    m_step.words = words;
    m_step.name = join(words, " ");
    return Done{};
  }

  // wait = {event = "order.updated", where = {status = "paid"}, timeout = "10s"} is the command `events wait`.
  Outcome<Done> read_event(const std::string& action, const json& value) {
    const auto pointer = pointer_to(m_pointer, action);
    if (!value.is_object()) {
      return wrong(action, action + " takes a table", "this is none",
                   "as in:  " + action + " = {event = \"checkout.completed\"}");
    }
    const bool waits = action == "wait";
    TRY(check_keys(
        m_document, value, pointer,
        waits ? Words{"event", "where", "count", "since", "timeout"} : Words{"event", "where", "count", "since"}));
    if (!value.contains("event") || !value["event"].is_string()) {
      return wrong(action, action + " needs an event", "which one is to happen?",
                   "as in:  " + action + " = {event = \"checkout.completed\"}");
    }
    Words words{"events", action, value["event"].get<std::string>()};
    for (const auto& [name, option] : value.items()) {
      if (name == "where") {
        if (!option.is_object()) {
          return wrong_at(m_document, pointer_to(pointer, name), "where is a table", "of paths and values",
                          "as in:  where = {status = \"paid\"}");
        }
        for (const auto& [path, wanted] : option.items()) {
          words.insert(words.end(), {"--where", path + "=" + plain_text(&wanted)});
        }
      } else if (name != "event") {
        words.insert(words.end(), {"--" + name, plain_text(&option)});
      }
    }
    return set_command(std::move(words), action);
  }

  Outcome<Done> read_request() {
    const auto* body = member("body");
    const auto* headers = member("headers");
    const auto* status = member("status");
    if (m_step.kind != StepKind::api) {
      const char* stray = body != nullptr      ? "body"
                          : headers != nullptr ? "headers"
                          : status != nullptr  ? "status"
                                               : nullptr;
      return stray == nullptr ? Outcome<Done>(Done{})
                              : Outcome<Done>(wrong(stray, "'" + std::string(stray) + "' belongs to a request",
                                                    "this step sends none by itself", "use it beside  api = \"…\""));
    }
    if (body != nullptr) {
      if (is_one_of("GET|DELETE", m_step.words[0])) {
        return wrong("body", m_step.words[0] + " sends no body", "its parameters stand in the path",
                     "as in:  api = \"GET /api/v1/rates?currency=usd\"");
      }
      m_step.body = std::make_shared<const json>(*body);
    }
    if (status != nullptr) {
      if (!status->is_number_integer() || *status < 100 || *status > 599) {
        return wrong("status", "a status is a number from 100 to 599", "this is none", "as in:  status = 422");
      }
      m_step.status = status->get<int>();
    }
    if (headers != nullptr) {
      if (!headers->is_object()) {
        return wrong("headers", "headers are a table", "this is none",
                     "as in:  headers = {\"Idempotency-Key\" = \"one\"}");
      }
      for (const auto& [name, value] : headers->items()) {
        m_step.headers.emplace_back(name, plain_text(&value));
      }
    }
    return Done{};
  }

  Outcome<Done> read_limits() {
    if (const auto* exit = member("exit")) {
      if (!exit->is_number_integer() || *exit < 0 || *exit > 255) {
        return wrong("exit", "an exit code is a number from 0 to 255", "this is none", "as in:  exit = 1");
      }
      m_step.exit = exit->get<int>();
    }
    if (const auto* timeout = member("timeout")) {
      const auto parsed = parse_duration(timeout->is_string() ? timeout->get<std::string>() : "");
      if (!parsed.ok() || parsed->count() == 0 || *parsed > limits::scenario_step_timeout_max) {
        return wrong("timeout", "that is no time for a step", "it is a duration of at most an hour",
                     "as in:  timeout = \"20s\"");
      }
      m_step.timeout = *parsed;
    }
    return Done{};
  }

  Outcome<Done> read_captures() {
    const auto* captures = member("capture");
    if (captures == nullptr) {
      return Done{};
    }
    if (!captures->is_object()) {
      return wrong("capture", "capture is a table", "of variables and paths into the answer",
                   "as in:  capture = {token = \"token\"}");
    }
    for (const auto& [name, path] : captures->items()) {
      const auto pointer = pointer_to(pointer_to(m_pointer, "capture"), name);
      if (!is_variable_name(name)) {
        return wrong_at(m_document, pointer, "'" + printable(name) + "' is no name for a variable",
                        "letters, digits and _ make one", "as in:  capture = {token = \"token\"}");
      }
      if (!path.is_string()) {
        return wrong_at(m_document, pointer, "what is captured is a path into the answer", "this is no text",
                        "as in:  capture = {token = \"token\"}");
      }
      m_step.captures.push_back({name, path.get<std::string>(), m_document.place_of(pointer)});
    }
    return Done{};
  }

  Outcome<Done> read_expectations() {
    const auto* table = member("expect");
    if (table == nullptr) {
      return Done{};
    }
    if (!table->is_object()) {
      return wrong("expect", "expect is a table", "of paths into the answer and what is to stand there",
                   "as in:  expect = {status = \"completed\"}");
    }
    TRY_ASSIGN(m_step.expectations, expectations_in(m_document, *table, pointer_to(m_pointer, "expect")));
    return Done{};
  }

  const Document& m_document;
  const json& m_table;
  std::string m_pointer;
  Step m_step;
};

}  // namespace

Failure wrong_at(const Document& document, std::string_view pointer, const std::string& what, const std::string& why,
                 const std::string& hint) {
  return usage_failure("invalid_scenario", document.at(pointer) + ": " + what, why, hint);
}

Outcome<Done> check_keys(const Document& document, const json& object, const std::string& pointer, const Words& known) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = closest(name, known);
      return wrong_at(document, pointer_to(pointer, name), "there is no key '" + printable(name) + "'",
                      "there are: " + join(known, ", "),
                      near ? "did you mean:  " + *near : "see:  satsrail help scenarios");
    }
  }
  return Done{};
}

Outcome<Step> read_step(const Document& document, const json& table, const std::string& pointer) {
  return StepReader(document, table, pointer).read();
}

}  // namespace satsrail::cli
