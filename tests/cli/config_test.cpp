// Config files: what wins, what is refused, and how they are changed.

#include "tests/cli/working_folder.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

using namespace satsrail::test;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// One layer after the other, weakest first; each says something of its own.
struct LayerCase {
  const char* says;
  const char* user_file;
  const char* local_file;
  std::map<std::string, std::string> environment;
  std::vector<std::string> flags;
  const char* value;
  const char* origin;
};

}  // namespace

TEST_CASE("config: each layer beats the next") {
  const LayerCase cases[]{
      {"nothing", "", "", {}, {}, "10s", "default"},
      {"the user's file", "timeout = \"1s\"", "", {}, {}, "1s", "~/.config/satsrail/config.toml:1"},
      {"a profile that this file chooses",
       "profile = \"p\"\ntimeout = \"1s\"\n[profiles.p]\ntimeout = \"2s\"",
       "",
       {},
       {},
       "2s",
       "~/.config/satsrail/config.toml:4"},
      {"the project's file",
       "profile = \"p\"\ntimeout = \"1s\"\n[profiles.p]\ntimeout = \"2s\"",
       "timeout = \"3s\"",
       {},
       {},
       "3s",
       "satsrail.toml:1"},
      {"a profile that the project's file chooses",
       "timeout = \"1s\"",
       "profile = \"p\"\ntimeout = \"3s\"\n[profiles.p]\ntimeout = \"4s\"",
       {},
       {},
       "4s",
       "satsrail.toml:4"},
      {"a profile that is asked for, of the user's file",
       "[profiles.p]\ntimeout = \"5s\"",
       "timeout = \"3s\"",
       {},
       {"--profile", "p"},
       "5s",
       "~/.config/satsrail/config.toml:2"},
      {"the same, by a variable",
       "[profiles.p]\ntimeout = \"5s\"",
       "timeout = \"3s\"",
       {{"SATSRAIL_PROFILE", "p"}},
       {},
       "5s",
       "~/.config/satsrail/config.toml:2"},
      {"a profile that is asked for, of the project's file",
       "[profiles.p]\ntimeout = \"5s\"",
       "[profiles.p]\ntimeout = \"6s\"",
       {},
       {"--profile", "p"},
       "6s",
       "satsrail.toml:2"},
      {"a variable",
       "timeout = \"1s\"",
       "[profiles.p]\ntimeout = \"6s\"",
       {{"SATSRAIL_TIMEOUT", "7s"}},
       {"--profile", "p"},
       "7s",
       "SATSRAIL_TIMEOUT"},
      {"a flag",
       "timeout = \"1s\"",
       "timeout = \"3s\"",
       {{"SATSRAIL_TIMEOUT", "7s"}},
       {"--timeout", "8s"},
       "8s",
       "--timeout"},
  };
  for (const auto& each : cases) {
    INFO(each.says);
    WorkingFolder world;
    WorkingFolder::write(world.user_file(), each.user_file);
    WorkingFolder::write(world.local_file(), each.local_file);
    for (const auto& [name, value] : each.environment) {
      world.environment[name] = value;
    }
    auto words = each.flags;
    words.insert(words.end(), {"config", "get", "timeout", "--format", "{value} {origin}"});
    const auto ran = world.run(words);
    CHECK(ran.err.empty());
    CHECK(ran.out == std::string(each.value) + " " + each.origin + "\n");
  }
}

TEST_CASE("config: a command's table beats its noun's, and that the top of the file") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(),
                       "page = 1\n[checkout]\npage = 2\n[checkout.list]\npage = 3\n[events]\npage = 4\n");
  const auto page = [&](const std::string& command) {
    return world.run({"config", "get", command.empty() ? "page" : command + ".page"}).out;
  };
  CHECK(page("") == "1\n");
  CHECK(page("deliveries.list") == "1\n");
  CHECK(page("checkout") == "2\n");
  CHECK(page("checkout.list") == "3\n");
  CHECK(page("event.ls") == "4\n");

  // The command sees what `config get` says.
  Receiver api({list_reply(""), list_reply(""), list_reply("")});
  world.environment["SATSRAIL_BASE_URL"] = api.url("");
  world.environment["SATSRAIL_API_KEY"] = "sk_test_a";
  CHECK(world.run({"checkout", "list"}).code == 0);
  CHECK(world.run({"deliveries", "list"}).code == 0);
  CHECK(world.run({"checkout", "list", "--page", "9"}).code == 0);
  const auto seen = api.wait_for(3);
  CHECK(seen[0].target == "/api/v1/checkout_sessions?page=3");
  CHECK(seen[1].target == "/_sandbox/deliveries?page=1");
  CHECK(seen[2].target == "/api/v1/checkout_sessions?page=9");
}

