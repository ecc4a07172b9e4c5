#include "tests/support/process.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

using namespace satsrail::test;

namespace fs = std::filesystem;

// What `./dev demo` runs once it has built: the first thing that a newcomer sees.
TEST_CASE("demo: a checkout is paid, and the shop verifies its webhook") {
  const auto satsrail = program("satsrail");
  const auto script = fs::path(SATSRAIL_SOURCE_DIR) / "tests" / "tools" / "demo.sh";
  const auto* others = std::getenv("PATH");
  const auto path = satsrail.parent_path().string() + ":" + (others != nullptr ? others : "/usr/bin:/bin");
  const auto demo = run_command({{satsrail.string(), "exec", "--", script.string()}, {{"PATH", path}}});
  INFO(demo.out + "\n--- standard error\n" + demo.err);
  CHECK(demo.exit_code == 0);
  CHECK(demo.out.find("verified: checkout.completed") != std::string::npos);
  CHECK(demo.out.find("# Done.") != std::string::npos);
}
