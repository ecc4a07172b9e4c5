// `satsrail run`: stories in files, told to real sandboxes.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <signal.h>

#include <fstream>
#include <sstream>

using namespace satsrail::test;
namespace fs = std::filesystem;

namespace {

class Scenarios {
 public:
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(m_files.path() / name) << text;
    return (m_files.path() / name).string();
  }
  std::string path(const std::string& name) const { return (m_files.path() / name).string(); }
  std::string read(const std::string& name) const {
    std::ifstream file(m_files.path() / name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  ProcessOptions options(std::vector<std::string> words) const {
    words.insert(words.begin(), {program("satsrail").string(), "run"});
    ProcessOptions options;
    options.argv = std::move(words);
    options.env = {{"TMPDIR", m_tmp.path().string()},
                   {"SATSRAIL_DIR", (m_tmp.path() / "none").string()},
                   {"SATSRAIL_BASE_URL", std::nullopt},
                   {"SATSRAIL_API_KEY", std::nullopt},
                   {"PATH", program("satsrail").parent_path().string() + ":/usr/bin:/bin"}};
    return options;
  }
  CommandResult run(std::vector<std::string> words) const { return run_command(options(std::move(words))); }
  bool has_left_nothing() const { return fs::is_empty(m_tmp.path()); }

 private:
  TempDir m_files;
  TempDir m_tmp;
};

constexpr const char* k_paid = R"toml(name = "A paid order"
[sandbox]
seed = 1
[vars]
cents = 5000
[[steps]]
name = "open"
api = "POST /api/v1/checkout_sessions"
body = {checkout_session = {amount_cents = "${cents}", currency = "usd"}}
status = 201
expect = {status = "pending", amount_cents = "${cents}"}
capture = {token = "token"}
[[steps]]
run = "pay ${token}"
[[steps]]
run = "checkout get ${token}"
expect = {status = "completed"}
[[steps]]
shell = 'test "$(satsrail checkout get "$token" --format "{status}")" = completed && echo "${token}"'
expect = {stdout = "${token}"}
)toml";

std::vector<json> json_lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<json> out;
  for (std::string line; std::getline(stream, line);) {
    out.push_back(json::parse(line));
  }
  return out;
}

}  // namespace

TEST_CASE("run: a story of requests, commands and programs, in a sandbox of its own") {
  const Scenarios scenarios;
  const auto file = scenarios.write("paid.toml", k_paid);
  const auto ran = scenarios.run({file});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.exit_code == 0);
  CHECK(ran.err.empty());
  CHECK(contains(ran.out, "suite\t" + file + "\tA paid order\nstep\tpassed\t"));
  CHECK(contains(ran.out, "\topen\n"));
  CHECK(contains(ran.out, "end\tpassed\t" + file));
  CHECK(scenarios.has_left_nothing());
}

TEST_CASE("run: a value that differs is shown with its line, what was expected, and what happened last") {
  const Scenarios scenarios;
  const auto file = scenarios.write("wrong.toml", std::string(k_paid) + R"([[steps]]
run = "checkout get ${token}"
expect.status = "pending"
expect.amount_cents = {">" = 1}
expect.amount_cent = 5
[[steps]]
run = "status"
[[cleanup]]
run = "checkout list"
)");
  const auto ran = scenarios.run({file, "--junit", scenarios.path("report.xml")});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.exit_code == 1);
  CHECK(contains(ran.out, "diff\t" + file + ":23:8\tstatus\t\"pending\"\t\"completed\"\n"));
  CHECK(contains(ran.out, "diff\t" + file + ":25:8\tamount_cent\t5\tnothing: there is no such value\n"));
  CHECK(contains(ran.out, "  checkout.completed  "));
  CHECK(contains(ran.out, "step\tskipped\t0.0\tstatus\n"));
  CHECK(contains(ran.err, "error: 1 of 1 scenario failed\n  " + file + ":23:8: 2 values are not as expected\n"));
  const auto report = scenarios.read("report.xml");
  CHECK(contains(report, "tests=\"7\" failures=\"1\""));
  CHECK(contains(report, "expected  &quot;pending&quot;"));
  CHECK(scenarios.has_left_nothing());
}

