#include "tests/support/sandbox_fixture.h"

#include <nlohmann/json.hpp>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace satsrail::test {
namespace {

constexpr int k_ready_fd = 3;

// One line from a pipe; what came so far at its end or when patience is over.
std::string read_line(int fd) {
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  std::string line;
  while (line.find('\n') == std::string::npos) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{fd, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
      break;
    }
    std::array<char, 4096> chunk;
    const auto count = ::read(fd, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      break;
    }
    line.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return line;
}

}  // namespace

TempDir::TempDir() {
  auto name = (std::filesystem::temp_directory_path() / "satsrail-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
  }
  m_path = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(m_path, ignored);
}

std::filesystem::path program(std::string_view name) {
  const char* folder = std::getenv("SATSRAIL_TEST_BIN_DIR");
  if (folder == nullptr) {
    throw std::runtime_error("SATSRAIL_TEST_BIN_DIR names no build folder; run this through ctest");
  }
  // Absolute, because commands run in folders of their own.
  return std::filesystem::absolute(folder) / name;
}

Ready parse_ready(std::string_view json_line) {
  const auto json = nlohmann::json::parse(json_line);
  if (json.at("type") != "ready") {
    throw std::runtime_error("not a ready message: " + std::string(json_line));
  }
  const auto& keys = json.at("keys");
  Ready ready;
  json.at("base_url").get_to(ready.base_url);
  json.at("pid").get_to(ready.pid);
  json.at("dir").get_to(ready.dir);
  json.at("port").get_to(ready.port);
  json.at("version").get_to(ready.version);
  keys.at("sk_test").get_to(ready.sk_test);
  keys.at("pk_test").get_to(ready.pk_test);
  keys.at("sk_live").get_to(ready.sk_live);
  keys.at("pk_live").get_to(ready.pk_live);
  json.at("control_key").get_to(ready.control_key);
  return ready;
}

SandboxFixture::SandboxFixture(const std::vector<std::string>& flags, bool start_now) {
  if (start_now) {
    start(flags);
  }
}

SandboxFixture::~SandboxFixture() {
  if (!m_daemon || !m_daemon->running()) {
    return;
  }
  m_daemon->kill(SIGTERM);
  try {
    m_daemon->wait();
  } catch (const std::exception&) {
    m_daemon->kill(SIGKILL);
  }
}

void SandboxFixture::start(const std::vector<std::string>& flags) {
  Pipe ready = make_pipe();
  ProcessOptions options;
  options.argv = {
      program("satsraild").string(), "--dir", dir().string(), "--port", "0", "--ready-fd", std::to_string(k_ready_fd),
      "--exit-with-parent"};
  options.argv.insert(options.argv.end(), flags.begin(), flags.end());
  options.pass_fds = {{ready.write.get(), k_ready_fd}};
  m_daemon = std::make_unique<Process>(options);
  ready.write.reset();  // so that its end is seen here when the daemon dies
  const auto line = read_line(ready.read.get());
  if (line.find('\n') == std::string::npos) {
    m_daemon->kill(SIGKILL);
    m_daemon->wait();
    throw std::runtime_error("satsraild did not become ready: " + line + m_daemon->stderr_text());
  }
  m_ready = parse_ready(line);
}

ExitStatus SandboxFixture::stop() {
  m_daemon->kill(SIGTERM);
  return m_daemon->wait();
}

void SandboxFixture::kill_hard() {
  m_daemon->kill(SIGKILL);
  m_daemon->wait();
}

ProcessOptions SandboxFixture::cli_options(std::vector<std::string> args) const {
  ProcessOptions options;
  options.argv = {program("satsrail").string()};
  options.argv.insert(options.argv.end(), args.begin(), args.end());
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    if (text.rfind("SATSRAIL_", 0) == 0) {
      options.env.emplace_back(text.substr(0, text.find('=')), std::nullopt);
    }
  }
  const auto home = m_home.path();
  options.env.insert(options.env.end(), {{"SATSRAIL_DIR", dir().string()},
                                         {"HOME", home.string()},
                                         {"XDG_STATE_HOME", (home / "state").string()},
                                         {"XDG_CONFIG_HOME", (home / "config").string()},
                                         {"XDG_RUNTIME_DIR", std::nullopt}});
  options.working_dir = home.string();
  return options;
}

CommandResult SandboxFixture::cli(std::vector<std::string> args, std::string_view input) const {
  return run_command(cli_options(std::move(args)), input);
}

std::unique_ptr<Process> SandboxFixture::cli_start(std::vector<std::string> args) const {
  return std::make_unique<Process>(cli_options(std::move(args)));
}

}  // namespace satsrail::test
