// Crowds, and clients that mean no good: nobody else may notice them. The figures that WARN prints are for people;
// what is checked is so generous that only a defect meets it.

#include "tests/daemon/http/raw_client.h"
#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <thread>

using namespace satsrail::test;
using namespace std::chrono_literals;
using satsrail::http::RawClient;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int k_crowd = 1000;

std::string get_request(const std::string& path, const std::string& key = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
         (key.empty() ? "" : "Authorization: Bearer " + key + "\r\n") + "\r\n";
}

// Both ends of every connection of this test are on this machine; the daemon raises its own limit.
void allow_many_descriptors() {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  INFO("this test needs " << 2 * k_crowd << " connections; see ulimit -Hn");
  REQUIRE(limit.rlim_max > 2 * k_crowd + 200);
  limit.rlim_cur = limit.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

struct Latency {
  std::chrono::microseconds median;
  std::chrono::microseconds worst;
};

Latency plain_get(HttpClient& api, int times) {
  std::vector<std::chrono::microseconds> took;
  for (int i = 0; i < times; ++i) {
    const auto begin = Clock::now();
    expect(api.get("/api/v1/rates"), 200);
    took.push_back(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin));
  }
  std::sort(took.begin(), took.end());
  return {took[took.size() / 2], took.back()};
}

// `satsrail stop`, until the daemon is gone.
std::chrono::milliseconds stop(SandboxFixture& sandbox) {
  const auto begin = Clock::now();
  const auto stopped = sandbox.cli({"stop"});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  CHECK(stopped.exit_code == 0);
  CHECK_FALSE(sandbox.daemon().running());
  CHECK(sandbox.daemon().wait().code == 0);
  return took;
}

}  // namespace

TEST_CASE("load: a thousand idle connections and a thousand streams keep no GET from its answer, and can be stopped") {
  allow_many_descriptors();
  SandboxFixture sandbox;
  auto api = sandbox.client();
  plain_get(api, 50);
  const auto alone = plain_get(api, 200);

  std::vector<RawClient> idle;
  std::vector<RawClient> streams;
  for (int i = 0; i < k_crowd; ++i) {
    REQUIRE(idle.emplace_back(sandbox.ready().port).exchange(get_request("/livez")).status == 200);
    streams.emplace_back(sandbox.ready().port).send(get_request("/_sandbox/stream", sandbox.ready().sk_test));
  }
  for (auto& stream : streams) {
    REQUIRE_FALSE(stream.receive_until("event: ready\n").empty());
  }
  CHECK(expect(api.get("/_sandbox/status"), 200).at("counts").at("event_streams") == k_crowd);
  const auto crowded = plain_get(api, 200);
  WARN("GET /api/v1/rates: median " << alone.median.count() << " us alone, " << crowded.median.count() << " us beside "
                                    << k_crowd << " idle connections and " << k_crowd << " streams");

  const auto token = create_checkout(api);
  for (auto& stream : streams) {
    REQUIRE_FALSE(stream.receive_until(token).empty());
  }
  CHECK(idle.front().exchange(get_request("/livez")).status == 200);

  const auto took = stop(sandbox);
  WARN("`satsrail stop` with " << k_crowd << " streams and " << k_crowd << " idle connections: " << took.count()
                               << " ms");
  for (auto& stream : streams) {
    REQUIRE_FALSE(stream.receive_until("event: end\n").empty());
    REQUIRE(stream.is_closed_by_server());
  }
  for (auto& client : idle) {
    REQUIRE(client.is_closed_by_server());
  }
}

TEST_CASE("load: two hundred connects at the same moment are all answered") {
  SandboxFixture sandbox;
  constexpr int k_clients = 200;
  std::barrier together(k_clients + 1);
  std::vector<std::string> statuses(k_clients);
  std::vector<std::thread> clients;
  for (auto& status : statuses) {
    clients.emplace_back([&] {
      together.arrive_and_wait();
      try {
        status = std::to_string(RawClient(sandbox.ready().port).exchange(get_request("/livez")).status);
      } catch (const std::exception& error) {
        status = error.what();
      }
    });
  }
  together.arrive_and_wait();
  const auto begin = Clock::now();
  for (auto& client : clients) {
    client.join();
  }
  WARN("200 connects were answered in "
       << std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count() << " ms");
  CHECK(std::count(statuses.begin(), statuses.end(), "200") == k_clients);
}

