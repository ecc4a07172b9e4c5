// How a daemon starts, and how it refuses to: one clear line, exit code 1, and nothing lost.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

using namespace satsrail::test;
namespace fs = std::filesystem;

namespace {

// A start that is meant to fail.
CommandResult run_daemon(std::vector<std::string> flags) {
  flags.insert(flags.begin(), program("satsraild").string());
  return run_command({std::move(flags)});
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

// The SQLite header's 32-bit numbers, big-endian (https://sqlite.org/fileformat.html).
constexpr std::size_t k_user_version = 60;
constexpr std::size_t k_application_id = 68;
std::string with_number_at(std::string database, std::size_t offset, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i) {
    database.at(offset + i) = static_cast<char>(number >> (8 * (3 - i)) & 0xff);
  }
  return database;
}

// A folder with a past: one checkout, and a daemon that was stopped in peace.
std::string leave_a_checkout(SandboxFixture& sandbox) {
  auto api = sandbox.client();
  auto token = create_checkout(api);
  REQUIRE(sandbox.stop().code == 0);
  return token;
}

void check_is_there(SandboxFixture& sandbox, const std::string& token) {
  sandbox.start();
  auto api = sandbox.client();
  CHECK(expect(api.get("/api/v1/checkout_sessions/" + token), 200).at("token") == token);
}

}  // namespace

TEST_CASE("start: a port that is taken is refused with the pid of who has it") {
  SandboxFixture sandbox;
  const TempDir other;
  const auto port = std::to_string(sandbox.ready().port);
  const auto folder = (other.path() / "second").string();
  const auto refused = run_daemon({"--dir", folder, "--port", port});
  CHECK(refused.exit_code == 1);
  CHECK(refused.out.empty());
  const auto complaint =
      "port " + port + " on 127.0.0.1 is already in use by pid " + std::to_string(sandbox.ready().pid);
  CHECK(contains(refused.err, complaint));
  CHECK_FALSE(fs::exists(other.path() / "second" / "credentials.json"));

  const auto by_cli = sandbox.cli({"start", "--dir", folder, "--port", port});
  CHECK(by_cli.exit_code == 1);
  CHECK(by_cli.out.empty());
  CHECK(contains(by_cli.err, complaint));
  CHECK(sandbox.client().get("/readyz").status == 200);

  const Receiver stranger;
  const auto by_stranger = run_daemon({"--dir", folder, "--port", std::to_string(stranger.port())});
  CHECK(by_stranger.exit_code == 1);
  CHECK(contains(by_stranger.err, "is already in use by pid " + std::to_string(::getpid())));
}

TEST_CASE("start: a folder and a database belong to one daemon, whose pid the others are told") {
  SandboxFixture sandbox;
  const TempDir other;
  const auto dir = sandbox.dir().string();
  const auto credentials = read_file(sandbox.dir() / "credentials.json");
  const auto complaint = "another satsraild (pid " + std::to_string(sandbox.ready().pid) + ") uses " + dir;

  const auto same_folder = run_daemon({"--dir", dir, "--port", "0"});
  CHECK(same_folder.exit_code == 1);
  CHECK(contains(same_folder.err, complaint));
  const auto same_database = run_daemon({"--dir", other.path().string(), "--port", "0", "--db", dir + "/sandbox.db"});
  CHECK(same_database.exit_code == 1);
  CHECK(contains(same_database.err, complaint));
  CHECK(read_file(sandbox.dir() / "credentials.json") == credentials);
  CHECK(sandbox.client().get("/readyz").status == 200);

  // `satsrail start` is content with the one that runs.
  const auto again = sandbox.cli({"start", "--json"});
  CHECK(again.exit_code == 0);
  CHECK(json::parse(again.out).at("pid") == sandbox.ready().pid);

  // A lock does not outlive its owner, however that one ends.
  const auto token = create_checkout(sandbox.client());
  sandbox.kill_hard();
  check_is_there(sandbox, token);
}

TEST_CASE("start: a folder that cannot be made") {
  const TempDir folder;
  const auto file = folder.path() / "file";
  write_file(file, "mine");
  const auto below_a_file = run_daemon({"--dir", (file / "sandbox").string(), "--port", "0"});
  CHECK(below_a_file.exit_code == 1);
  CHECK(contains(below_a_file.err, "error: cannot make the sandbox folder " + file.string()));
  CHECK(contains(below_a_file.err, "Not a directory"));
  const auto database = run_daemon({"--dir", folder.path().string(), "--port", "0", "--db", (file / "x.db").string()});
  CHECK(database.exit_code == 1);
  CHECK(contains(database.err, "Not a directory"));
  CHECK(read_file(file) == "mine");

  const auto by_cli = run_command({{program("satsrail").string(), "start", "--dir", (file / "sandbox").string()}});
  CHECK(by_cli.exit_code == 1);
  CHECK(contains(by_cli.err, "Not a directory"));

  // Root may write anywhere.
  if (::geteuid() != 0) {
    const auto locked = folder.path() / "locked";
    fs::create_directory(locked);
    fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_exec);
    const auto refused = run_daemon({"--dir", locked.string(), "--port", "0"});
    CHECK(refused.exit_code == 1);
    CHECK(contains(refused.err, "cannot write to the sandbox folder " + locked.string()));
    fs::permissions(locked, fs::perms::owner_all);
  }
}