TEST_CASE("config: a switch can be turned off by a stronger layer") {
  WorkingFolder world;
  WorkingFolder::write(world.user_file(), "live = true\n");
  CHECK(world.run({"config", "get", "live"}).out == "true\n");
  WorkingFolder::write(world.local_file(), "live = false\n");
  CHECK(world.run({"config", "get", "live", "--origin"}).out == "key\tlive\nvalue\tfalse\norigin\tsatsrail.toml:1\n");
  WorkingFolder::write(world.local_file(), "");
  world.environment["SATSRAIL_LIVE"] = "0";
  CHECK(world.run({"config", "get", "live"}).out == "false\n");
}

TEST_CASE("config: a choice among flags silences the weaker layers' choice") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(), "[checkout.create]\namount = \"1.00\"\nmetadata = [\"a=1\", \"b=2\"]\n");
  Receiver api({json_reply(201, "{}"), json_reply(201, "{}")});
  world.environment["SATSRAIL_BASE_URL"] = api.url("");
  world.environment["SATSRAIL_API_KEY"] = "sk_test_a";
  world.run({"checkout", "create", "-q"});
  world.run({"checkout", "create", "--product", "coffee", "-q"});
  const auto seen = api.wait_for(2);
  CHECK(seen[0].body == R"({"checkout_session":{"amount_cents":100,"metadata":{"a":"1","b":"2"}}})");
  CHECK(seen[1].body == R"({"checkout_session":{"product_id":"coffee","metadata":{"a":"1","b":"2"}}})");

  WorkingFolder::write(world.local_file(), "[checkout.create]\namount = \"1.00\"\nproduct = \"coffee\"\n");
  const auto both = world.run({"checkout", "create"});
  CHECK(both.code == 2);
  CHECK(holds(both.err, "--amount (satsrail.toml:2) and --product (satsrail.toml:3) exclude each other"));
}

TEST_CASE("config: satsrail.toml is found above, up to the folder with .git, and its paths count from there") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(), "dir = \"sandbox\"\n");
  const auto below = world.project() + "/a/b";
  std::filesystem::create_directories(below);
  std::filesystem::current_path(below);
  const auto dir = [&] { return world.run({"config", "get", "dir"}).out; };
  const auto default_dir = world.home() + "/.local/state/satsrail\n";
  CHECK(dir() == default_dir);  // outside a repository a folder above may be anybody's
  WorkingFolder::write(world.project() + "/.git", "gitdir: elsewhere\n");
  CHECK(dir() == world.project() + "/sandbox\n");
  CHECK(world.run({"config", "get", "dir", "--format", "{origin}"}).out == world.local_file() + ":1\n");
  std::filesystem::create_directory(world.project() + "/a/.git");  // b belongs to another project
  CHECK(dir() == default_dir);
  WorkingFolder::write(below + "/satsrail.toml", "dir = \"~/here\"\n");
  CHECK(dir() == world.home() + "/here\n");
}

