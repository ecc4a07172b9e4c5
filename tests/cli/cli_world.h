#pragma once
// The command line run inside the test: words and variables in, exit code and text out; beside it a sandbox
// that answers what the test wrote down, in the order the calls arrive.

#include "cli/run.h"
#include "tests/support/receiver.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace satsrail::test {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

class CliWorld {
 public:
  std::map<std::string, std::string> environment{{"HOME", "/nonexistent"}, {"SATSRAIL_DIR", "/nonexistent/sandbox"}};

  Ran run(const std::vector<std::string>& words) const {
    char* texts[2]{};
    std::size_t sizes[2]{};
    std::FILE* streams[2]{::open_memstream(&texts[0], &sizes[0]), ::open_memstream(&texts[1], &sizes[1])};
    Ran ran;
    ran.code = cli::run(
        words,
        [this](const std::string& name) -> std::optional<std::string> {
          const auto found = environment.find(name);
          return found == environment.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
        },
        streams[0], streams[1]);
    std::fclose(streams[0]);
    std::fclose(streams[1]);
    ran.out.assign(texts[0], sizes[0]);
    ran.err.assign(texts[1], sizes[1]);
    std::free(texts[0]);
    std::free(texts[1]);
    return ran;
  }
};

// A sandbox with the keys sk_test_a and ak_a that answers from a script.
class ScriptedSandbox : public CliWorld {
 public:
  explicit ScriptedSandbox(std::vector<Reply> script) : api(std::move(script)) {
    environment["SATSRAIL_BASE_URL"] = api.url("");
    environment["SATSRAIL_API_KEY"] = "sk_test_a";
    environment["SATSRAIL_CONTROL_KEY"] = "ak_a";
  }
  ReceivedRequest request(std::size_t index) { return api.wait_for(index + 1)[index]; }

  Receiver api;
};

inline Reply json_reply(int status, std::string body) {
  return {Reply::Kind::answer, status, std::move(body), {{"Content-Type", "application/json; charset=utf-8"}}};
}

inline Reply list_reply(const std::string& items) {
  return json_reply(
      200, R"({"object":"list","data":[)" + items + R"(],"meta":{"current_page":1,"total_pages":1,"total_count":1}})");
}

inline Reply error_reply(int status, const std::string& code, const std::string& message) {
  return json_reply(status, R"({"error":{"code":")" + code + R"(","message":")" + message + R"(","status":)" +
                                std::to_string(status) + R"(,"details":[],"request_id":"req_1"}})");
}

// Server-sent events, then the end of the connection.
inline Reply stream_reply(const std::string& blocks) {
  return Reply::raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + blocks);
}

// The same, and then silence on a connection that stays open.
inline Reply open_stream_reply(const std::string& blocks) {
  return Reply::open("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + blocks);
}

inline std::string block(const std::string& type, const std::string& data) {
  return "id: 1.1\nevent: " + type + "\ndata: " + data + "\n\n";
}

}  // namespace satsrail::test
