// The pages that show code show the files that are run.

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("docs/testing.md shows the files of docs/examples, whole") {
  const fs::path docs = fs::path(SATSRAIL_SOURCE_DIR) / "docs";
  const auto page = read_file(docs / "testing.md");
  for (const auto& [language, file] :
       {std::pair{"sh", "shell/checkout_test.sh"}, std::pair{"js", "node/checkout.test.mjs"},
        std::pair{"python", "pytest/test_checkout.py"}}) {
    INFO(file);
    CHECK(page.find("```" + std::string(language) + "\n" + read_file(docs / "examples" / file) + "```\n") !=
          std::string::npos);
  }
}

TEST_CASE("docs/scenarios.md names every example there is") {
  const fs::path docs = fs::path(SATSRAIL_SOURCE_DIR) / "docs";
  const auto page = read_file(docs / "scenarios.md");
  for (const auto& entry : fs::directory_iterator(docs / "examples")) {
    if (entry.path().extension() == ".toml") {
      INFO(entry.path());
      CHECK(page.find("`" + entry.path().filename().string() + "`") != std::string::npos);
    }
  }
}