TEST_CASE("config: what is wrong in a file is an error with its line, for every command but those that help") {
  struct Wrong {
    const char* text;
    const char* what;
    const char* hint;
  };
  const Wrong all[]{
      {"\nbase_url = \"http://x\"", "satsrail.toml:2: no command has a flag 'base_url'", "did you mean:  base-url"},
      {"[listen]\namount = \"5\"", "satsrail.toml:2: 'listen' has no flag 'amount'", "see:  satsrail help listen"},
      {"[lisen]\nevents = \"a\"", "satsrail.toml:1: there is no command 'lisen'", "did you mean:  satsrail listen"},
      {"[checkout.craete]\namount = \"5\"", "satsrail.toml:1: checkout has no verb 'craete'",
       "did you mean:  satsrail checkout create"},
      {"live = \"yes\"", "satsrail.toml:1: 'live' takes true or false", "as in:  live = true"},
      {"timeout = true", "satsrail.toml:1: 'timeout' takes text", "as in:  timeout = \"DURATION\""},
      {"timeout = [\"1s\"]", "satsrail.toml:1: 'timeout' takes one value", "write it without the brackets"},
      {"timeout = \"\"", "satsrail.toml:1: 'timeout' is empty", "remove the line"},
      {"amount = 50.00", "satsrail.toml:1: 'amount' is a number with a point", "write it as text:  amount = \"50.00\""},
      {"[checkout.wait]\nstatus = \"expird\"", "satsrail.toml:2: 'expird' is no value for status",
       "did you mean:  expired"},
      {"[pay]\noutcome = \"no_rout\"", "satsrail.toml:2: there is no outcome 'no_rout'", "did you mean:  no_route"},
      {"profile = \"stagin\"\n[profiles.staging]\ntimeout = \"1s\"", "satsrail.toml:1: there is no profile 'stagin'",
       "did you mean:  staging"},
      {"[profiles.a]\nprofile = \"b\"", "satsrail.toml:2: 'profile' has no place here", "put it above all tables"},
      {"timeout = 1s", "satsrail.toml:1:", ""},
  };
  for (const auto& wrong : all) {
    WorkingFolder world;
    WorkingFolder::write(world.local_file(), wrong.text);
    INFO(wrong.text);
    const auto ran = world.run({"keys", "list"});
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(holds(ran.err, std::string("error: ") + wrong.what));
    CHECK(holds(ran.err, wrong.hint));
    CHECK(world.run({"help", "config"}).code == 0);
    CHECK(world.run({"keys", "list", "--help"}).code == 0);
    CHECK(world.run({"version"}).err.empty());
    CHECK(world.run({"__complete", "--", "check"}).out == "checkout\tCheckout sessions: what a buyer is sent to\n");
  }
}

TEST_CASE("config: a value that only the command can judge is told with its line, too") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(), "\ntimeout = \"soon\"\n");
  const auto ran = world.run({"checkout", "wait", "cs_1"});
  CHECK(ran.code == 2);
  CHECK(holds(ran.err, "error: 'soon' is no duration (timeout, says satsrail.toml:2)\n"));
}

TEST_CASE("config: an unknown profile is named, with those there are") {
  WorkingFolder world;
  WorkingFolder::write(world.user_file(), "[profiles.staging]\ntimeout = \"1s\"\n[profiles.ci]\nquiet = true\n");
  const auto ran = world.run({"status", "--profile", "stagin"});
  CHECK(ran.code == 2);
  CHECK(holds(ran.err, "there is no profile 'stagin'\n  there are: ci, staging\n  did you mean:  staging\n"));
  CHECK(world.run({"__complete", "--", "--profile", ""}).out == "ci\nstaging\n");
}

TEST_CASE("config: inside exec the sandbox's variables win over the files") {
  WorkingFolder world;
  WorkingFolder::write(
      world.local_file(),
      "base-url = \"http://127.0.0.1:1\"\napi-key = \"sk_test_file\"\nlive = true\ndir = \"elsewhere\"\n");
  Receiver api({json_reply(200, "{}")});
  world.environment["SATSRAIL_BASE_URL"] = api.url("");
  world.environment["SATSRAIL_API_KEY"] = "sk_test_inner";
  world.environment["SATSRAIL_DIR"] = "/nonexistent";
  const auto ran = world.run({"get", "rates"});
  CHECK(ran.code == 0);
  CHECK(api.wait_for(1)[0].header("Authorization") == "Bearer sk_test_inner");
}

TEST_CASE("config: a folder beats an address of a weaker layer, and its key") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(), "base-url = \"http://127.0.0.1:1\"\napi-key = \"sk_test_file\"\n");
  world.environment["SATSRAIL_DIR"] = world.project() + "/none";
  const auto ran = world.run({"rates", "get"});
  CHECK(ran.code == 5);
  CHECK(holds(ran.err, "there is no sandbox in " + world.project() + "/none"));
}

