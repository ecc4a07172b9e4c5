#include "tests/bench/subjects.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace satsrail::bench {

std::string Sandbox::create_session() {
  const auto reply = m_fixture.client().send("POST", "/api/v1/checkout_sessions", k_create_body);
  if (reply.status != 201) {
    throw std::runtime_error("create answered " + std::to_string(reply.status) + ": " + reply.body);
  }
  return reply.json().at("token").get<std::string>();
}

Load Sandbox::livez() const {
  return {.base_url = m_fixture.ready().base_url, .path = "/livez"};
}

Load Sandbox::get_session(const std::string& token) const {
  return {.base_url = m_fixture.ready().base_url,
          .path = "/api/v1/checkout_sessions/" + token,
          .key = m_fixture.ready().sk_test};
}

Load Sandbox::create() const {
  return {.base_url = m_fixture.ready().base_url,
          .path = "/api/v1/checkout_sessions",
          .key = m_fixture.ready().sk_test,
          .body = k_create_body};
}

Load Sandbox::create_with_invoice() const {
  auto load = create();
  load.body = k_create_with_invoice_body;
  return load;
}

Load Sandbox::pay(const std::filesystem::path& tokens) const {
  return {.base_url = m_fixture.ready().base_url,
          .path = "/_sandbox/pay",
          .key = m_fixture.ready().sk_test,
          .body = R"({"target":"%s"})",
          .targets = tokens};
}

double Sandbox::resident_mib() const {
  std::ifstream status("/proc/" + std::to_string(m_fixture.ready().pid) + "/status");
  std::string word;
  while (status >> word) {
    if (word == "VmRSS:") {
      double kib = 0;
      status >> kib;
      return kib / 1024;
    }
  }
  throw std::runtime_error("no resident memory in /proc of the daemon");
}

PeerServer::PeerServer(const test::ProcessOptions& options, std::string_view sign)
    : m_process(std::make_unique<test::Process>(options)) {
  const auto text = m_process->wait_for_stdout(sign);
  const auto scheme = text.find("http://");
  const auto host = scheme + std::string_view("http://").size();
  m_base_url = text.substr(scheme, text.find_first_of("/ \n", host) - scheme);
}

PeerServer stock_httplib() {
  return {{{test::program("satsrail-bench-hello").string()}}, "\n"};
}

PeerServer express(const std::filesystem::path& peers, const std::filesystem::path& folder) {
  test::ProcessOptions options{{"node", SATSRAIL_SOURCE_DIR "/tests/bench/peers/express_server.js"}};
  options.env = {{"NODE_ENV", "production"},
                 {"NODE_PATH", (peers / "node_modules").string()},
                 {"BENCH_DATABASE", (folder / "express.db").string()},
                 {"BENCH_SCHEMA", SATSRAIL_SOURCE_DIR "/schema/db/0001_initial.sql"}};
  return {options, "\n"};
}

PeerServer prism(const std::filesystem::path& peers, const std::filesystem::path& folder, Sandbox& sandbox) {
  const auto description = folder / "openapi.json";
  std::ofstream(description) << sandbox.fixture().client().get("/openapi.json").body;
  const auto program = (peers / "node_modules/.bin/prism").string();
  return {{{program, "mock", "-h", "127.0.0.1", "-p", "0", description.string()}}, "Prism is listening"};
}

}  // namespace satsrail::bench
