#pragma once
// A scenario as it was read from its file: a story of steps that is told to one sandbox.

#include "cli/document.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace satsrail::cli {

using JsonValue = std::shared_ptr<const nlohmann::ordered_json>;  // never null, unless it says so

// What is compared with the value at a path of an answer.
enum class Operator : std::uint8_t {
  equal,
  unequal,
  less,
  at_most,
  more,
  at_least,
  contains,  // a part of a text, an element of a list, a key of an object
  matches,   // an extended regular expression that is found in a text
  exists,    // true: there is a value, false: there is none
  length,    // of a text in bytes, of a list or an object in entries
};
std::string_view to_string(Operator op);

struct Expectation {
  std::string path;  // dotted, "data.0.status"; empty is the whole answer
  Operator op = Operator::equal;
  JsonValue value;
  TextPlace place;
};

struct Capture {
  std::string name;
  std::string path;
  TextPlace place;
};

// Text that may hold ${references}.
enum class StepKind : std::uint8_t {
  command,  // a command of satsrail; words
  api,      // a request; words are METHOD and PATH
  shell,    // a program; words[0] is the text for sh, which expands it by itself
};

struct Step {
  std::string name;
  StepKind kind = StepKind::command;
  std::vector<std::string> words;
  JsonValue body;                                            // of api; null: none
  std::vector<std::pair<std::string, std::string>> headers;  // of api
  std::optional<int> status;                                 // of api; none: any 2xx
  std::optional<int> exit;                                   // none: 0, and for api whatever fits the status
  std::chrono::milliseconds timeout{0};
  bool as_json = true;  // command: adds --json, which was not asked to be anything else
  std::vector<Capture> captures;
  std::vector<Expectation> expectations;
  TextPlace place;
};

struct Scenario {
  std::string file{};
  std::string name{};
  std::string description{};
  std::vector<std::string> sandbox_flags{};               // as `exec` takes them: "--seed", "1"
  std::vector<std::string> declared{};                    // the names under [vars]
  std::vector<std::pair<std::string, JsonValue>> vars{};  // with what was given on the command line
  std::vector<Step> steps{};
  std::vector<Step> cleanup{};
};

}  // namespace satsrail::cli