TEST_CASE("config: the user's key is not sent to an address of a project's file") {
  WorkingFolder world;
  Receiver api({json_reply(200, "{}")});
  WorkingFolder::write(world.local_file(), "base-url = \"" + api.url("") + "\"\n");
  WorkingFolder::write(world.user_file(), "api-key = \"sk_test_mine\"\n");
  const auto ran = world.run({"rates", "get"});
  CHECK(ran.code == 4);
  CHECK(holds(ran.err, "the key of ~/.config/satsrail/config.toml:1 is not sent to the address of satsrail.toml:1"));
  CHECK(api.count() == 0);
  // Asked for by name, the profile brings its own address along.
  WorkingFolder::write(world.user_file(),
                       "[profiles.mine]\nbase-url = \"" + api.url("") + "\"\napi-key = \"sk_test_mine\"\n");
  CHECK(world.run({"get", "rates", "--profile", "mine"}).code == 0);
}

TEST_CASE("config: a key that others can read is remarked upon") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(), "api-key = \"sk_test_a\"\n");
  CHECK(world.run({"config", "list"}).err.empty());
  ::chmod(world.local_file().c_str(), 0644);
  const auto ran = world.run({"config", "list"});
  CHECK(ran.code == 0);
  CHECK(holds(ran.err, "others can read satsrail.toml, and it holds a key:  chmod 600 " + world.local_file()));
  CHECK(world.run({"config", "list", "-q"}).err.empty());
}

TEST_CASE("config list: the values that count, with where they come from, and no whole key") {
  WorkingFolder world;
  WorkingFolder::write(world.user_file(),
                       "api-key = \"sk_test_0123456789\"\ntimeout = \"1s\"\n[listen]\ntimeout = \"2s\"\n");
  WorkingFolder::write(world.local_file(), "[listen]\nforward-to = \"3000/webhooks\"\n");
  world.environment["SATSRAIL_NO_COLOR"] = "1";
  const auto ran = world.run({"config", "list", "--origin"});
  CHECK(ran.code == 0);
  CHECK(holds(ran.out, "api-key\tsk_test_01…\t~/.config/satsrail/config.toml:1\n"));
  CHECK(holds(ran.out, "timeout\t1s\t~/.config/satsrail/config.toml:2\n"));
  CHECK(holds(ran.out, "no-color\ttrue\tSATSRAIL_NO_COLOR\n"));
  CHECK(holds(ran.out, "live\tfalse\tdefault\n"));
  CHECK(holds(ran.out, "listen.forward-to\t3000/webhooks\tsatsrail.toml:2\n"));
  CHECK(holds(ran.out, "listen.timeout\t2s\t~/.config/satsrail/config.toml:4\n"));
  CHECK(world.run({"config", "get", "api-key"}).out == "sk_test_0123456789\n");
}

TEST_CASE("config set: changes a value in its place, and nothing else") {
  WorkingFolder world;
  const std::string before =
      "# ours\n"
      "timeout = '''5s'''  # long enough\n"
      "\n"
      "# while working\n"
      "[listen]\n"
      "  events = [ \"checkout.*\",\n"
      "             \"order.*\" ]  # two\n"
      "\n"
      "[profiles.ci]\n"
      "quiet = true\n";
  WorkingFolder::write(world.local_file(), before);
  const auto set = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"config", "set"});
    words.emplace_back("--local");
    const auto ran = world.run(words);
    INFO(ran.err);
    CHECK(ran.code == 0);
    return WorkingFolder::read(world.local_file());
  };
  CHECK(set({"timeout", "20s"}) ==
        "# ours\n"
        "timeout = \"20s\"  # long enough\n" +
            before.substr(before.find("\n\n") + 1));
  CHECK(set({"timeout", "5s"}).find("timeout = \"5s\"  # long enough") != std::string::npos);

  WorkingFolder::write(world.local_file(), before);
  CHECK(set({"base-url", "http://127.0.0.1:7287"}) == before.substr(0, before.find("\n\n")) +
                                                          "\nbase-url = \"http://127.0.0.1:7287\"\n" +
                                                          before.substr(before.find("\n\n") + 1));

  WorkingFolder::write(world.local_file(), before);
  const auto events_end = before.find("# two\n") + 6;
  CHECK(set({"listen.forward-to", "3000"}) ==
        before.substr(0, events_end) + "  forward-to = 3000\n" + before.substr(events_end));

  WorkingFolder::write(world.local_file(), before);
  CHECK(set({"checkout.create.metadata", "a=\"1\"", "b=2"}) ==
        before + "\n[checkout.create]\nmetadata = [\"a=\\\"1\\\"\", \"b=2\"]\n");

  WorkingFolder::write(world.local_file(), before);
  CHECK(set({"live", "true", "--profile", "ci"}) == before + "live = true\n");
}

