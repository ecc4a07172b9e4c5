#include "tests/bench/probes.h"

#include "tests/support/receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace satsrail::bench {
namespace {

using Steady = std::chrono::steady_clock;

double millis(Steady::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

test::HttpReply expect(test::HttpReply reply, int status) {
  if (reply.status != status) {
    throw std::runtime_error("status " + std::to_string(reply.status) + " instead of " + std::to_string(status) + ": " +
                             reply.body);
  }
  return reply;
}

}  // namespace

WebhookLatency measure_webhooks(int payments) {
  Sandbox sandbox;
  test::Receiver receiver;
  auto client = sandbox.fixture().client();
  expect(
      client.post("/api/v1/m/webhooks", {{"webhook", {{"url", receiver.url()}, {"events", {"checkout.completed"}}}}}),
      201);
  WebhookLatency latency;
  for (int i = 0; i < payments; ++i) {
    const nlohmann::json target{{"target", sandbox.create_session()}};
    const auto sent = Steady::now();
    const auto reply = client.post("/_sandbox/pay", target);
    const auto answered = Steady::now();
    expect(reply, 201);
    const auto arrived = receiver.wait_for(static_cast<std::size_t>(i) + 1).back().arrived;
    latency.after_answer.push_back(millis(arrived - answered));
    latency.after_request.push_back(millis(arrived - sent));
  }
  return latency;
}

std::vector<double> measure_start(int tries) {
  std::vector<double> times;
  for (int i = 0; i < tries; ++i) {
    test::SandboxFixture fixture({}, false);
    const auto begin = Steady::now();
    fixture.start();
    expect(fixture.client("").get("/livez"), 200);
    times.push_back(millis(Steady::now() - begin));
  }
  return times;
}

std::vector<double> measure_cli(int tries) {
  std::vector<double> times;
  for (int i = 0; i < tries; ++i) {
    const auto begin = Steady::now();
    const auto result = test::run_command({{test::program("satsrail").string(), "version"}});
    times.push_back(millis(Steady::now() - begin));
    if (result.exit_code != 0) {
      throw std::runtime_error("satsrail version: " + result.err);
    }
  }
  return times;
}

IdleStreams::IdleStreams(const test::Ready& ready, int count) {
  const std::string request = "GET /_sandbox/stream HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(ready.port) +
                              "\r\nAuthorization: Bearer " + ready.sk_test + "\r\n\r\n";
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(ready.port);
  for (int i = 0; i < count; ++i) {
    test::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (fd.get() < 0 || ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
      throw std::system_error(errno, std::generic_category(), "event stream " + std::to_string(i));
    }
    std::string text;
    std::array<char, 4096> chunk;
    while (text.find("event: ready") == std::string::npos) {
      const auto count_read = ::recv(fd.get(), chunk.data(), chunk.size(), 0);
      if (count_read <= 0) {
        throw std::runtime_error("event stream " + std::to_string(i) + " ended: " + text);
      }
      text.append(chunk.data(), static_cast<std::size_t>(count_read));
    }
    m_sockets.push_back(std::move(fd));
  }
}

void raise_open_files_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace satsrail::bench
