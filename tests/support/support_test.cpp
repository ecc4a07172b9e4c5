#include "tests/support/http_client.h"
#include "tests/support/process.h"
#include "tests/support/receiver.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <system_error>
#include <thread>

using namespace satsrail::test;

TEST_CASE("support: a command's output, errors and exit code are captured") {
  const auto result = run_command({{"sh", "-c", "cat; echo oops >&2; exit 3"}}, "hello\n");
  CHECK(result.out == "hello\n");
  CHECK(result.err == "oops\n");
  CHECK(result.exit_code == 3);
  CHECK(result.signal == 0);
}

TEST_CASE("support: more output than a pipe holds is captured whole") {
  const auto result = run_command({{"sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"}});
  CHECK(result.out.size() == 1'000'000);
}

TEST_CASE("support: the child's environment, folder and descriptors are the given ones") {
  const TempDir folder;
  Pipe pipe = make_pipe();
  ProcessOptions options{{"sh", "-c", "echo \"$NEW ${HOME-unset}\"; pwd; echo through >&3"}};
  options.env = {{"NEW", "value"}, {"HOME", std::nullopt}};
  options.working_dir = folder.path().string();
  options.pass_fds = {{pipe.write.get(), 3}};
  const auto result = run_command(options);
  CHECK(result.out == "value unset\n" + folder.path().string() + "\n");
  std::array<char, 16> buffer{};
  CHECK(::read(pipe.read.get(), buffer.data(), buffer.size()) == 8);
}

TEST_CASE("support: a process that waits is seen, signalled and reaped") {
  Process process({{"sh", "-c", "echo started; exec cat"}, {}, {}, {}, true});
  process.wait_for_stdout("started");
  CHECK(process.running());
  process.kill(SIGTERM);
  const auto status = process.wait();
  CHECK(status.signal == SIGTERM);
  CHECK(status.code == 128 + SIGTERM);
  CHECK_FALSE(process.running());
}

TEST_CASE("support: a process and its children go with their object") {
  Pipe alive = make_pipe();
  {
    ProcessOptions options{{"sh", "-c", "(echo child; exec cat <&3) & wait"}};
    Pipe hold = make_pipe();
    options.pass_fds = {{hold.read.get(), 3}, {alive.write.get(), 4}};
    Process process(options);
    process.wait_for_stdout("child");
    alive.write.reset();
  }
  char byte = 0;
  CHECK(::read(alive.read.get(), &byte, 1) == 0);  // returns only when no process holds the other end
}

TEST_CASE("support: a program that does not exist is an exception, not a child") {
  CHECK_THROWS_AS(Process({{"/no/such/program"}}), std::system_error);
}

TEST_CASE("support: the receiver follows its script and keeps the bytes") {
  Receiver receiver({Reply::fail(500), Reply::redirect("http://127.0.0.1:1/elsewhere")});
  HttpClient client(receiver.url(""));
  const auto first = client.send("POST", "/hook?x=1", "{\"a\": 1}", {{"X-Case-Kept", "Yes"}});
  CHECK(first.status == 500);
  CHECK(first.body == "no");
  const auto second = client.send("POST", "/hook", "{}");
  CHECK(second.status == 302);
  CHECK(second.header("location") == "http://127.0.0.1:1/elsewhere");
  CHECK(client.post("/hook", {{"third", true}}).json() == nlohmann::json{{"received", true}});

  const auto requests = receiver.wait_for(3);
  CHECK(requests[0].method == "POST");
  CHECK(requests[0].target == "/hook?x=1");
  CHECK(requests[0].body == "{\"a\": 1}");
  CHECK(requests[0].header("x-case-kept") == "Yes");
  CHECK(requests[0].raw.find("X-Case-Kept: Yes\r\n") != std::string::npos);
  CHECK(requests[2].body == "{\"third\":true}");
}

TEST_CASE("support: the receiver can reset, hang up and answer nonsense") {
  Receiver receiver({Reply::reset(), Reply::close(), Reply::raw("HTTP/1.1 zero\r\n\r\n")});
  CHECK_THROWS_AS(HttpClient(receiver.url("")).post("/a", {}), std::runtime_error);
  CHECK_THROWS_AS(HttpClient(receiver.url("")).post("/b", {}), std::runtime_error);
  CHECK(exchange_raw(receiver.port(), "POST /c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi") == "HTTP/1.1 zero\r\n\r\n");
  CHECK(receiver.count() == 3);
}

TEST_CASE("support: a held answer leaves only when it is released") {
  Receiver receiver({Reply::held(503)});
  int status = 0;
  std::thread caller([&] { status = HttpClient(receiver.url("")).post("/", {}).status; });
  receiver.wait_for(1);
  receiver.release();
  caller.join();
  CHECK(status == 503);
}

TEST_CASE("support: a receiver goes away while a caller still waits for its answer") {
  std::thread caller;
  {
    Receiver receiver({Reply::held()});
    HttpClient idle(receiver.url(""));
    caller = std::thread([url = receiver.url("")] {
      try {
        HttpClient(url).post("/", {});
      } catch (const std::runtime_error&) {
      }
    });
    receiver.wait_for(1);
    CHECK(idle.get("/").status == 200);
  }
  caller.join();
}

TEST_CASE("support: the daemon's ready message") {
  const auto ready = parse_ready(
      R"({"type":"ready","base_url":"http://127.0.0.1:7287","pid":42,"dir":"/x","port":7287,"version":"0.1.0",)"
      R"("keys":{"sk_test":"sk_test_1","pk_test":"pk_test_1","sk_live":"sk_live_1","pk_live":"pk_live_1"},"control_key":"ak_1"})");
  CHECK(ready.port == 7287);
  CHECK(ready.sk_live == "sk_live_1");
  CHECK(ready.control_key == "ak_1");
  CHECK_THROWS(parse_ready(R"({"type":"ready"})"));
}
