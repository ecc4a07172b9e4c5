// Measures the release build beside its yardsticks, in interleaved rounds, and prints the medians.
// `./dev bench` builds everything and runs this.

#include "tests/bench/ledger.h"
#include "tests/bench/load.h"
#include "tests/bench/probes.h"
#include "tests/bench/raw_sqlite.h"
#include "tests/bench/report.h"
#include "tests/bench/subjects.h"

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace satsrail::bench {
namespace {

constexpr int k_connections = 32;

struct Options {
  bool quick = false;
  bool json = false;
  std::filesystem::path peers;  // folder with node_modules; empty: leave the peers out
  std::int64_t rows = 1'000'000;
  std::int64_t orders = 100'000;
  std::int64_t creates_for_memory = 100'000;
  int rounds = 3;
  std::chrono::seconds seconds{2};
  int streams = 5000;
};

// Runs each subject once a round, so that a slow minute of the machine falls on all of them.
class Rounds {
 public:
  explicit Rounds(const Options& options) : m_options(options) {}

  void add(const std::string& name, int connections, std::function<Sample()> run) {
    m_subjects.push_back({name, connections, std::move(run), {}});
  }
  void add(const std::string& name, std::function<Load()> load, int connections = k_connections) {
    add(name, connections,
        [this, load = std::move(load), connections] { return run_load(load(), connections, m_options.seconds); });
  }
  void run(Report& report) {
    for (int round = 1; round <= m_options.rounds; ++round) {
      for (auto& subject : m_subjects) {
        std::cerr << "round " << round << "/" << m_options.rounds << ": " << subject.name << "\n";
        subject.samples.push_back(subject.run());
      }
    }
    for (auto& subject : m_subjects) {
      m_medians[subject.name] = median(subject.samples);
      report.add(subject.name, subject.connections, m_medians[subject.name]);
    }
  }
  // How many times `other` the subject did; nothing when one of them was left out.
  std::optional<double> ratio(const std::string& name, const std::string& other) const {
    const auto a = m_medians.find(name);
    const auto b = m_medians.find(other);
    return a == m_medians.end() || b == m_medians.end() ? std::nullopt
                                                        : std::optional(a->second.per_second / b->second.per_second);
  }

 private:
  struct Subject {
    std::string name;
    int connections;
    std::function<Sample()> run;
    std::vector<Sample> samples;
  };
  const Options& m_options;
  std::vector<Subject> m_subjects;
  std::map<std::string, Sample> m_medians;
};

// Sessions with an invoice for the next load of payments, as many as it can use up.
Load payments_for(Sandbox& sandbox, const std::filesystem::path& file, std::chrono::seconds duration) {
  auto create = sandbox.create_with_invoice();
  create.save_tokens = file;
  run_load(create, k_connections, duration + std::chrono::seconds(1));
  return sandbox.pay(file);
}

void measure_throughput(const Options& options, Report& report) {
  const test::TempDir scratch;
  Sandbox ours;
  Sandbox normal("normal");
  auto hello = stock_httplib();
  std::optional<PeerServer> express_server;
  std::optional<PeerServer> prism_server;
  const auto token = ours.create_session();

  Rounds rounds(options);
  rounds.add("GET /livez, ours", [&] { return ours.livez(); });
  rounds.add("GET hello, stock cpp-httplib", [&] { return Load{.base_url = hello.base_url(), .path = "/livez"}; });
  rounds.add("GET session", [&] { return ours.get_session(token); });
  rounds.add(
      "GET session, 1 client", [&] { return ours.get_session(token); }, 1);
  rounds.add("POST session", [&] { return ours.create(); });
  rounds.add(
      "POST session, 1 client", [&] { return ours.create(); }, 1);
  rounds.add("POST session, synchronous=NORMAL", [&] { return normal.create(); });
  rounds.add("raw SQLite, the rows of a session", 0,
             [&] { return raw_sqlite(scratch.path(), Rows::session, options.seconds); });
  rounds.add("POST session with invoice", [&] { return ours.create_with_invoice(); });
  rounds.add("POST session with invoice, synchronous=NORMAL", [&] { return normal.create_with_invoice(); });
  rounds.add("raw SQLite, the rows of a session with invoice", 0,
             [&] { return raw_sqlite(scratch.path(), Rows::session_with_invoice, options.seconds); });
  rounds.add("POST pay", [&] { return payments_for(ours, scratch.path() / "tokens", options.seconds); });
  rounds.add(
      "POST pay, 1 client", [&] { return payments_for(ours, scratch.path() / "tokens", options.seconds); }, 1);
  if (!options.peers.empty()) {
    express_server.emplace(express(options.peers, scratch.path()));
    prism_server.emplace(prism(options.peers, scratch.path(), ours));
    const auto at = [](const PeerServer& peer, Load load) {
      load.base_url = peer.base_url();
      return load;
    };
    rounds.add("POST session, Express", [&, at] { return at(*express_server, ours.create()); });
    rounds.add("POST session with invoice, Express",
               [&, at] { return at(*express_server, ours.create_with_invoice()); });
    rounds.add("POST session, Prism", [&, at] { return at(*prism_server, ours.create()); });
    rounds.add("POST session with invoice, Prism", [&, at] { return at(*prism_server, ours.create_with_invoice()); });
  }
  rounds.run(report);

  const std::string left_out = options.peers.empty() ? "with --peers only" : "";
  report.add({"GET session / our own hello", rounds.ratio("GET session", "GET /livez, ours"), 0.85, true, "x"});
  report.add({"our own hello / stock cpp-httplib hello",
              rounds.ratio("GET /livez, ours", "GET hello, stock cpp-httplib"), 1.5, true, "x"});
  for (const std::string post : {"POST session", "POST session with invoice"}) {
    const auto raw = "raw SQLite, the rows of a " + post.substr(5);
    report.add({post + " / Express + better-sqlite3, as durable", rounds.ratio(post, post + ", Express"), 7, true, "x",
                left_out});
    report.add({post + " / Prism", rounds.ratio(post, post + ", Prism"), 5, true, "x", left_out});
    report.add({post + " / raw SQLite with a transaction each", rounds.ratio(post, raw), 1.9, true, "x"});
    report.add({post + ", FULL / NORMAL", rounds.ratio(post, post + ", synchronous=NORMAL"), 0.9, true, "x"});
  }
}

void measure_large_database(const Options& options, Report& report) {
  Sandbox empty;
  Sandbox full;
  std::cerr << "filling a sandbox with " << options.rows << " sessions\n";
  const auto rows = run_requests(full.create(), k_connections, options.rows);
  const auto empty_token = empty.create_session();
  const auto full_token = full.create_session();

  Rounds rounds(options);
  rounds.add("GET session, empty", [&] { return empty.get_session(empty_token); });
  rounds.add("GET session, full", [&] { return full.get_session(full_token); });
  rounds.add("POST session, empty", [&] { return empty.create(); });
  rounds.add("POST session, full", [&] { return full.create(); });
  rounds.add("POST session with invoice, empty", [&] { return empty.create_with_invoice(); });
  rounds.add("POST session with invoice, full", [&] { return full.create_with_invoice(); });
  rounds.run(report);
  for (const std::string what : {"GET session", "POST session", "POST session with invoice"}) {
    report.add({what + " at " + std::to_string(rows) + " rows / empty", rounds.ratio(what + ", full", what + ", empty"),
                0.85, true, "x"});
  }
}

// Each list at many orders, against the same at a thousand. What is counted grows with them, a page does not.
void measure_lists(const Options& options, Report& report) {
  constexpr std::int64_t k_few = 1000;
  std::cerr << "filling two sandboxes with " << k_few << " and " << options.orders << " orders\n";
  const LedgerSandbox few(k_few);
  const LedgerSandbox many(options.orders);
  Rounds rounds(options);
  for (const auto& probe : list_probes()) {
    rounds.add(
        probe.name + ", few", [&] { return few.list(probe.target); }, 1);
    rounds.add(
        probe.name + ", many", [&] { return many.list(probe.target); }, 1);
  }
  rounds.run(report);
  for (const auto& probe : list_probes()) {
    report.add({probe.name + " at " + std::to_string(options.orders) + " orders / at " + std::to_string(k_few),
                rounds.ratio(probe.name + ", many", probe.name + ", few"), 0.1, true, "x"});
  }
}

void measure_latency(const Options& options, Report& report) {
  std::cerr << "webhooks, start, command line\n";
  const auto webhooks = measure_webhooks(options.quick ? 200 : 1000);
  report.add({"pay answered to webhook arrived, p50", percentile(webhooks.after_answer, 0.5), 0.3, false, "ms"});
  report.add({"pay answered to webhook arrived, p99", percentile(webhooks.after_answer, 0.99), 2, false, "ms"});
  report.add({"pay sent to webhook arrived, p50", percentile(webhooks.after_request, 0.5), 2, false, "ms",
              "no goal: the whole payment"});
  report.add({"start to first answer", median(measure_start(options.quick ? 5 : 15)), 25, false, "ms"});
  report.add({"satsrail version", median(measure_cli(options.quick ? 10 : 30)), 5, false, "ms"});
}

void measure_memory(const Options& options, Report& report) {
  std::cerr << "memory and event streams\n";
  Sandbox sandbox;
  sandbox.fixture().client().get("/livez");
  report.add({"resident, idle", sandbox.resident_mib(), 16, false, "MiB"});
  const auto token = sandbox.create_session();
  const auto creates = run_requests(sandbox.create(), k_connections, options.creates_for_memory);
  report.add({"resident after " + std::to_string(creates) + " creates", sandbox.resident_mib(), 40, false, "MiB"});

  std::vector<double> before;
  std::vector<double> beside;
  const auto rate = [&] { return run_load(sandbox.get_session(token), k_connections, options.seconds).per_second; };
  for (int round = 0; round < options.rounds; ++round) {
    before.push_back(rate());
  }
  const double resident = sandbox.resident_mib();
  const IdleStreams streams(sandbox.fixture().ready(), options.streams);
  report.add(
      {std::to_string(options.streams) + " event streams add", sandbox.resident_mib() - resident, 16, false, "MiB"});
  for (int round = 0; round < options.rounds; ++round) {
    beside.push_back(rate());
  }
  report.add({"GET session beside " + std::to_string(options.streams) + " event streams / without",
              median(beside) / median(before), 0.8, true, "x"});
}

int usage() {
  std::cerr << "usage: satsrail-bench [--quick] [--json] [--peers FOLDER] [--rows N] [--orders N] [--rounds N] "
               "[--seconds N]\n";
  return 2;
}

bool parse(const std::vector<std::string>& args, Options& options) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    const bool valued = i + 1 < args.size();
    if (args[i] == "--quick") {
      options.quick = true;
      options.rounds = 1;
      options.seconds = std::chrono::seconds(1);
      options.creates_for_memory = 20'000;
      options.rows = 0;
      options.orders = 0;
    } else if (args[i] == "--json") {
      options.json = true;
    } else if (args[i] == "--peers" && valued) {
      options.peers = args[++i];
    } else if (args[i] == "--rows" && valued) {
      options.rows = std::atoll(args[++i].c_str());
    } else if (args[i] == "--orders" && valued) {
      options.orders = std::atoll(args[++i].c_str());
    } else if (args[i] == "--rounds" && valued) {
      options.rounds = std::max(1, std::atoi(args[++i].c_str()));
    } else if (args[i] == "--seconds" && valued) {
      options.seconds = std::chrono::seconds(std::max(1, std::atoi(args[++i].c_str())));
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace satsrail::bench

int main(int argc, char** argv) {
  using namespace satsrail::bench;
  Options options;
  if (!parse({argv + 1, argv + argc}, options)) {
    return usage();
  }
  try {
    raise_open_files_limit();
    ::setenv("SATSRAIL_TEST_BIN_DIR", std::filesystem::canonical("/proc/self/exe").parent_path().c_str(), 1);
    Report report;
    measure_throughput(options, report);
    if (options.rows > 0) {
      measure_large_database(options, report);
    }
    if (options.orders > 0) {
      measure_lists(options, report);
    }
    measure_latency(options, report);
    measure_memory(options, report);
    std::cout << (options.json ? report.json() : report.table()) << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
}
