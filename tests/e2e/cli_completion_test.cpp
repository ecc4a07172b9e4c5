// The completion scripts in the shells they are for, the manual pages in the program that shows them, and config files
// around a sandbox that runs.

#include "tests/support/process.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace satsrail::test;

namespace {

bool is_there(const std::string& program_name) {
  const bool found = std::system(("command -v " + program_name + " >/dev/null 2>&1").c_str()) == 0;
  if (!found) {
    WARN(program_name + " is not on this machine: skipped");
  }
  return found;
}

// A sandbox with a checkout, and a shell whose completion is told of it.
class Shell {
 public:
  explicit Shell(std::string name) : m_name(std::move(name)) {}

  std::string make_checkout() const {
    return nlohmann::json::parse(sandbox.cli({"checkout", "create", "--amount", "5", "--json"}).out).at("token");
  }
  // What the shell prints when it has read the completion script and then this one.
  std::string run(const std::string& script) const {
    const auto file = m_folder.path() / "completion";
    std::ofstream(file) << sandbox.cli({"completion", m_name}).out;
    const auto programs = program("satsrail").parent_path().string();
    ProcessOptions options;
    options.argv = {m_name, "-c", "PATH=" + programs + ":$PATH\n" + script, m_name, file.string()};
    if (m_name == "fish") {
      options.argv = {m_name, "--no-config", "-c",
                      "set -x PATH " + programs + " $PATH; source " + file.string() + "\n" + script};
    }
    options.env = {{"SATSRAIL_DIR", sandbox.dir().string()},
                   {"SATSRAIL_BASE_URL", std::nullopt},
                   {"HOME", m_folder.path().string()},
                   {"XDG_CONFIG_HOME", std::nullopt}};
    options.working_dir = m_folder.path().string();
    const auto ran = run_command(options);
    CHECK(ran.err.empty());
    INFO(ran.err);
    return ran.out;
  }

  SandboxFixture sandbox;

