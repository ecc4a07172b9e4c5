#include "cli/text.h"

#include <catch2/catch.hpp>

using namespace satsrail::cli;

TEST_CASE("text: a slip of the fingers is recognised, another word is not") {
  const std::vector<std::string> verbs{"create", "get", "list", "cancel", "expire", "open", "wait"};
  CHECK(closest("craete", verbs) == "create");
  CHECK(closest("creat", verbs) == "create");
  CHECK(closest("CREATE", verbs) == "create");
  CHECK(closest("can", verbs) == "cancel");  // the beginning of one
  CHECK(closest("waitt", verbs) == "wait");
  CHECK_FALSE(closest("frobnicate", verbs));
  CHECK_FALSE(closest("xyz", verbs));
  CHECK_FALSE(closest("", verbs));
}

TEST_CASE("text: what others wrote cannot drive the terminal") {
  CHECK(printable("a\033[2Jb") == "a?[2Jb");
  CHECK(printable("line\nbreak\ttab") == "line break tab");
  CHECK(printable("caf\xC3\xA9 ₿ ナ") == "café ₿ ナ");
  CHECK(printable("\xFF\xFE") == "??");
  CHECK(printable("\xC2\x9B"
                  "1m") == "?1m");  // CSI as one C1 character
  CHECK(printable("a\xE2\x80\xAE"
                  "b") == "a?b");  // right-to-left override
}

TEST_CASE("text: columns are counted as a terminal shows them") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("é₿") == 2);
  CHECK(display_width("ナン") == 4);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(fit("abcdef", 6) == "abcdef");
  CHECK(fit("abcdef", 4) == "abc…");
  CHECK(fit("ナンセ", 4) == "ナ…");
}

TEST_CASE("text: a value with tabs and line ends stays one cell") {
  CHECK(tsv_cell("a\tb\nc\\d") == "a\\tb\\nc\\\\d");
}

TEST_CASE("text: words are quoted for a shell only where they need it") {
  CHECK(shell_quoted("/tmp/a-b_c.d") == "/tmp/a-b_c.d");
  CHECK(shell_quoted("a b") == "'a b'");
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("") == "''");
}