TEST_CASE("start: a database that another program has locked is left alone") {
  SandboxFixture sandbox;
  const auto token = leave_a_checkout(sandbox);
  const auto database = sandbox.dir() / "sandbox.db";
  const auto before = read_file(database);
  {
    // As SQLite takes a database for itself: a write lock on the bytes that readers share.
    const Fd file(::open(database.c_str(), O_RDWR | O_CLOEXEC));
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x40000002;
    lock.l_len = 510;
    REQUIRE(::fcntl(file.get(), F_SETLK, &lock) == 0);
    const auto refused = run_daemon({"--dir", sandbox.dir().string(), "--port", "0"});
    CHECK(refused.exit_code == 1);
    CHECK(contains(refused.err, "error: the database " + database.string() + " is locked by another process"));
  }
  CHECK(read_file(database) == before);
  check_is_there(sandbox, token);
}

TEST_CASE("start: a database that is newer, somebody else's or damaged is refused and not touched") {
  SandboxFixture sandbox;
  const auto token = leave_a_checkout(sandbox);
  const auto database = sandbox.dir() / "sandbox.db";
  const auto good = read_file(database);
  REQUIRE(good.substr(0, 15) == "SQLite format 3");
  REQUIRE_FALSE(fs::exists(sandbox.dir() / "sandbox.db-wal"));  // all of it is in the one file

  struct Bad {
    std::string content;
    const char* complaint;
  };
  const std::array bad{
      Bad{with_number_at(good, k_user_version, 9999), "was written by a newer satsrail (schema 9999"},
      Bad{with_number_at(good, k_application_id, 0x12345678), "is a database of another program"},
      Bad{"Dear diary, today I was no database.\n" + std::string(5000, 'x'), "is not a database or is damaged"},
      Bad{std::string(good).replace(100, 3000, 3000, '\xff'), "is not a database or is damaged"},
  };
  for (const auto& each : bad) {
    CAPTURE(each.complaint);
    write_file(database, each.content);
    const auto refused = run_daemon({"--dir", sandbox.dir().string(), "--port", "0"});
    CHECK(refused.exit_code == 1);
    CHECK(refused.out.empty());
    CHECK(contains(refused.err, database.string() + " " + each.complaint));
    CHECK(contains(refused.err, "--db"));  // what to do
    CHECK(read_file(database) == each.content);
  }
  write_file(database, good);
  check_is_there(sandbox, token);
}

TEST_CASE("start: what holds secrets is for its owner only") {
  const TempDir parent;
  const auto dir = parent.path() / "new" / "sandbox";
  const auto before = ::umask(0);
  SandboxFixture sandbox({"--dir", dir.string()});
  ::umask(before);
  create_checkout(sandbox.client());
  CHECK(mode_of(dir) == 0700);
  for (const auto& name : names_in(dir)) {
    CAPTURE(name);
    CHECK(mode_of(dir / name) == 0600);
  }
  CHECK(fs::exists(dir / "sandbox.db"));
  const auto credentials = json::parse(read_file(dir / "credentials.json"));
  CHECK(credentials.at("keys").at("sk_test") == sandbox.ready().sk_test);
  // The keys are in that file alone.
  CHECK_FALSE(contains(read_file(dir / "sandbox.db") + read_file(dir / "sandbox.db-wal"), sandbox.ready().sk_test));
  CHECK_FALSE(contains(sandbox.daemon().stderr_text(), sandbox.ready().sk_test));
}

TEST_CASE("start: keys last, until others are pinned") {
  SandboxFixture sandbox;
  const auto first = sandbox.ready();
  sandbox.stop();
  sandbox.start();
  CHECK(sandbox.ready().sk_test == first.sk_test);
  CHECK(sandbox.ready().pk_test == first.pk_test);
  CHECK(sandbox.ready().sk_live == first.sk_live);
  CHECK(sandbox.ready().pk_live == first.pk_live);
  CHECK(sandbox.ready().control_key == first.control_key);
  sandbox.stop();

  const std::string pinned = "sk_test_pinned0123456789";
  sandbox.start({"--key", pinned, "--key", "ak_pinned0123456789"});
  CHECK(sandbox.ready().sk_test == pinned);
  CHECK(sandbox.ready().sk_live == first.sk_live);
  CHECK(sandbox.client().get("/api/v1/rates").status == 200);
  CHECK(sandbox.client(first.sk_live).get("/api/v1/rates").status == 200);
  CHECK(sandbox.client("ak_pinned0123456789").post("/_sandbox/clock/freeze", json::object()).status == 200);
  sandbox.stop();
  sandbox.start();
  CHECK(sandbox.ready().sk_test == pinned);
}