 private:
  std::string m_name;
  TempDir m_folder;
};

constexpr const char* k_bash_line = R"(
source "$1"
offer() { COMP_WORDS=(satsrail "$@"); COMP_CWORD=$#; COMPREPLY=(); _satsrail; (IFS=' '; echo "${COMPREPLY[*]}"); }
)";

// Shows what would be offered instead of offering it: completion proper needs a terminal.
constexpr const char* k_zsh_line = R"(
compdef() { : }
_describe() { print -r -- ${described%%:*} }
_files() { print files }
_command_names() { print commands }
source "$1"
offer() { local -a words; words=(satsrail "$@"); local CURRENT=${#words}; _satsrail }
)";

}  // namespace

TEST_CASE("completion: bash offers words, flags, values and the ids of the sandbox that runs") {
  const Shell bash("bash");
  const auto token = bash.make_checkout();
  const auto out = bash.run(std::string(k_bash_line) + R"(
offer chec
offer checkout ex
offer checkout list --status ''
offer checkout list --status = pe
offer checkout list --status =
offer checkout get ''
offer pay cs_
offer --timeout 2s pay cs_ --outcome no_r
offer nonsense ''
)");
  CHECK(out == "checkout\nexpire\npending completed expired cancelled\npending\npending completed expired cancelled\n" +
                   token + "\n" + token + "\nno_route\n\n");
}

TEST_CASE("completion: zsh offers the same, with what each means") {
  if (!is_there("zsh")) {
    return;
  }
  const Shell zsh("zsh");
  const auto token = zsh.make_checkout();
  CHECK(zsh.run(std::string(k_zsh_line) + R"(
offer chec
offer checkout list --status ''
offer checkout get ''
offer start --db ''
offer exec -- ''
)") == "checkout\npending completed expired cancelled\n" + token + "\nfiles\ncommands\n");
}

TEST_CASE("completion: fish offers the same, with what each means") {
  if (!is_there("fish")) {
    return;
  }
  const Shell fish("fish");
  const auto token = fish.make_checkout();
  CHECK(fish.run(R"(
complete -C 'satsrail checkout exp'
complete -C 'satsrail checkout list --status '
complete -C 'satsrail pay cs_'
)") == "expire\tLet a pending checkout run out now\npending\ncompleted\nexpired\ncancelled\n" + token + "\tpending\n");
}

TEST_CASE("man: groff finds nothing to complain about in any page") {
  const SandboxFixture sandbox({}, false);
  const TempDir folder;
  REQUIRE(sandbox.cli({"__share", folder.path().string()}).exit_code == 0);
  const bool has_groff = is_there("groff");
  int pages = 0;
  for (const auto& page : std::filesystem::directory_iterator(folder.path() / "man/man1")) {
    ++pages;
    if (has_groff) {
      const auto ran = run_command({{"groff", "-man", "-Tutf8", "-ww", "-P-cbou", page.path().string()}});
      INFO(page.path());
      CHECK(ran.exit_code == 0);
      CHECK(ran.err.empty());
      CHECK(ran.out.find("NAME") != std::string::npos);
    }
  }
  CHECK(pages > 30);
  CHECK(std::filesystem::exists(folder.path() / "man/man1/satsrail-checkout.1"));
  CHECK(std::filesystem::exists(folder.path() / "bash-completion/completions/satsrail"));
  CHECK(std::filesystem::exists(folder.path() / "zsh/site-functions/_satsrail"));
  CHECK(std::filesystem::exists(folder.path() / "fish/vendor_completions.d/satsrail.fish"));
}

TEST_CASE("man: satsraild's page has every flag that the daemon takes") {
  const SandboxFixture sandbox({}, false);
  const auto page = sandbox.cli({"help", "--man", "satsraild"}).out;
  std::istringstream help(run_command({{program("satsraild").string(), "--help"}}).out);
  int flags = 0;
  for (std::string word; help >> word;) {
    if (word.rfind("--", 0) != 0) {
      continue;
    }
    word.erase(word.find_last_not_of(",.:;)") + 1);
    for (auto dash = word.find('-'); dash != std::string::npos; dash = word.find('-', dash + 2)) {
      word.insert(dash, "\\");
    }
    INFO(word);
    CHECK(page.find(word) != std::string::npos);
    ++flags;
  }
  CHECK(flags > 15);
}

TEST_CASE("config: satsrail.toml does not lead the commands inside exec astray") {
  const SandboxFixture sandbox({}, false);
  const auto file = sandbox.dir() / "satsrail.toml";
  std::ofstream(file) << "base-url = \"http://127.0.0.1:1\"\napi-key = \"sk_test_elsewhere\"\nseed = 7\n";
  ProcessOptions options{
      {program("satsrail").string(), "exec", "--", program("satsrail").string(), "status", "--format", "{network}"}};
  options.env = {{"HOME", sandbox.dir().string()}, {"XDG_CONFIG_HOME", std::nullopt}};
  options.working_dir = sandbox.dir().string();
  const auto ran = run_command(options);
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  CHECK(ran.out == "regtest\n");
}

TEST_CASE("api --curl: what it prints does what the command would have done") {
  if (!is_there("curl")) {
    return;
  }
  const SandboxFixture sandbox;
  const auto line = sandbox.cli({"post", "checkout_sessions", "-d", "checkout_session[amount_cents]=500", "-d",
                                 "checkout_session[metadata][note]=it's $5", "--curl"});
  CHECK(line.exit_code == 0);
  CHECK(line.out.find(sandbox.ready().sk_test) == std::string::npos);
  ProcessOptions options{{"sh", "-c", line.out}};
  options.env = {{"SATSRAIL_API_KEY", sandbox.ready().sk_test}};
  const auto sent = nlohmann::json::parse(run_command(options).out);
  CHECK(sent.at("status") == "pending");
  const auto seen = sandbox.cli({"checkout", "list", "--json"});
  CHECK(nlohmann::json::parse(seen.out).at("data").at(0).at("metadata").at("note") == "it's $5");
}

TEST_CASE("checkout qr: draws the invoice, the same in a pipe as on a terminal but for the colour") {
  const SandboxFixture sandbox;
  const std::string token =
      nlohmann::json::parse(sandbox.cli({"checkout", "create", "--amount", "50", "--json"}).out).at("token");
  const auto drawn = sandbox.cli({"checkout", "qr", token});
  CHECK(drawn.exit_code == 0);
  CHECK(drawn.err.empty());
  CHECK(drawn.out.find('\033') == std::string::npos);
  CHECK(drawn.out.rfind("████", 0) == 0);  // the quiet zone
  const auto invoice = sandbox.cli({"checkout", "qr", token, "--json"}).out;
  CHECK(invoice == sandbox.cli({"checkout", "invoice", token, "--json"}).out);
  CHECK(sandbox.cli({"checkout", "qr", "cs_none"}).exit_code == 1);
}

TEST_CASE("open: prints what it would open, and is honest about what there is not") {
  const SandboxFixture sandbox;
  const std::string token =
      nlohmann::json::parse(sandbox.cli({"checkout", "create", "--amount", "50", "--json"}).out).at("token");
  CHECK(sandbox.cli({"open", token}).out == sandbox.ready().base_url + "/checkout/" + token + "\n");
  CHECK(sandbox.cli({"open", "docs"}).out == sandbox.ready().base_url + "/openapi.json\n");
  CHECK(sandbox.cli({"open", "dashboard"}).exit_code == 1);
  CHECK(sandbox.cli({"open", "dashbord"}).exit_code == 2);
  CHECK(sandbox.cli({"open"}).exit_code == 0);
}
