// Programs that are started: the daemon (played by a shell script that speaks its start-up protocol) and the
// command of `exec`.

#include "cli/sandbox_process.h"
#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;
using satsrail::test::CliWorld;

namespace {

class Folder {
 public:
  Folder() {
    auto path = (fs::temp_directory_path() / "satsrail-cli-XXXXXX").string();
    REQUIRE(::mkdtemp(path.data()) != nullptr);
    m_path = path;
  }
  ~Folder() { fs::remove_all(m_path); }
  std::string operator/(const std::string& name) const { return (m_path / name).string(); }

  std::string script(const std::string& name, const std::string& body) const {
    auto path = *this / name;
    std::ofstream(path) << "#!/bin/sh\n" << body;
    ::chmod(path.c_str(), 0755);
    return path;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(*this / name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

 private:
  fs::path m_path;
};

// Writes its arguments and folder down, says it is ready, and stays.
std::string ready_daemon(const Folder& folder) {
  return folder.script("daemon", "echo \"$@\" > " + (folder / "arguments") + R"(
while [ $# -gt 0 ]; do case $1 in --ready-fd) fd=$2 ;; --dir) dir=$2 ;; esac; shift; done
echo '{"type":"ready","base_url":"http://127.0.0.1:1","pid":'$$',"dir":"'$dir'","port":1,"version":"0","keys":{"sk_test":"sk_test_1","pk_test":"pk_test_1","sk_live":"sk_live_1","pk_live":"pk_live_1"},"control_key":"ak_1","webhook":{"id":"w","url":"u","secret":"whsec_1"}}' > /dev/fd/$fd
eval "exec $fd>&-"
exec sleep 1000
)");
}

bool is_running(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

}  // namespace

TEST_CASE("start: prints the daemon's ready line and leaves it running in a private folder") {
  const Folder folder;
  CliWorld world;
  world.environment["SATSRAIL_DAEMON"] = ready_daemon(folder);
  const auto dir = folder / "deep/sandbox";
  const auto ran = world.run({"start", "--dir", dir, "--port", "0", "--webhook", "3000/w", "--json"});
  REQUIRE(ran.code == 0);
  const auto ready = nlohmann::json::parse(ran.out);
  CHECK(ready["type"] == "ready");
  CHECK(ready["webhook"]["secret"] == "whsec_1");
  const auto pid = ready["pid"].get<pid_t>();
  CHECK(is_running(pid));
  CHECK(
      folder.read("arguments").starts_with("--dir " + dir + " --port 0 --webhook http://localhost:3000/w --ready-fd "));
  CHECK((fs::status(dir).permissions() & fs::perms::all) == fs::perms::owner_all);
  satsrail::cli::end_child(pid, std::chrono::seconds(10));
  CHECK_FALSE(is_running(pid));
}

TEST_CASE("start: when the daemon cannot, its own three lines are the failure") {
  const Folder folder;
  CliWorld world;
  world.environment["SATSRAIL_DAEMON"] = folder.script("daemon",
                                                       "echo 'starting' >&2; printf 'error: port 7287 is taken\\n  by "
                                                       "process 42\\n  another one:  --port 0\\n' >&2; exit 1\n");
  const auto dir = folder / "sandbox";
  const auto ran = world.run({"start", "--dir", dir});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(ran.err == "error: port 7287 is taken\n  by process 42\n  another one:  --port 0\n");
  CHECK(folder.read("sandbox/daemon.log").find("starting") != std::string::npos);

  world.environment["SATSRAIL_DAEMON"] = folder.script("mute", "exit 3\n");
  const auto mute = world.run({"start", "--dir", dir});
  CHECK(mute.code == 1);
  CHECK(mute.err.find("ended while it was starting (exit code 3)") != std::string::npos);

  world.environment["SATSRAIL_DAEMON"] = folder / "nowhere";
  CHECK(world.run({"start", "--dir", dir}).err.find("cannot run " + (folder / "nowhere")) != std::string::npos);
}

TEST_CASE("start: a daemon that is never ready is given up and ended") {
  const Folder folder;
  CliWorld world;
  world.environment["SATSRAIL_DAEMON"] =
      folder.script("daemon", "echo $$ > " + (folder / "pid") + "; exec sleep 1000\n");
  const auto ran = world.run({"start", "--dir", folder / "sandbox", "--timeout", "300ms"});
  CHECK(ran.code == 1);
  CHECK(ran.err.find("was not ready in time") != std::string::npos);
  // It may have been ended before it could write its process id down.
  if (const auto pid = folder.read("pid"); !pid.empty()) {
    CHECK_FALSE(is_running(std::stoi(pid)));
  }
}

TEST_CASE("exec: the command finds its sandbox, its exit code is ours, and nothing is left behind") {
  const Folder folder;
  CliWorld world;
  fs::create_directory(folder / "tmp");
  world.environment["SATSRAIL_DAEMON"] = ready_daemon(folder);
  world.environment["TMPDIR"] = folder / "tmp";
  ::setenv("SATSRAIL_WEBHOOK_SECRET", "whsec_of_another", 1);
  const auto seen = folder / "seen";
  const auto ran = world.run({"exec", "--seed", "1", "--", "sh", "-c",
                              "echo $SATSRAIL_BASE_URL $SATSRAIL_API_URL $SATSRAIL_API_KEY $SATSRAIL_PUBLISHABLE_KEY "
                              "$SATSRAIL_CONTROL_KEY $SATSRAIL_WEBHOOK_SECRET > " +
                                  seen + "; test -d \"$SATSRAIL_DIR\" || exit 99; exit 7"});
  ::unsetenv("SATSRAIL_WEBHOOK_SECRET");
  CHECK(ran.code == 7);
  CHECK(ran.err.empty());
  CHECK(folder.read("seen") == "http://127.0.0.1:1 http://127.0.0.1:1/api/v1 sk_test_1 pk_test_1 ak_1 whsec_1\n");
  CHECK(folder.read("arguments").find("--port 0 --exit-with-parent --seed 1 --db :memory:") != std::string::npos);
  CHECK(fs::is_empty(folder / "tmp"));

  CHECK(world.run({"exec", "--", "sh", "-c", "kill -TERM $$"}).code == 128 + SIGTERM);
  CHECK(world.run({"exec", "--", folder / "nowhere"}).code == 127);
  CHECK(world.run({"exec", "--", folder / "tmp"}).code == 126);
  CHECK(fs::is_empty(folder / "tmp"));
}

TEST_CASE("exec --keep: the folder stays, and its place is told") {
  const Folder folder;
  CliWorld world;
  fs::create_directory(folder / "tmp");
  world.environment["SATSRAIL_DAEMON"] = ready_daemon(folder);
  world.environment["TMPDIR"] = folder / "tmp";
  const auto ran = world.run({"exec", "--keep", "--", "true"});
  CHECK(ran.code == 0);
  CHECK(ran.err.find("satsrail start --dir " + (folder / "tmp/satsrail-")) != std::string::npos);
  CHECK_FALSE(fs::is_empty(folder / "tmp"));
  CHECK(folder.read("arguments").find(":memory:") == std::string::npos);
}

TEST_CASE("stop: nothing running is fine") {
  const Folder folder;
  CliWorld world;
  const auto ran = world.run({"stop", "--dir", folder / "sandbox"});
  CHECK(ran.code == 0);
  CHECK(ran.err == "no sandbox is running\n");
  // Credentials of a sandbox that is gone.
  std::ofstream(folder / "credentials.json")
      << R"({"base_url":"http://127.0.0.1:1","port":1,"pid":1,"keys":{"sk_test":"sk_test_1"},"control_key":"ak_1"})";
  CHECK(world.run({"stop", "--dir", folder / ""}).code == 0);
}

TEST_CASE("listen --print-secret: one secret for the folder, whichever time it is asked for") {
  const Folder folder;
  CliWorld world;
  std::ofstream(folder / "credentials.json")
      << R"({"base_url":"http://127.0.0.1:1","port":1,"pid":1,"keys":{"sk_test":"sk_test_1","sk_live":"sk_live_1"},"control_key":"ak_1"})";
  const auto first = world.run({"listen", "--print-secret", "--dir", folder / ""});
  CHECK(first.code == 0);
  CHECK(first.out.starts_with("whsec_"));
  CHECK(world.run({"listen", "--print-secret", "--dir", folder / "", "--forward-to", "3000"}).out == first.out);
  CHECK(world.run({"listen", "--print-secret", "--dir", folder / "", "--live"}).out != first.out);
  CHECK((fs::status(folder / "listen-test.secret").permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));
}
