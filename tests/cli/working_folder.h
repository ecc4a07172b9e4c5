#pragma once
// A command line that stands in a folder of its own, with config files written by the test.

#include "tests/cli/cli_world.h"
#include "tests/support/sandbox_fixture.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace satsrail::test {

class WorkingFolder : public CliWorld {
 public:
  WorkingFolder() : m_before(std::filesystem::current_path()) {
    std::filesystem::create_directories(project());
    std::filesystem::current_path(project());
    environment["HOME"] = home();
    environment.erase("SATSRAIL_DIR");
  }
  ~WorkingFolder() { std::filesystem::current_path(m_before); }

  std::string project() const { return (m_folder.path() / "project").string(); }
  std::string home() const { return (m_folder.path() / "home").string(); }
  std::string local_file() const { return project() + "/satsrail.toml"; }
  std::string user_file() const { return home() + "/.config/satsrail/config.toml"; }

  static void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  static std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

 private:
  std::filesystem::path m_before;
  TempDir m_folder;
};

}  // namespace satsrail::test
