// The command table is the documentation: these hold it together with help, completion and docs/cli.md.

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/text.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace satsrail::cli;
using satsrail::test::CliWorld;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Words as a shell would hand them over, single quotes taken off.
std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> words;
  bool quoted = false;
  bool in_word = false;
  for (const char c : line) {
    if (c == '\'') {
      quoted = !quoted;
    }
    if (c == ' ' && !quoted) {
      in_word = false;
      continue;
    }
    if (!in_word) {
      words.emplace_back();
      in_word = true;
    }
    if (c != '\'') {
      words.back() += c;
    }
  }
  return words;
}

}  // namespace

TEST_CASE("table: every row is complete, and no two rows answer to one name") {
  std::set<std::string> names;
  for (const auto& command : commands()) {
    INFO(command.name());
    CHECK(command.handler != nullptr);
    CHECK(names.insert(command.name()).second);
    CHECK_FALSE(command.summary.empty());
    if (command.hidden) {
      continue;
    }
    CHECK_FALSE(command.shown_examples().empty());
    CHECK((command.verb.empty() || find_noun(command.noun) != nullptr));
    for (const auto& flag : command.own_flags()) {
      INFO(flag.name);
      CHECK(find_flag(command, flag.name) == &flag);
      for (const auto& global : global_flags()) {
        CHECK((flag.name != global.name || flag.hides_global));
        CHECK((flag.letter == 0 || flag.letter != global.letter));
      }
    }
  }
}

TEST_CASE("table: flags of one name agree on whether they take a value, so that verbs are found behind them") {
  std::map<std::string_view, bool> takes_value;
  for (const auto& command : commands()) {
    for (const auto& flag : command.own_flags()) {
      const auto [entry, is_new] = takes_value.emplace(flag.name, flag.takes_value());
      INFO(flag.name);
      CHECK(entry->second == flag.takes_value());
    }
  }
}

TEST_CASE("table: every example is a command line that parses") {
  const auto nothing = [](const std::string&) { return std::optional<std::string>(); };
  for (const auto& command : commands()) {
    for (const auto& example : command.shown_examples()) {
      // As far as a shell would hand it over: no redirections, no substitutions, quotes taken off.
      std::vector<std::string> words;
      for (const auto& word : shell_words(example.line)) {
        if (word == ">" || word == "<" || word == "&&" || word == "|" || word.starts_with("$(")) {
          break;
        }
        words.push_back(word);
      }
      INFO(example.line);
      const auto result = parse(words, nothing);
      INFO((result.failure ? result.failure->failure.what : ""));
      const bool cut = example.line.find("$(") != std::string_view::npos;
      CHECK((result.invocation || cut));
    }
  }
}

TEST_CASE("help: names every command, and every flag of one") {
  const CliWorld world;
  const auto overview = world.run({}).out;
  const auto tree = world.run({"help", "--tree"}).out;
  for (const auto& command : commands()) {
    if (command.hidden) {
      CHECK_FALSE(holds(tree, command.noun));
      continue;
    }
    INFO(command.name());
    CHECK(holds(overview, command.noun));
    CHECK(holds(tree, command.name()));
    std::vector<std::string> words = split(command.name(), ' ');
    words.emplace_back("--help");
    const auto help = world.run(words);
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    for (const auto& flag : command.own_flags()) {
      CHECK(holds(help.out, flag_label(flag)));
    }
    CHECK(holds(help.out, "--timeout"));
    for (const auto& line : split(help.out, '\n')) {
      INFO(line);
      CHECK(display_width(line) <= 100);
    }
  }
}

TEST_CASE("help: topics fit a terminal of 80 columns, and are found by name") {
  const CliWorld world;
  for (const auto& topic : topics()) {
    const auto help = world.run({"help", std::string(topic.name)});
    CHECK(help.code == 0);
    CHECK(holds(help.out, topic.summary));
    for (const auto& line : split(topic.text, '\n')) {
      INFO(line);
      CHECK(display_width(line) <= 80);
    }
  }
  CHECK(world.run({"help", "exit-codez"}).err.find("did you mean:  satsrail help exit-codes") != std::string::npos);
  CHECK(world.run({"help", "exit-codez"}).code == 2);
}

TEST_CASE("help --json: the table as data, with a variable for each flag") {
  const CliWorld world;
  const auto table = nlohmann::json::parse(world.run({"help", "--json"}).out);
  std::size_t shown = 0;
  for (const auto& command : commands()) {
    shown += command.hidden ? 0 : 1;
  }
  CHECK(table["commands"].size() == shown);
  CHECK(table["global_flags"].size() == global_flags().size());
  CHECK(table["global_flags"][1]["environment"] == "SATSRAIL_BASE_URL");
}

TEST_CASE("completion: every noun, verb and flag is offered") {
  CliWorld world;
  const auto offered = [&](std::vector<std::string> line) {
    line.insert(line.begin(), {"__complete", "--"});
    return "\n" + world.run(line).out;
  };
  for (const auto& command : commands()) {
    if (command.hidden) {
      continue;
    }
    INFO(command.name());
    auto words = split(command.name(), ' ');
    CHECK(holds(offered(words), "\n" + words.back() + "\t"));
    words.emplace_back("--");
    const auto flags = offered(words);
    for (const auto& flag : command.own_flags()) {
      CHECK(holds(flags, "\n--" + std::string(flag.name)));
    }
  }
  for (const char* shell : {"bash", "zsh", "fish"}) {
    CHECK(holds(world.run({"completion", shell}).out, "__complete -- "));
  }
}

TEST_CASE("docs/cli.md is what the table says") {
  INFO("satsrail __reference > docs/cli.md");  // brings it up to date
  CHECK(read_file(SATSRAIL_SOURCE_DIR "/docs/cli.md") == reference_markdown());
}
