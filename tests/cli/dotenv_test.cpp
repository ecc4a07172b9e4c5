#include "cli/dotenv.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace satsrail::cli;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    auto name = (fs::temp_directory_path() / "satsrail-dotenv-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
};

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("dotenv: sets the line there is, or adds one, and leaves all others alone") {
  CHECK(with_variable("", "KEY", "v") == "KEY=v\n");
  CHECK(with_variable("A=1", "KEY", "v") == "A=1\nKEY=v\n");
  CHECK(with_variable("# shop\nA=1\n\nKEY=old\nB=2\n", "KEY", "v") == "# shop\nA=1\n\nKEY=v\nB=2\n");
  CHECK(with_variable("KEY=old # of the sandbox\n", "KEY", "v") == "KEY=v # of the sandbox\n");
  CHECK(with_variable("  export KEY = \"a # b\" # why\r\nB=2\r\n", "KEY", "v") == "  export KEY =v # why\r\nB=2\r\n");
  CHECK(with_variable("KEY=1\nKEY=2", "KEY", "v") == "KEY=v\nKEY=v");  // which of them counts depends on the reader
  CHECK(with_variable("#KEY=old\nMY_KEY=1\nKEYS=2\nKEY\n", "KEY", "v") == "#KEY=old\nMY_KEY=1\nKEYS=2\nKEY\nKEY=v\n");
}

TEST_CASE("dotenv: quotes a value that would not be read as it is") {
  CHECK(with_variable("", "KEY", "whsec_Ab09-_.") == "KEY=whsec_Ab09-_.\n");
  CHECK(with_variable("", "KEY", "two words # and more") == "KEY='two words # and more'\n");
  CHECK(with_variable("", "KEY", R"(it's "$1")") == R"(KEY="it's \"\$1\"")"
                                                    "\n");
  CHECK(with_variable("KEY=\"it's \\\"\" # c\n", "KEY", "v") == "KEY=v # c\n");
}

TEST_CASE("dotenv: a file keeps its mode, a new one is private, a link stays a link") {
  const Folder folder;
  const auto path = folder.file(".env");
  REQUIRE(set_variable(path, "KEY", "v").ok());
  CHECK(read(path) == "KEY=v\n");
  CHECK(mode_of(path) == 0600);
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  fs::create_symlink(".env", folder.path / "link");
  REQUIRE(set_variable(folder.file("link"), "OTHER", "w").ok());
  CHECK(fs::is_symlink(folder.path / "link"));
  CHECK(read(path) == "KEY=v\nOTHER=w\n");
  CHECK(mode_of(path) == 0640);
  CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 2);  // and nothing else
}

TEST_CASE("dotenv: a file that says so already is not touched") {
  const Folder folder;
  const auto path = folder.file(".env");
  REQUIRE(set_variable(path, "KEY", "v").ok());
  const auto before = fs::last_write_time(path);
  struct stat first {};
  struct stat second {};
  ::stat(path.c_str(), &first);
  REQUIRE(set_variable(path, "KEY", "v").ok());
  ::stat(path.c_str(), &second);
  CHECK(fs::last_write_time(path) == before);
  CHECK(first.st_ino == second.st_ino);
}

TEST_CASE("dotenv: says what it cannot write, and no name that is none") {
  const Folder folder;
  for (const char* key : {"", "1KEY", "MY KEY", "a-b"}) {
    const auto named = set_variable(folder.file(".env"), key, "v");
    REQUIRE_FALSE(named.ok());
    CHECK(named.error().exit == ExitCode::usage);
  }
  const auto nowhere = set_variable(folder.file("no/such/.env"), "KEY", "v");
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().code == "env_file_unusable");
  CHECK(set_variable(folder.path.string(), "KEY", "v").error().why == "it is no file");
  CHECK_FALSE(fs::exists(folder.file(".env")));
}
