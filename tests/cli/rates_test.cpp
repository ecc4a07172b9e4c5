// Exchange rates on the command line: what is sent, and what is refused before anything is.

#include "cli/text.h"
#include "tests/cli/cli_world.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace satsrail;
using namespace satsrail::test;

namespace {

using json = nlohmann::json;

const std::string k_fixed = R"({"object":"rate_mode","mode":"fixed","since":"2026-01-01T00:00:00Z"})";

bool holds(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

struct ScriptFile {
  explicit ScriptFile(const std::string& text) : path((folder.path() / "rates.json").string()) {
    std::ofstream(path) << text;
  }
  TempDir folder;
  std::string path;
};

// The complaint about this script; nothing listens, so whatever is refused was refused here.
std::string refusal(const std::string& text) {
  const ScriptFile file(text);
  const CliWorld world;
  const auto ran = world.run(
      {"--base-url", "http://127.0.0.1:1", "--api-key", "ak_a", "rates", "mode", "script", "--script", file.path});
  CHECK(ran.code == 2);
  CHECK(holds(ran.err, "rates.json cannot be used"));
  CHECK(holds(ran.err, "nothing was changed"));
  return ran.err;
}

}  // namespace

TEST_CASE("rates: a mode is sent with what belongs to it") {
  ScriptedSandbox world({json_reply(200, k_fixed), json_reply(200, k_fixed), json_reply(200, k_fixed)});
  CHECK(
      world.run({"rates", "mode", "walk", "--seed", "7", "--step", "30s", "--sigma", "0.5%", "--range", "12.5"}).code ==
      0);
  const auto walk = world.request(0);
  CHECK(walk.target == "/_sandbox/rates/mode");
  CHECK(json::parse(walk.body) ==
        json{{"mode", "walk"}, {"seed", 7}, {"step", "30s"}, {"sigma_bp", 50}, {"range_bp", 1250}});

  const ScriptFile file(R"({"usd": [["0s", "100000.00"], ["10m", "95000.00"]]})");
  CHECK(world.run({"rates", "mode", "script", "--script", file.path}).code == 0);
  CHECK(world.request(1).body == R"({"mode":"script","script":{"usd":[["0s","100000.00"],["10m","95000.00"]]}})");
  const auto plain = world.run({"rates", "mode", "fixed", "-q"});
  CHECK(plain.out == "fixed\n");
  CHECK(world.request(2).body == R"({"mode":"fixed"})");
}

TEST_CASE("rates: a script that cannot be used is refused with its entry named") {
  CHECK(holds(refusal("{\n  \"usd\": [[\"0s\" \"1\"]]\n}"), "it is no JSON: line 2, column "));
  CHECK(holds(refusal(R"({"usd":[["0s","1"]],"usd":[["0s","2"]]})"), "it names usd twice"));
  CHECK(holds(refusal(R"({"usd":[["0s","100000.00"],["10 m","95000.00"]]})"), "Script entry 2 of USD must begin with"));
  CHECK(holds(refusal(R"({"jpy":[["0s","15000000.5"]]})"), "Script entry 1 of JPY has a rate that must be"));
  CHECK(holds(refusal(R"({"dogecoin":[["0s","1"]]})"), "names \"dogecoin\", which is not a supported currency"));
  CHECK(holds(refusal("[]"), "Script must be an object such as"));

  const CliWorld world;
  const auto missing = world.run({"rates", "mode", "script", "--script", "/nonexistent/rates.json"});
  CHECK(missing.code == 2);
  CHECK(holds(missing.err, "cannot read /nonexistent/rates.json"));
}

TEST_CASE("rates: a flag of another mode is refused, and so is a number that makes no sense") {
  const CliWorld world;
  const auto refused = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"rates", "mode"});
    const auto ran = world.run(words);
    INFO(ran.err);
    CHECK(ran.code == 2);
    return ran.err;
  };
  CHECK(holds(refused({"fixed", "--seed", "7"}), "it belongs to mode walk"));
  CHECK(holds(refused({"walk", "--script", "a.json"}), "it belongs to mode script"));
  CHECK(holds(refused({"script"}), "rates mode script needs --script"));
  CHECK(holds(refused({"sideways"}), "sideways"));
  CHECK(holds(refused({"walk", "--seed", "-1"}), "--seed"));
  CHECK(holds(refused({"walk", "--sigma", "0%"}), "from 0.01% to 10.00%"));
  CHECK(holds(refused({"walk", "--sigma", "much"}), "from 0.01% to 10.00%"));
  CHECK(holds(refused({"walk", "--range", "95%"}), "from 0.01% to 90.00%"));
  CHECK(holds(refused({"walk", "--step", "500ms"}), "at least 1s"));
}

TEST_CASE("rates: who sets a rate is told when it does not count alone") {
  const std::string rate = R"({"object":"rate","base":"BTC","quote":"USD","rate":"95000.00","source":"sandbox"})";
  const auto list = [](const std::string& mode) {
    return json_reply(200, R"({"object":"list","data":[],"meta":{},"mode":)" + mode + "}");
  };
  ScriptedSandbox world({json_reply(200, rate), list(R"({"mode":"error"})"), json_reply(200, rate), list(k_fixed)});
  CHECK(holds(world.run({"rates", "set", "95000.00"}).err, "satsrail rates mode fixed"));
  CHECK(world.run({"rates", "set", "95000.00"}).err.empty());
}
