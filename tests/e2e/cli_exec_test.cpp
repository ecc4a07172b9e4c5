// `satsrail exec`: a whole sandbox for one command, and nothing left of it.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <signal.h>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

using namespace satsrail::test;
namespace fs = std::filesystem;

namespace {

// Runs with a temporary folder of its own, in which everything that is left behind can be seen.
class Exec {
 public:
  ProcessOptions options(const std::vector<std::string>& flags, const std::string& script) const {
    ProcessOptions options;
    options.argv = {program("satsrail").string(), "exec"};
    options.argv.insert(options.argv.end(), flags.begin(), flags.end());
    // The script finds the program that runs it as $0.
    options.argv.insert(options.argv.end(), {"--", "sh", "-c", script, program("satsrail").string()});
    options.env = {
        {"TMPDIR", m_tmp.path().string()}, {"SATSRAIL_DIR", std::nullopt}, {"SATSRAIL_API_KEY", "sk_live_of_another"}};
    options.stdin_open = true;  // what reads it waits as long as this process lasts
    return options;
  }
  CommandResult run(const std::vector<std::string>& flags, const std::string& script) const {
    return run_command(options(flags, script));
  }
  bool has_left_nothing() const { return fs::is_empty(m_tmp.path()); }

 private:
  TempDir m_tmp;
};

std::map<std::string, std::string> variables(const std::string& printed) {
  std::istringstream text(printed);
  std::map<std::string, std::string> found;
  for (std::string line; std::getline(text, line);) {
    found[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
  }
  return found;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

bool answers(const std::string& base_url) {
  try {
    return HttpClient(base_url).get("/livez").status == 200;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace

TEST_CASE("exec: the command finds its sandbox through its environment") {
  const Exec exec;
  const auto ran = exec.run({"--webhook", "1/nobody", "--live"}, "env | grep ^SATSRAIL_");
  REQUIRE(ran.exit_code == 0);
  const auto found = variables(ran.out);
  const auto& base_url = found.at("SATSRAIL_BASE_URL");
  CHECK(base_url.substr(0, 17) == "http://127.0.0.1:");
  CHECK(found.at("SATSRAIL_API_URL") == base_url + "/api/v1");
  CHECK(found.at("SATSRAIL_API_KEY").substr(0, 8) == "sk_live_");
  CHECK(found.at("SATSRAIL_API_KEY") != "sk_live_of_another");
  CHECK(found.at("SATSRAIL_PUBLISHABLE_KEY").substr(0, 8) == "pk_live_");
  CHECK(found.at("SATSRAIL_CONTROL_KEY").substr(0, 3) == "ak_");
  CHECK(found.at("SATSRAIL_WEBHOOK_SECRET").substr(0, 6) == "whsec_");
  CHECK_FALSE(fs::exists(found.at("SATSRAIL_DIR")));
  CHECK_FALSE(answers(base_url));
  CHECK(exec.has_left_nothing());
}

TEST_CASE("exec: a test suite inside runs the whole flow") {
  const Exec exec;
  Receiver shop;
  const auto ran = exec.run({"--webhook", shop.url(), "--seed", "1", "--clock", "2026-01-01T00:00:00Z"},
                            "set -e\n"
                            "token=$(\"$0\" checkout create --amount 50.00 -q)\n"
                            "\"$0\" pay \"$token\" --wait -q\n"
                            "\"$0\" checkout get \"$token\" --format '{status} {created_at}'\n"
                            "\"$0\" clock advance 1h -q\n"
                            "echo \"$SATSRAIL_WEBHOOK_SECRET\"\n");
  CAPTURE(ran.err);
  CHECK(ran.exit_code == 0);
  CHECK(contains(ran.out, "completed 2026-01-01T00:0"));
  REQUIRE(shop.count() == 1);
  const auto webhook = shop.requests()[0];
  const auto secret = first_line(ran.out.substr(ran.out.find("whsec_")));
  CHECK(webhook.header("X-SatsRail-Signature") == signature_of(webhook.body, secret));
  CHECK(exec.has_left_nothing());
}

TEST_CASE("exec: without --webhook the exported secret is the one that listeners sign with") {
  const Exec exec;
  const auto ran = exec.run({}, "\"$0\" listen --forward-to 1/x --print-secret; echo \"$SATSRAIL_WEBHOOK_SECRET\"");
  CAPTURE(ran.out, ran.err);
  const auto secret = first_line(ran.out);
  CHECK(secret.substr(0, 6) == "whsec_");
  CHECK(ran.out == secret + "\n" + secret + "\n");
  const auto given = exec.run({"--webhook", "1/x"},
                              "\"$0\" listen --forward-to 1/x --print-secret; echo \"$SATSRAIL_WEBHOOK_SECRET\"");
  const auto shared = first_line(given.out);
  CHECK(given.out == shared + "\n" + shared + "\n");
}

TEST_CASE("exec: what the command reads is what was given to us") {
  const Exec exec;
  CHECK(run_command(exec.options({}, "cat; cat >&2"), "from outside\n").out == "from outside\n");
}

TEST_CASE("exec: each signal that asks for something is passed on") {
  const Exec exec;
  for (const auto& [name, number] : std::vector<std::pair<std::string, int>>{
           {"INT", SIGINT}, {"HUP", SIGHUP}, {"QUIT", SIGQUIT}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2}}) {
    Process running(exec.options({},
                                 "tail -f /dev/null & child=$!\n"
                                 "trap 'kill $child; exit 40' " +
                                     name + "\necho ready\nwait"));
    running.wait_for_stdout("ready\n");
    running.kill(number);
    INFO(name);
    CHECK(running.wait().code == 40);
  }
  CHECK(exec.has_left_nothing());
}

TEST_CASE("exec: stops and goes on with its command, as job control asks") {
  const Exec exec;
  Process running(exec.options({}, "echo ready; read line; echo \"got $line\""));
  running.wait_for_stdout("ready\n");
  running.kill_group(SIGTSTP);
  const auto is_stopped = [&] {
    std::ifstream file("/proc/" + std::to_string(running.pid()) + "/stat");
    std::string text;
    std::getline(file, text);
    return text.find(") T ") != std::string::npos;
  };
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  while (!is_stopped() && std::chrono::steady_clock::now() < deadline) {
  }
  CHECK(is_stopped());
  running.kill_group(SIGCONT);
  running.write_stdin("more\n");
  CHECK(running.wait().code == 0);
  CHECK(contains(running.stdout_text(), "got more\n"));
}

TEST_CASE("exec: under a parent that ignores the end of its children it ends all the same") {
  const Exec exec;
  const auto script = "trap '' CHLD; exec \"" + program("satsrail").string() + "\" exec -- sh -c 'exit 7'";
  auto options = exec.options({}, "");
  options.argv = {"bash", "-c", script};
  CHECK(run_command(options).exit_code == 7);
}

TEST_CASE("exec: what the command leaves running holds nothing of the sandbox") {
  const Exec exec;
  const auto ran = exec.run({}, "sleep 1000 > /dev/null 2>&1 < /dev/null & echo $! $SATSRAIL_BASE_URL");
  REQUIRE(ran.exit_code == 0);
  const auto pid = std::stoi(ran.out);
  CHECK(::kill(pid, 0) == 0);  // it is the user's, and lives on
  ::kill(pid, SIGKILL);
  CHECK(exec.has_left_nothing());
}

// Under a sanitizer a program takes ten times as long to start, and fifty of them would starve the tests beside this
// one.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t k_crowd = 12;
#else
constexpr std::size_t k_crowd = 50;
#endif

TEST_CASE("exec: fifty at once do not disturb each other") {
  const Exec exec;
  std::vector<std::unique_ptr<Process>> crowd;
  for (std::size_t i = 0; i < k_crowd; ++i) {
    crowd.push_back(std::make_unique<Process>(
        exec.options({"--timeout", "2m"},  // fifty starts are patient with each other
                     "set -e; export SATSRAIL_TIMEOUT=2m; token=$(\"$0\" checkout create --amount 5 -q); \"$0\" pay "
                     "$token -q > /dev/null\n"
                     "\"$0\" checkout list --format '{token} {status}'; echo \"made $token\"")));
  }
  std::set<std::string> tokens;
  for (auto& each : crowd) {
    const auto code = each->wait(std::chrono::minutes(4)).code;
    CAPTURE(each->stderr_text());
    CHECK(code == 0);
    const auto token = each->stdout_text().substr(0, each->stdout_text().find(' '));
    CHECK(each->stdout_text() == token + " completed\nmade " + token + "\n");
    tokens.insert(token);
  }
  CHECK(tokens.size() == k_crowd);
  CHECK(exec.has_left_nothing());
}

TEST_CASE("exec: ends as its command does") {
  const Exec exec;
  CHECK(exec.run({}, "exit 7").exit_code == 7);
  CHECK(exec.run({}, "kill -TERM $$").exit_code == 128 + SIGTERM);
  const auto script = exec.run({}, "echo out; echo err >&2; cat");
  CHECK(script.out == "out\n");
  CHECK(script.err == "err\n");
  CHECK(run_command({{program("satsrail").string(), "exec", "--", "/no/such/program"}}).exit_code == 127);
  CHECK(run_command({{program("satsrail").string(), "exec", "--", "/etc/passwd"}}).exit_code == 126);
  CHECK(exec.has_left_nothing());
}

TEST_CASE("exec: a signal reaches the command, and the sandbox goes after it") {
  const Exec exec;
  Process running(exec.options({},
                               "tail -f /dev/null > /dev/null 2>&1 & child=$!\n"
                               "trap 'kill $child; echo caught; exit 3' TERM\n"
                               "echo \"$SATSRAIL_BASE_URL\"\n"
                               "wait"));
  const auto base_url = first_line(running.wait_for_stdout("\n"));
  CHECK(answers(base_url));
  running.kill(SIGTERM);
  CHECK(running.wait().code == 3);
  CHECK(contains(running.stdout_text(), "caught"));
  CHECK_FALSE(answers(base_url));
  CHECK(exec.has_left_nothing());
}

TEST_CASE("exec: kill -9 leaves no daemon behind") {
  const Exec exec;
  Process running(exec.options({}, "echo \"$SATSRAIL_BASE_URL\"; exec cat"));
  const auto base_url = first_line(running.wait_for_stdout("\n"));
  CHECK(answers(base_url));
  CHECK(running.running());
  running.kill(SIGKILL);
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  while (answers(base_url) && std::chrono::steady_clock::now() < deadline) {
  }
  CHECK_FALSE(answers(base_url));
}

// What the dead program would have removed stays: a log, a lock and the credentials of a daemon that is gone.
TEST_CASE("exec: kill -9 leaves no folder behind") {
  const Exec exec;
  Process running(exec.options({}, "echo \"$SATSRAIL_BASE_URL\"; exec cat"));
  const auto base_url = first_line(running.wait_for_stdout("\n"));
  running.kill(SIGKILL);
  const auto deadline = std::chrono::steady_clock::now() + k_patience;
  while ((answers(base_url) || !exec.has_left_nothing()) && std::chrono::steady_clock::now() < deadline) {
  }
  CHECK(exec.has_left_nothing());
}

TEST_CASE("exec: --keep says where the data is, and the sandbox can go on from there") {
  const Exec exec;
  const auto ran = exec.run({"--keep"}, "\"$0\" checkout create --amount 5 -q");
  CHECK(ran.exit_code == 0);
  const std::string says = "satsrail start --dir ";
  const auto at = ran.err.find(says);
  REQUIRE(at != std::string::npos);
  SandboxFixture kept({"--dir", first_line(ran.err.substr(at + says.size()))});
  auto api = kept.client();
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + first_line(ran.out)), 200).at("status") == "pending");
}
