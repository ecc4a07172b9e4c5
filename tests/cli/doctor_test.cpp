// `doctor`: what it finds, beside a sandbox that follows a script and in folders of every kind.

#include "core/version.h"
#include "tests/cli/cli_world.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace satsrail;
using namespace satsrail::test;
using nlohmann::json;

namespace {

// The checks of one name.
std::vector<json> found(const Ran& ran, const std::string& name) {
  std::vector<json> checks;
  const auto list = json::parse(ran.out);
  for (const auto& check : list["data"]) {
    if (check["check"] == name) {
      checks.push_back(check);
    }
  }
  return checks;
}

json only(const Ran& ran, const std::string& name) {
  const auto checks = found(ran, name);
  REQUIRE(checks.size() == 1);
  return checks[0];
}

std::string status(const std::string& running_version) {
  return R"({"object":"sandbox","version":")" + running_version +
         R"(","pid":1,"counts":{"event_streams":2,"deliveries_pending":3}})";
}

Reply clock_reply(const std::string& mode, int offset) {
  return json_reply(200, R"({"object":"clock","now":"2026-01-01T00:00:00Z","mode":")" + mode +
                             R"(","offset_seconds":)" + std::to_string(offset) + "}");
}

Reply sound() {
  return json_reply(200, R"({"object":"database_check","database":"/x/sandbox.db","sound":true,"damage":null})");
}

std::string endpoint(const std::string& url, int failures = 0) {
  return R"({"id":"e","url":")" + url + R"(","active":true,"failure_count":)" + std::to_string(failures) + "}";
}

// A sandbox that is well but for what the test says. The calls come in this order.
std::vector<Reply> script(std::string running_version, Reply database, Reply clock, const std::string& endpoints) {
  return {json_reply(200, status(running_version)), std::move(database), std::move(clock), list_reply(""),
          list_reply(endpoints)};
}

CliWorld beside(const ScriptedSandbox& sandbox, const TempDir& folder) {
  CliWorld world;
  world.environment = sandbox.environment;
  world.environment["SATSRAIL_DIR"] = folder.path();
  world.environment["SATSRAIL_DAEMON"] = "/bin/true";
  ::chmod(folder.path().c_str(), 0700);
  return world;
}

}  // namespace

TEST_CASE("doctor: a sandbox that is well") {
  const TempDir folder;
  const Receiver shop;
  const ScriptedSandbox sandbox(
      script(std::string(version()), sound(), clock_reply("running", 0), endpoint(shop.url())));
  const auto ran = beside(sandbox, folder).run({"doctor", "--json"});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  for (const auto* name : {"folder", "program", "daemon", "lock", "version", "database", "clock", "endpoint"}) {
    CHECK(only(ran, name)["verdict"] == "fine");
    CHECK(only(ran, name)["fix"].is_null());
  }
  CHECK(only(ran, "listeners")["message"].get<std::string>().rfind("2 streams are open", 0) == 0);
  CHECK(only(ran, "deliveries")["verdict"] == "notable");
}

TEST_CASE("doctor: what is wrong is told with what to do, and exit 1") {
  const TempDir folder;
  const ScriptedSandbox sandbox(script(
      "0.0.1", json_reply(200, R"({"object":"database_check","database":"x","sound":false,"damage":"row 3 missing"})"),
      clock_reply("frozen", 0), endpoint("http://127.0.0.1:1/hooks") + "," + endpoint("http://no.such.host.invalid/")));
  const auto ran = beside(sandbox, folder).run({"doctor", "--json"});
  INFO(ran.out << ran.err);
  CHECK(ran.code == 1);
  CHECK(only(ran, "version")["message"] ==
        "satsrail is " + std::string(version()) + ", the running satsraild is 0.0.1");
  CHECK(only(ran, "database")["message"] == "x is damaged: row 3 missing");
  CHECK(only(ran, "clock")["verdict"] == "notable");
  const auto endpoints = found(ran, "endpoint");
  REQUIRE(endpoints.size() == 2);
  CHECK(endpoints[0]["message"] == "nobody answers at http://127.0.0.1:1/hooks (connection refused)");
  CHECK(endpoints[1]["message"] == "the host of http://no.such.host.invalid/ is not known here");
  const auto list = json::parse(ran.out);
  for (const auto& check : list["data"]) {
    CHECK((check["verdict"] == "fine" || !check["fix"].is_null()));
  }
}

