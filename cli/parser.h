#pragma once
// From words to an invocation. parser.cpp is the only file that includes CLI11.

#include "cli/commands.h"
#include "cli/failure.h"
#include "core/result.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// Reads one environment variable; the process's in production, a map's in tests. An empty value is none.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// What the user asked for, checked against the table: the command's arguments are complete, required flags are
// there, choices are valid, and no two flags exclude each other.
class Invocation {
 public:
  const Command* command = nullptr;
  std::vector<std::string> args;
  std::vector<std::string> tail;  // what followed `--`, for commands that take it

  bool has(std::string_view flag) const;
  std::optional<std::string> value(std::string_view flag) const;  // the last one given
  std::vector<std::string> values(std::string_view flag) const;
  // Was it written on the command line, rather than found in the environment?
  bool was_typed(std::string_view flag) const;
  std::optional<std::string> arg(std::size_t index) const;

  void set(std::string_view flag, std::vector<std::string> values, bool typed);

 private:
  struct Given {
    std::vector<std::string> values;
    bool typed = false;
  };
  std::map<std::string, Given, std::less<>> m_flags;
};

// What an unfinished command line says already: enough to report its failure in the form it asked for.
struct ParseFailure {
  Failure failure;
  bool json = false;
  bool no_color = false;
};

struct ParseResult {
  std::optional<Invocation> invocation;
  std::optional<ParseFailure> failure;
};

// Holds an invocation against its row: arguments, required flags, choices, flags that exclude each other.
Outcome<Done> check(const Invocation& invocation);

// `words` are argv without the program's name. -h and --help anywhere become the command `help`.
ParseResult parse(const std::vector<std::string>& words, const Environment& environment);

}  // namespace satsrail::cli