TEST_CASE("start: the same seed makes the same ids, another makes others") {
  const auto story = [](const std::string& seed) {
    SandboxFixture sandbox({"--db", ":memory:", "--seed", seed, "--clock", "2026-01-01T00:00:00Z"});
    // The clock runs from there; the ids carry the time they were made at.
    freeze_at(sandbox, "2026-01-02T00:00:00Z");
    auto api = sandbox.client();
    const auto token = create_checkout(api);
    const auto paid = pay_checkout(api, token);
    return token + " " + paid.at("id").get<std::string>() + " " + paid.at("preimage").get<std::string>();
  };
  const auto first = story("7");
  CHECK(story("7") == first);
  CHECK(story("8") != first);
}

TEST_CASE("start: invoices are regtest's, and another network's only where the flag says so, with a warning") {
  const auto invoice_of = [](SandboxFixture& sandbox) {
    auto api = sandbox.client();
    const auto token = create_checkout(api);
    return expect(api.post("/_sandbox/checkout_sessions/" + token + "/invoice", json::object()), 200)
        .at("bolt11")
        .get<std::string>();
  };
  SandboxFixture sandbox;
  const auto regtest = invoice_of(sandbox);
  CHECK(regtest.starts_with("lnbcrt"));
  CHECK(expect(sandbox.client().get("/_sandbox/node"), 200).at("network") == "regtest");
  CHECK_FALSE(contains(sandbox.daemon().stderr_text(), "warning"));
  sandbox.stop();

  // The flag is this run's: on the same data, and gone with it.
  struct Row {
    const char* network;
    const char* prefix;
  };
  for (const auto& row : {Row{"mainnet", "lnbc"}, Row{"testnet", "lntb"}, Row{"signet", "lntbs"}}) {
    CAPTURE(row.network);
    sandbox.start({"--network", row.network});
    CHECK(invoice_of(sandbox).starts_with(row.prefix + std::string("500u1")));
    const auto node = expect(sandbox.client().get("/_sandbox/node"), 200);
    CHECK(node.at("network") == row.network);
    CHECK(node.at("prefix") == row.prefix);
    CHECK(expect(sandbox.client().get("/_sandbox/status"), 200).at("network") == row.network);
    CHECK(contains(sandbox.daemon().stderr_text(), "warning: invoices look like " + std::string(row.network) + "'s"));
    sandbox.stop();
  }
  sandbox.start();
  CHECK(invoice_of(sandbox).starts_with("lnbcrt"));

  const auto wrong = run_daemon({"--dir", sandbox.dir().string(), "--network", "main"});
  CHECK(wrong.exit_code == 2);
  CHECK(contains(wrong.err, "--network takes regtest, signet, testnet or mainnet, not \"main\""));
}

TEST_CASE("start: the network stands in the ready line, and the command line warns of it") {
  SandboxFixture sandbox({}, false);
  const std::string warning = "warning: invoices look like mainnet's (lnbc…)";
  const auto started = sandbox.cli({"start", "--port", "0", "--network", "mainnet", "--json"});
  REQUIRE(started.exit_code == 0);
  CHECK(json::parse(started.out).at("network") == "mainnet");
  CHECK(contains(started.err, warning));
  // Whoever finds it running is told as well.
  const auto again = sandbox.cli({"start", "--json"});
  CHECK(json::parse(again.out).at("network") == "mainnet");
  CHECK(contains(again.err, warning));
  CHECK(sandbox.cli({"stop"}).exit_code == 0);

  const auto serving = sandbox.cli_start({"serve", "--port", "0", "--network", "signet", "--json"});
  CHECK(json::parse(serving->wait_for_stdout("\n")).at("network") == "signet");
  serving->wait_for_stderr("warning: invoices look like signet's");
  serving->kill(SIGTERM);
  CHECK(serving->wait().code == 0);

  const auto inside = sandbox.cli({"exec", "--network", "testnet", "--", program("satsrail").string(), "node", "info",
                                   "--format", "{network} {prefix}"});
  CHECK(inside.exit_code == 0);
  CHECK(inside.out == "testnet lntb\n");
  CHECK(contains(inside.err, "warning: invoices look like testnet's"));
  const auto quiet = sandbox.cli({"exec", "--", program("satsrail").string(), "node", "info", "--format", "{network}"});
  CHECK(quiet.out == "regtest\n");
  CHECK_FALSE(contains(quiet.err, "warning"));

  const auto wrong = sandbox.cli({"start", "--network", "main"});
  CHECK(wrong.exit_code == 2);
  CHECK(contains(wrong.err, "mainnet"));
}

