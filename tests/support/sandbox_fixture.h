#pragma once
// A real sandbox for one test: satsraild on a free port with a folder of its own, and the CLI beside it.

#include "tests/support/http_client.h"
#include "tests/support/process.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::test {

// A folder that is gone when the test is.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

// The build's programs: the folder in SATSRAIL_TEST_BIN_DIR, which ctest sets.
std::filesystem::path program(std::string_view name);

// What the daemon says on its ready descriptor.
struct Ready {
  std::string base_url;
  int pid = 0;
  std::string dir;
  std::uint16_t port = 0;
  std::string version;
  std::string sk_test;
  std::string pk_test;
  std::string sk_live;
  std::string pk_live;
  std::string control_key;
};
// Throws when a member is missing.
Ready parse_ready(std::string_view json_line);

class SandboxFixture {
 public:
  // Starts at once, unless told not to. `flags` come after --dir, --port 0 and --ready-fd.
  explicit SandboxFixture(const std::vector<std::string>& flags = {}, bool start_now = true);
  // SIGTERM, then SIGKILL for one that does not listen.
  ~SandboxFixture();

  // Starts the daemon on this fixture's folder and waits until it is ready. Throws with the daemon's standard
  // error when it ends before that.
  void start(const std::vector<std::string>& flags = {});
  // SIGTERM; returns how it ended.
  ExitStatus stop();
  // SIGKILL: no destructor of the daemon runs. Returns when it is gone.
  void kill_hard();
  Process& daemon() { return *m_daemon; }

  const Ready& ready() const { return m_ready; }
  const std::filesystem::path& dir() const { return m_dir.path(); }
  // A client with the secret test key, or with any other.
  HttpClient client() const { return HttpClient(m_ready.base_url, m_ready.sk_test); }
  HttpClient client(std::string key) const { return HttpClient(m_ready.base_url, std::move(key)); }

  // Runs `satsrail args…` against this folder, in an environment without any other SATSRAIL_ setting and
  // with HOME and the XDG folders inside the fixture's own.
  CommandResult cli(std::vector<std::string> args, std::string_view input = {}) const;
  // The same, for what runs until it is told to stop (listen, serve).
  std::unique_ptr<Process> cli_start(std::vector<std::string> args) const;

 private:
  ProcessOptions cli_options(std::vector<std::string> args) const;

  TempDir m_home;
  TempDir m_dir;
  Ready m_ready;
  std::unique_ptr<Process> m_daemon;
};

}  // namespace satsrail::test