TEST_CASE("run: --json is a line for each suite and step, and one at the end") {
  const Scenarios scenarios;
  scenarios.write("a.toml", k_paid);
  scenarios.write("b.json",
                  R"({"steps": [{"run": "checkout get cs_none", "exit": 1, "expect": {"error.code": "not_found"}},
                                          {"api": "GET /api/v1/checkout_sessions/cs_none", "status": 404},
                                          {"run": "checkout get cs_none"}]})");
  const auto ran = scenarios.run({scenarios.path(""), "--json", "--events-out", scenarios.path("events.ndjson")});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.exit_code == 1);
  const auto lines = json_lines(ran.out);
  REQUIRE(lines.size() == 1 + 4 + 1 + 3 + 1);
  CHECK(lines[0]["type"] == "suite");
  CHECK(lines[1]["status"] == 201);
  CHECK(lines[5]["name"] == "b");
  CHECK(lines[7]["status"] == 404);
  CHECK(lines[8]["state"] == "failed");
  CHECK(lines[8]["exit_code"] == 1);
  CHECK(lines[8]["failure"]["message"] == "exit code 1 instead of 0");
  CHECK(lines[9]["type"] == "end");
  CHECK(lines[9]["failed"] == 1);
  CHECK(lines[9]["passed"] == 1);
  CHECK(json::parse(ran.err)["error"]["code"] == "scenario_failed");
  const auto events = json_lines(scenarios.read("events.ndjson"));
  REQUIRE(events.size() == 7);
  CHECK(events.front()["event"]["type"] == "order.created");
  CHECK(events.back()["event"]["type"] == "checkout.completed");
}

TEST_CASE("run: a wrong file is found before anything runs") {
  const Scenarios scenarios;
  scenarios.write("a.toml", k_paid);
  const auto wrong = scenarios.write("b.toml", "[[steps]]\nrun = \"chekout list\"\n");
  const auto ran = scenarios.run({scenarios.path("")});
  CHECK(ran.exit_code == 2);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "error: " + wrong + ":2:1: there is no command 'chekout'\n"));
  CHECK(scenarios.run({scenarios.path("none.toml")}).exit_code == 2);
  CHECK(scenarios.run({}).exit_code == 2);
  const auto unknown = scenarios.run({scenarios.path("a.toml"), "--var", "cent=1"});
  CHECK(unknown.exit_code == 2);
  CHECK(contains(unknown.err, "did you mean:  --var cents=…"));
}

TEST_CASE("run: --var replaces a variable, and the clock moves without waiting") {
  const Scenarios scenarios;
  const auto file = scenarios.write("expiry.toml", R"([sandbox]
clock = "2026-01-01T00:00:00Z"
[vars]
cents = 5000
status = "pending"
[[steps]]
run = "clock freeze"
[[steps]]
run = "checkout create --amount-cents ${cents}"
capture = {token = "token", made = "created_at"}
expect = {amount_cents = 1250, created_at = {matches = "^2026-01-01T00:"}}
[[steps]]
advance = "16m"
[[steps]]
run = "checkout get ${token}"
expect = {status = "${status}"}
)");
  const auto ran = scenarios.run({file, "--var", "cents=1250", "--var", "status=expired"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.exit_code == 0);
}

TEST_CASE("run: --here tells the story to the sandbox that runs") {
  const Scenarios scenarios;
  const SandboxFixture sandbox;
  const auto file = scenarios.write("paid.toml", "[[steps]]\nrun = \"checkout create --amount 5\"\n");
  const auto ran = sandbox.cli({"run", "--here", file});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.exit_code == 0);
  auto api = sandbox.client();
  CHECK(expect(api.get("/api/v1/checkout_sessions"), 200)["data"].size() == 1);
  CHECK(scenarios.run({file, "--here"}).exit_code == 5);
}

TEST_CASE("run: a step that does not end is ended, with all that it started, and cleanup runs") {
  const Scenarios scenarios;
  const auto pid_file = scenarios.path("pid");
  const auto file = scenarios.write("slow.toml", "[[steps]]\nshell = 'sleep 1000 & echo $! > " + pid_file + R"('
[[steps]]
shell = "sleep 1000"
timeout = "200ms"
[[cleanup]]
shell = "echo cleaned > )" + scenarios.path("cleaned") +
                                                     "\"\n");
  const auto ran = scenarios.run({file});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.exit_code == 1);
  CHECK(contains(ran.out, "it was ended: it took longer than 200 ms"));
  CHECK(scenarios.read("cleaned") == "cleaned\n");
  CHECK(::kill(std::stoi(scenarios.read("pid")), 0) == -1);
  CHECK(scenarios.has_left_nothing());
}

TEST_CASE("run: an interrupt ends the step, cleans up, and the program dies of it") {
  const Scenarios scenarios;
  const auto file = scenarios.write("long.toml",
                                    "[[steps]]\nrun = \"status\"\n[[steps]]\nshell = \"sleep 1000\"\n"
                                    "[[cleanup]]\nshell = \"echo cleaned > " +
                                        scenarios.path("cleaned") + "\"\n");
  Process running(scenarios.options({file}));
  running.wait_for_stdout("\tstatus\n");
  running.kill(SIGINT);
  const auto status = running.wait();
  CHECK(status.signal == SIGINT);
  CHECK(contains(running.stdout_text(), "interrupted"));
  CHECK(scenarios.read("cleaned") == "cleaned\n");
  CHECK(scenarios.has_left_nothing());
}
