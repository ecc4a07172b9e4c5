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

// Where the value of a flag comes from. Of two, the one with the smaller rank wins.
enum class Layer : std::uint8_t { command_line, environment, local_file, user_file };
struct Origin {
  Layer layer = Layer::command_line;
  unsigned rank = 0;
  std::string place = {};  // "SATSRAIL_TIMEOUT", "satsrail.toml:3"; empty for the command line
};
inline constexpr unsigned k_environment_rank = 1;  // files come after it, see cli/settings.h

// What the user asked for, checked against the table: the command's arguments are complete, required flags are
// there, choices are valid, and no two flags exclude each other.
class Invocation {
 public:
  const Command* command = nullptr;
  std::vector<std::string> args;
  std::vector<std::string> tail;   // what followed `--`, for commands that take it
  std::vector<std::string> notes;  // what is to be said about where its values come from

  bool has(std::string_view flag) const;
  std::optional<std::string> value(std::string_view flag) const;  // the last one given
  std::vector<std::string> values(std::string_view flag) const;
  // Was it written on the command line, rather than found in the environment or a file?
  bool was_typed(std::string_view flag) const;
  std::optional<std::string> arg(std::size_t index) const;

  // Null when nothing was said of it. A switch that was said to be off has an origin, too.
  const Origin* origin(std::string_view flag) const;
  // Of a flag that some layer gives or switches off; the largest number there is for one that none mentions.
  unsigned rank(std::string_view flag) const;

  void set(std::string_view flag, std::vector<std::string> values, bool typed);
  void set(std::string_view flag, std::vector<std::string> values, Origin origin);
  void set_off(std::string_view flag, Origin origin);
  void drop(std::string_view flag);

 private:
  struct Given {
    std::vector<std::string> values;
    Origin origin;
    bool off = false;
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