TEST_CASE("load: 256 clients that send a byte a second are cut off and hurt nobody") {
  SandboxFixture sandbox({"--rate-limit", "off"});
  auto api = sandbox.client();
  const std::string head = "POST /api/v1/checkout_sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " +
                           sandbox.ready().sk_test +
                           "\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n";
  std::vector<RawClient> drips;
  for (int i = 0; i < 256; ++i) {
    // Half of them have sent their head and drip the body, the others drip from the first byte.
    drips.emplace_back(sandbox.ready().port)
        .send(i % 2 == 0 ? std::string_view(head) : std::string_view(head).substr(0, 1));
  }
  const auto begin = Clock::now();
  std::chrono::microseconds worst{};
  for (std::size_t round = 1;
       !std::all_of(drips.begin(), drips.end(), [](const auto& drip) { return drip.has_input(); }); ++round) {
    REQUIRE(Clock::now() - begin < k_patience);
    // The others go on with their work. Then there is nothing to wait for but the second: a drip is made of time.
    worst = std::max(worst, plain_get(api, 100).worst);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(begin + round * 1s - Clock::now());
    ::poll(nullptr, 0, static_cast<int>(std::max(left, 0ms).count()));
    for (std::size_t i = 0; i < drips.size(); ++i) {
      drips[i].send(i % 2 == 0 ? " " : head.substr(round, 1));
    }
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  for (auto& drip : drips) {
    REQUIRE(drip.receive().status == 408);
    drip.finish_sending();
    REQUIRE(drip.is_closed_by_server());
  }
  WARN("256 drips were cut off after " << took.count() << " ms; the slowest GET meanwhile took " << worst.count()
                                       << " us");
  CHECK(took > 8s);  // they had the time that is promised
  CHECK(list_all(api, "/api/v1/checkout_sessions").empty());
}

TEST_CASE("load: a body of 10 MB gets 413, and its sender can read that") {
  SandboxFixture sandbox;
  auto api = sandbox.client();
  const auto body =
      R"({"checkout_session":{"amount_cents":5000,"customer_name":")" + std::string(10 << 20, 'x') + R"("}})";
  for (const std::string path : {"/api/v1/checkout_sessions", "/_sandbox/pay", "/checkout/cs_0/pay"}) {
    auto client = sandbox.client();
    const auto refused = client.send("POST", path, body);
    CHECK(refused.status == 413);
    CHECK(refused.json().at("error").at("status") == 413);
  }
  // One that only announces it is told before it sends anything.
  RawClient announcing(sandbox.ready().port);
  CHECK(announcing
            .exchange("POST /api/v1/checkout_sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10485760\r\n\r\n")
            .status == 413);
  CHECK(list_all(api, "/api/v1/checkout_sessions").empty());
  create_checkout(api);
}

TEST_CASE("load: stop waits neither for a webhook without an answer nor for half a request") {
  Receiver silent({Reply::held()});
  SandboxFixture sandbox;
  auto api = sandbox.client();
  register_endpoint(api, silent.url());
  const auto token = create_checkout(api);
  pay_checkout(api, token);
  silent.wait_for(1);
  RawClient half(sandbox.ready().port);
  half.send("POST /api/v1/checkout_sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le");
  const auto listener = sandbox.cli_start({"listen", "--json"});
  listener->wait_for_stdout("\"ready\"");

  const auto took = stop(sandbox);
  WARN("`satsrail stop` beside a hanging webhook: " << took.count() << " ms");
  CHECK(half.receive_rest().empty());  // 408 is for one whose time was waited for
  CHECK(listener->wait().code == 0);
  CHECK(contains(listener->stdout_text(), R"({"type":"end","reason":"stopping"})"));

  // What was under way was not waited for either: it is made again, and not as the second attempt, in a minute.
  sandbox.start();
  CHECK(json::parse(silent.wait_for(2).back().body).at("checkout_id") == token);
}