TEST_CASE("start: where the data is kept, and what is left of it") {
  SandboxFixture sandbox({}, false);
  const TempDir other;
  const auto elsewhere = other.path() / "shop.db";
  sandbox.start({"--db", elsewhere.string()});
  auto api = sandbox.client();
  const auto token = create_checkout(api);
  CHECK(expect(api.get("/_sandbox/status"), 200).at("database") == elsewhere.string());
  CHECK(mode_of(elsewhere) == 0600);
  CHECK_FALSE(fs::exists(sandbox.dir() / "sandbox.db"));
  sandbox.stop();

  sandbox.start({"--db", ":memory:"});
  CHECK(sandbox.client().get("/api/v1/checkout_sessions/" + token).status == 404);
  const auto fleeting = create_checkout(sandbox.client());
  CHECK_FALSE(fs::exists(sandbox.dir() / "sandbox.db"));
  CHECK_FALSE(fs::exists(sandbox.dir() / ":memory:"));
  sandbox.stop();

  sandbox.start({"--db", elsewhere.string()});
  CHECK(sandbox.client().get("/api/v1/checkout_sessions/" + token).status == 200);
  CHECK(sandbox.client().get("/api/v1/checkout_sessions/" + fleeting).status == 404);
}

TEST_CASE("start: the sandbox's time survives a restart, and a reset puts it back") {
  SandboxFixture sandbox({"--clock", "2031-05-06T07:08:09Z"});
  const auto clock = [&] { return cli_json(sandbox, {"clock", "show"}); };
  CHECK(contains(clock().at("now").get<std::string>(), "2031-05-06T07:"));
  CHECK(clock().at("mode") == "running");
  auto api = sandbox.client();
  const auto token = create_checkout(api);
  advance(sandbox, "10m");
  const auto offset = clock().at("offset_seconds").get<std::int64_t>();
  sandbox.stop();
  sandbox.start();
  CHECK(std::abs(clock().at("offset_seconds").get<std::int64_t>() - offset) <= 1);
  CHECK(contains(clock().at("now").get<std::string>(), "2031-05-06T07:"));

  // A deadline that passes while nobody runs is kept all the same.
  cli_json(sandbox, {"clock", "freeze"});
  const auto frozen = clock().at("now");
  sandbox.kill_hard();
  sandbox.start();
  CHECK(clock().at("now") == frozen);
  CHECK(clock().at("mode") == "frozen");
  auto again = sandbox.client();
  CHECK(expect(again.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "pending");
  advance(sandbox, "5m");
  CHECK(again.get("/api/v1/checkout_sessions/" + token).status == 410);

  cli_json(sandbox, {"reset", "--yes"});
  CHECK(clock().at("mode") == "running");
  CHECK(clock().at("offset_seconds") == 0);
  CHECK(again.get("/api/v1/checkout_sessions/" + token).status == 404);
  CHECK(expect(again.get("/_sandbox/status"), 200).at("counts").at("events") == 0);
  create_checkout(again);
}

TEST_CASE("start: a wrong command line is refused before anything is made") {
  const TempDir folder;
  const auto dir = folder.path() / "sandbox";
  const std::vector<std::vector<std::string>> wrong{
      {"--port", "70000"}, {"--port"},       {"--no-such-flag"},    {"serve"},
      {"--clock", "noon"}, {"--seed", "-1"}, {"--rate-limit", "0"}, {"--key", "sk_test_short"},
      {"--sync", "maybe"}};
  for (auto flags : wrong) {
    CAPTURE(flags);
    flags.insert(flags.begin(), {"--dir", dir.string()});
    const auto refused = run_daemon(flags);
    CHECK(refused.exit_code == 2);
    CHECK(refused.out.empty());
    CHECK(refused.err.substr(0, 7) == "error: ");
  }
  CHECK_FALSE(fs::exists(dir));
  CHECK(contains(run_daemon({"--help"}).out, "--webhook-ca FILE"));
}

TEST_CASE("start: a signal ends the daemon in peace") {
  for (const int signal : {SIGTERM, SIGINT}) {
    SandboxFixture sandbox;
    create_checkout(sandbox.client());
    sandbox.daemon().kill(signal);
    const auto ended = sandbox.daemon().wait();
    CHECK(ended.code == 0);
    CHECK(ended.signal == 0);
  }
}