TEST_CASE("doctor: a receiver that is there and fails, and a clock that is far ahead") {
  const TempDir folder;
  const Receiver shop;
  const ScriptedSandbox sandbox(
      script(std::string(version()), sound(), clock_reply("running", 90'000), endpoint(shop.url(), 4)));
  const auto ran = beside(sandbox, folder).run({"doctor", "--json"});
  CHECK(ran.code == 0);
  CHECK(only(ran, "endpoint")["message"] == shop.url() + " is there, but did not answer 2xx to the last 4 attempts");
  CHECK(only(ran, "clock")["message"] == "the sandbox clock is 1d1h ahead of real time (2026-01-01T00:00:00Z)");
}

TEST_CASE("doctor: no sandbox, a folder that is none, keys that others can read, a daemon that is gone") {
  const TempDir home;
  CliWorld world;
  const auto in = [&](const std::string& dir) {
    world.environment["SATSRAIL_DIR"] = dir;
    return world.run({"doctor", "--json"});
  };
  const auto away = in(home.path() / "nowhere");
  CHECK(away.code == 1);
  CHECK(only(away, "folder")["message"].get<std::string>().find("is not there yet") != std::string::npos);
  CHECK(only(away, "daemon")["verdict"] == "wrong");
  CHECK(only(away, "disk")["verdict"] != "wrong");

  std::ofstream(home.path() / "file") << "x";
  CHECK(only(in(home.path() / "file"), "folder")["verdict"] == "wrong");

  const auto dir = home.path() / "sandbox";
  std::filesystem::create_directory(dir);
  const auto file = dir / "credentials.json";
  std::ofstream(file) << "not JSON";
  CHECK(only(in(dir), "credentials")["verdict"] == "wrong");

  // A port that nobody listens on, and a process that is no satsraild.
  std::ofstream(file) << R"({"base_url":"http://127.0.0.1:1","port":1,"pid":)" << ::getpid()
                      << R"(,"keys":{"sk_test":"sk_test_a"},"control_key":"ak_a"})";
  ::chmod(file.c_str(), 0644);
  std::ofstream(dir / "daemon.log") << "2026-01-01T00:00:00Z info fine\n2026-01-01T00:00:01Z error the disk is full\n";
  const auto gone = in(dir);
  CHECK(gone.code == 1);
  CHECK(only(gone, "credentials")["fix"] == "chmod 600 " + file.string());
  CHECK(only(gone, "daemon")["message"].get<std::string>().find("is gone") != std::string::npos);
  CHECK(only(gone, "log")["message"].get<std::string>().find("the disk is full") != std::string::npos);
}

TEST_CASE("doctor: a port that somebody else has taken is told with his name") {
  const TempDir folder;
  Receiver other;
  other.always(Reply::fail(404, "not a sandbox"));
  std::ofstream(folder.path() / "credentials.json")
      << R"({"base_url":"http://127.0.0.1:)" << other.port() << R"(","port":)" << other.port()
      << R"(,"pid":1,"keys":{"sk_test":"sk_test_a"},"control_key":"ak_a"})";
  CliWorld world;
  world.environment["SATSRAIL_DIR"] = folder.path();
  const auto daemon = only(world.run({"doctor", "--json"}), "daemon");
  CHECK(daemon["verdict"] == "wrong");
  CHECK(daemon["message"].get<std::string>().find("is taken by cli_tests (pid " + std::to_string(::getpid())) !=
        std::string::npos);
}

TEST_CASE("doctor: variables that lead elsewhere, and proxies") {
  const TempDir folder;
  CliWorld world;
  world.environment["SATSRAIL_DIR"] = folder.path();
  world.environment["SATSRAIL_BASE_URL"] = "http://127.0.0.1:1";
  world.environment["SATSRAIL_API_KEY"] = "pk_test_a";
  world.environment["http_proxy"] = "http://proxy.test:3128";
  std::ofstream(folder.path() / "credentials.json")
      << R"({"base_url":"http://127.0.0.1:2","port":2,"pid":1,"keys":{"sk_test":"sk_test_a"},"control_key":"ak_a"})";
  auto ran = world.run({"doctor", "--json"});
  CHECK(ran.code == 1);
  const auto variables = found(ran, "variables");
  REQUIRE(variables.size() == 2);
  CHECK(variables[0]["message"].get<std::string>().find("leads to http://127.0.0.1:1") != std::string::npos);
  CHECK(variables[1]["verdict"] == "wrong");
  CHECK(only(ran, "proxies")["verdict"] == "notable");

  world.environment["NO_PROXY"] = "localhost,127.0.0.1";
  world.environment["SATSRAIL_API_KEY"] = "sk_live_a";
  ran = world.run({"doctor", "--json"});
  CHECK(only(ran, "proxies")["verdict"] == "fine");
  CHECK(found(ran, "variables")[1]["verdict"] == "notable");
}
