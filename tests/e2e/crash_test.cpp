// kill -9 in the middle of the work: what was acknowledged is there, once.

#include "tests/e2e/shop.h"

#include <catch2/catch.hpp>
#include <signal.h>

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace satsrail::test;

namespace {

constexpr int k_clients = 8;

// What the daemon has said yes to, whichever client it said it to.
class Acknowledged {
 public:
  void session(const std::string& token) {
    const std::lock_guard lock(m_mutex);
    m_sessions.push_back(token);
  }
  void payment(const std::string& token, const std::string& id) {
    const std::lock_guard lock(m_mutex);
    m_payments.emplace(token, id);
    m_changed.notify_all();
  }
  void surprise(const HttpReply& reply) {
    const std::lock_guard lock(m_mutex);
    m_surprises.push_back(std::to_string(reply.status) + " " + reply.body);
    m_changed.notify_all();
  }
  bool wait_for_payments(std::size_t count) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, k_patience, [&] { return m_payments.size() >= count || !m_surprises.empty(); });
  }

  // For when no client runs.
  const std::vector<std::string>& sessions() const { return m_sessions; }
  const std::map<std::string, std::string>& payments() const { return m_payments; }
  const std::vector<std::string>& surprises() const { return m_surprises; }

 private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<std::string> m_sessions;
  std::map<std::string, std::string> m_payments;  // by token
  std::vector<std::string> m_surprises;
};

void buy_until_the_daemon_is_gone(HttpClient api, Acknowledged& acknowledged) {
  try {
    for (;;) {
      const auto created = api.post("/api/v1/checkout_sessions", {{"checkout_session", {{"amount_cents", 5000}}}});
      if (created.status != 201) {
        return acknowledged.surprise(created);
      }
      const std::string token = created.json().at("token");
      acknowledged.session(token);
      const auto paid = api.post("/_sandbox/pay", {{"target", token}});
      if (paid.status != 201) {
        return acknowledged.surprise(paid);
      }
      acknowledged.payment(token, paid.json().at("id"));
    }
  } catch (const std::runtime_error&) {
    // The connection broke: that is the moment this is about.
  }
}

std::multiset<std::string> texts_at(const std::vector<json>& objects, const char* pointer) {
  std::multiset<std::string> texts;
  for (const auto& object : objects) {
    texts.insert(object.at(json::json_pointer(pointer)).get<std::string>());
  }
  return texts;
}

// Ids that occur more than once.
std::vector<std::string> repeated(const std::multiset<std::string>& texts) {
  std::vector<std::string> found;
  for (auto each = texts.begin(); each != texts.end(); each = texts.upper_bound(*each)) {
    if (texts.count(*each) > 1) {
      found.push_back(*each);
    }
  }
  return found;
}

void check_nothing_is_lost(HttpClient& api, const Acknowledged& acknowledged) {
  std::vector<std::string> lost;
  for (const auto& token : acknowledged.sessions()) {
    const auto reply = api.get("/api/v1/checkout_sessions/" + token);
    const auto payment = acknowledged.payments().find(token);
    const bool kept = reply.status == 200 &&
                      (payment == acknowledged.payments().end() ||
                       (reply.json().at("status") == "completed" && reply.json().at("payment_id") == payment->second));
    if (!kept) {
      lost.push_back(token + ": " + reply.body);
    }
  }
  CHECK(lost == std::vector<std::string>{});
}

// A completed session, its payment and its event stand or fall together, acknowledged or not.
std::multiset<std::string> check_each_is_paid_once(HttpClient& api) {
  const auto completed = texts_at(list_all(api, "/api/v1/checkout_sessions", "q%5Bstatus_eq%5D=completed"), "/token");
  const auto transactions = texts_at(list_all(api, "/api/v1/transactions"), "/checkout_id");
  const auto events = texts_at(list_all(api, "/_sandbox/events", "type=checkout.completed"), "/data/object/token");
  const auto received = list_all(api, "/_sandbox/events", "type=payment.received");
  CHECK(repeated(completed) == std::vector<std::string>{});
  CHECK(transactions == completed);
  CHECK(events == completed);
  CHECK(received.size() == completed.size());
  return completed;
}

}  // namespace

TEST_CASE("crash: kill -9 while eight clients create and pay loses nothing that was acknowledged") {
  const std::vector<std::string> flags{"--rate-limit", "off"};
  Receiver shop;
  SandboxFixture sandbox(flags);
  std::string secret;
  {
    auto api = sandbox.client();
    secret = register_endpoint(api, shop.url()).at("secret_key");
  }
  Acknowledged acknowledged;
  for (const std::size_t more : {50U, 200U, 500U}) {
    const auto target = acknowledged.payments().size() + more;
    std::vector<std::thread> clients;
    for (int client = 0; client < k_clients; ++client) {
      clients.emplace_back([&] { buy_until_the_daemon_is_gone(sandbox.client(), acknowledged); });
    }
    const bool busy = acknowledged.wait_for_payments(target);
    sandbox.kill_hard();
    for (auto& client : clients) {
      client.join();
    }
    REQUIRE(busy);
    REQUIRE(acknowledged.surprises() == std::vector<std::string>{});

    sandbox.start(flags);
    auto api = sandbox.client();
    CAPTURE(target, acknowledged.sessions().size(), acknowledged.payments().size());
    check_nothing_is_lost(api, acknowledged);
    const auto completed = check_each_is_paid_once(api);
    CHECK(completed.size() >= acknowledged.payments().size());

    // What was owed goes out: at least once each, for what was paid and for nothing else.
    advance(sandbox, "1s");
    std::set<std::string> told;
    bool genuine = true;
    for (const auto& request : shop.requests()) {
      told.insert(json::parse(request.body).at("checkout_id"));
      genuine = genuine && request.header("X-SatsRail-Signature") == signature_of(request.body, secret);
    }
    CHECK(genuine);
    CHECK(told == std::set<std::string>(completed.begin(), completed.end()));
    CHECK(list_all(api, "/_sandbox/deliveries", "state=delivered").size() == completed.size());
    CHECK(list_all(api, "/_sandbox/deliveries").size() == completed.size());
  }
}

TEST_CASE("crash: a daemon that is killed while it starts leaves a folder that starts") {
  SandboxFixture sandbox({}, false);
  // It is killed as soon as it has made this, one thing later each time.
  for (const char* made : {"satsraild.lock", "sandbox.db", "sandbox.db-wal", "credentials.json"}) {
    CAPTURE(made);
    Process doomed({{program("satsraild").string(), "--dir", sandbox.dir().string(), "--port", "0"}});
    const auto deadline = std::chrono::steady_clock::now() + k_patience;
    while (!std::filesystem::exists(sandbox.dir() / made) && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    doomed.kill(SIGKILL);
    doomed.wait();
    CHECK(std::filesystem::exists(sandbox.dir() / made));
  }
  sandbox.start();
  auto api = sandbox.client();
  const auto token = create_checkout(api);
  sandbox.kill_hard();
  sandbox.start();
  auto again = sandbox.client();
  CHECK(expect(again.get("/api/v1/checkout_sessions/" + token), 200).at("status") == "pending");
}