TEST_CASE("config set: makes the user's file for the user alone, and says what wins over it") {
  WorkingFolder world;
  const auto first = world.run({"config", "set", "api-key", "sk_test_1"});
  CHECK(first.code == 0);
  CHECK(first.err.empty());
  CHECK(first.out == "key\tapi-key\nvalue\tsk_test_1\npath\t" + world.user_file() + "\n");
  struct stat status {};
  REQUIRE(::stat(world.user_file().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(WorkingFolder::read(world.user_file()) == "api-key = \"sk_test_1\"\n");
  world.environment["SATSRAIL_API_KEY"] = "sk_test_2";
  CHECK(holds(world.run({"config", "set", "api-key", "sk_test_3"}).err, "SATSRAIL_API_KEY wins over it"));

  // A link stays a link, and a file keeps its permissions.
  const auto real = world.home() + "/dotfiles.toml";
  WorkingFolder::write(real, "");
  ::chmod(real.c_str(), 0640);
  std::filesystem::remove(world.user_file());
  std::filesystem::create_symlink(real, world.user_file());
  CHECK(world.run({"config", "set", "timeout", "3s"}).code == 0);
  CHECK(std::filesystem::is_symlink(world.user_file()));
  CHECK(WorkingFolder::read(real) == "timeout = \"3s\"\n");
  REQUIRE(::stat(real.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("config set: refuses what the file would be refused for, and leaves it alone") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(), "listen.events = \"a.*\"\n");
  const auto refused = [&](std::vector<std::string> words) {
    words.emplace_back("--local");
    const auto ran = world.run(words);
    CHECK(ran.code != 0);
    CHECK(WorkingFolder::read(world.local_file()) == "listen.events = \"a.*\"\n");
    return ran.err;
  };
  CHECK(holds(refused({"config", "set", "base_url", "x"}), "did you mean:  base-url"));
  CHECK(holds(refused({"config", "set", "lisen.events", "x"}), "did you mean:  satsrail listen"));
  CHECK(holds(refused({"config", "set", "live", "yes"}), "'yes' is no value for live"));
  CHECK(holds(refused({"config", "set", "checkout.wait.status", "expird"}), "did you mean:  expired"));
  CHECK(holds(refused({"config", "set", "timeout", "1s", "2s"}), "timeout takes one value"));
  CHECK(holds(refused({"config", "set", "profiles.a.timeout", "1s"}), "as in:  --profile staging timeout"));
  CHECK(holds(refused({"config", "set", "listen.timeout", "1s"}), "do it by hand"));  // no room in a dotted table
  CHECK(refused({"config", "set", "timeout", "1s", "--global"}).find("exclude each other") != std::string::npos);
}

TEST_CASE("config unset: takes a value out, with its line") {
  WorkingFolder world;
  WorkingFolder::write(world.user_file(),
                       "timeout = \"1s\" # short\nquiet = true\n[listen]\nevents = [\n \"a.*\",\n]\n");
  CHECK(world.run({"config", "unset", "timeout"}).code == 0);
  CHECK(WorkingFolder::read(world.user_file()) == "quiet = true\n[listen]\nevents = [\n \"a.*\",\n]\n");
  CHECK(world.run({"config", "unset", "listen.events"}).code == 0);
  CHECK(WorkingFolder::read(world.user_file()) == "quiet = true\n[listen]\n");
  const auto again = world.run({"config", "unset", "listen.events"});
  CHECK(again.code == 1);
  CHECK(holds(again.err, "does not set listen.events"));
  WorkingFolder::write(world.user_file(), "listen = { events = \"a.*\", timeout = \"1s\" }\n");
  CHECK(holds(world.run({"config", "unset", "listen.events"}).err, "do it by hand"));
}

TEST_CASE("config path: both files, or one of them") {
  WorkingFolder world;
  WorkingFolder::write(world.local_file(), "this is no TOML");
  CHECK(world.run({"config", "path"}).out ==
        "local\t" + world.local_file() + "\ttrue\nglobal\t" + world.user_file() + "\tfalse\n");
  CHECK(world.run({"config", "path", "--global"}).out == world.user_file() + "\n");
  world.environment["XDG_CONFIG_HOME"] = "/etc/x";
  CHECK(world.run({"config", "path", "--global"}).out == "/etc/x/satsrail/config.toml\n");
}
