// Manual pages are the command table once more.

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/text.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace satsrail::cli;
using satsrail::test::CliWorld;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// As man(7) writes it.
std::string in_roff(std::string text) {
  for (auto found = text.find('-'); found != std::string::npos; found = text.find('-', found + 2)) {
    text.insert(found, "\\");
  }
  return text;
}

}  // namespace

TEST_CASE("man: every command has its place in a page, with its flags and examples") {
  const CliWorld world;
  const auto overview = world.run({"help", "--man"}).out;
  for (const auto& command : commands()) {
    if (command.hidden) {
      continue;
    }
    INFO(command.name());
    auto words = split(command.name(), ' ');
    words.insert(words.begin(), {"help", "--man"});
    const auto ran = world.run(words);
    CHECK(ran.code == 0);
    CHECK(holds(ran.out, ".SS \"satsrail " + in_roff(command.name()) + "\"\n"));
    for (const auto& flag : command.own_flags()) {
      CHECK(holds(ran.out, in_roff("--" + std::string(flag.name))));
    }
    CHECK(holds(overview, ".B \"" + in_roff(std::string(command.noun)) + "\"\n"));
  }
  for (const auto& flag : global_flags()) {
    CHECK(holds(overview, in_roff("--" + std::string(flag.name))));
  }
  for (const auto& topic : topics()) {
    CHECK(holds(overview, in_roff(std::string(topic.name))));
  }
}

TEST_CASE("man: pages are plain ASCII, and each has a name for its file") {
  std::vector<std::string> files;
  for (const auto& page : man_pages()) {
    INFO(page.file);
    const auto text = man_page(page.name);
    CHECK(text.starts_with(".TH \""));
    CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c < 0x7F); }));
    CHECK(std::find(files.begin(), files.end(), page.file) == files.end());
    files.push_back(page.file);
  }
  CHECK(std::find(files.begin(), files.end(), "satsrail-node-payments") != files.end());
}

TEST_CASE("man: an unknown page is answered with what was meant") {
  const CliWorld world;
  const auto ran = world.run({"help", "--man", "chekout"});
  CHECK(ran.code == 2);
  CHECK(holds(ran.err, "did you mean:  satsrail checkout"));
}
