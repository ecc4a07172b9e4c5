#pragma once
// A command of the table as somebody types it, for the walk over all of them (cli_test.cpp).

namespace satsrail::test {

enum class Way { reads, changes, runs };  // `runs`: until it is told to stop
enum class Needs { nothing, sandbox };

// A word that begins with $ stands for something of the walk's sandbox.
struct CliExample {
  const char* command;
  const char* words;
  Way way;
  Needs needs = Needs::sandbox;
  const char* same_as = "";  // the GET whose body `--json` has to print
};

}  // namespace satsrail::test
