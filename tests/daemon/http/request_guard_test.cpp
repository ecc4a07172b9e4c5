#include "daemon/http/request_guard.h"

#include "core/limits.h"

#include <catch2/catch.hpp>

#include <string>

namespace satsrail::http {
namespace {

// 0: accepted.
int verdict(const std::string& head) {
  RequestHead parsed;
  Params headers;
  const auto refusal = check_head(head, parsed, headers);
  return refusal ? refusal->status : 0;
}

int verdict_with(const std::string& header_lines) {
  return verdict("POST /x HTTP/1.1\r\nHost: localhost\r\n" + header_lines + "\r\n");
}

TEST_CASE("request guard: an ordinary head is read") {
  const std::string head =
      "POST /api/v1/orders?a=1 HTTP/1.1\r\nHost: 127.0.0.1:7287\r\nContent-Length: 12\r\n"
      "X-Padded:  \t two words\t \r\nConnection: keep-alive, Upgrade\r\nExpect: 100-Continue\r\n\r\n";
  RequestHead parsed;
  Params headers;
  REQUIRE(!check_head(head, parsed, headers));
  CHECK(parsed.method == "POST");
  CHECK(parsed.target == "/api/v1/orders?a=1");
  CHECK(parsed.content_length == 12);
  CHECK(parsed.keep_alive);
  CHECK(parsed.expects_continue);
  CHECK(!parsed.http_1_0);
  REQUIRE(headers.size() == 5);
  CHECK(headers[0] == std::pair<std::string, std::string>("host", "127.0.0.1:7287"));
  CHECK(headers[2] == std::pair<std::string, std::string>("x-padded", "two words"));
}

TEST_CASE("request guard: who keeps the connection") {
  const auto keeps = [](const std::string& version, const std::string& lines) {
    RequestHead parsed;
    Params headers;
    REQUIRE(!check_head("GET / HTTP/" + version + "\r\nHost: x\r\n" + lines + "\r\n", parsed, headers));
    return parsed.keep_alive;
  };
  CHECK(keeps("1.1", ""));
  CHECK(!keeps("1.1", "Connection: close\r\n"));
  CHECK(!keeps("1.1", "Connection: x, CLOSE ,y\r\n"));
  CHECK(keeps("1.1", "Connection: closed\r\n"));
  CHECK(!keeps("1.0", ""));
  CHECK(keeps("1.0", "Connection: Keep-Alive\r\n"));
}

TEST_CASE("request guard: two readers must agree on where a request ends") {
  CHECK(verdict_with("Content-Length: 5\r\n") == 0);
  CHECK(verdict_with("Content-Length: 5\r\nContent-Length: 5\r\n") == 400);
  CHECK(verdict_with("Content-Length: 5, 5\r\n") == 400);
  CHECK(verdict_with("Content-Length: abc\r\n") == 400);
  CHECK(verdict_with("Content-Length: +5\r\n") == 400);
  CHECK(verdict_with("Content-Length: -5\r\n") == 400);
  CHECK(verdict_with("Content-Length: 0x5\r\n") == 400);
  CHECK(verdict_with("Content-Length: 5 5\r\n") == 400);
  CHECK(verdict_with("Content-Length:\r\n") == 400);
  CHECK(verdict_with("Content-Length: 99999999999999999999999\r\n") == 400);
  CHECK(verdict_with("Transfer-Encoding: chunked\r\n") == 400);
  CHECK(verdict_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") == 400);
  CHECK(verdict_with("Transfer-Encoding: identity\r\n") == 400);
  CHECK(verdict_with("transfer-encoding : chunked\r\n") == 400);
}

TEST_CASE("request guard: bodies in another shape than plain are refused") {
  CHECK(verdict_with("Content-Encoding: gzip\r\n") == 400);
  CHECK(verdict_with("Content-Type: multipart/form-data; boundary=x\r\n") == 415);
  CHECK(verdict_with("Content-Type: MultiPart/mixed\r\n") == 415);
  CHECK(verdict_with("Content-Type: application/json\r\n") == 0);
  CHECK(verdict_with("Expect: a-miracle\r\n") == 417);
  CHECK(verdict_with("Content-Length: " + std::to_string(limits::request_body_bytes_max) + "\r\n") == 0);
  CHECK(verdict_with("Content-Length: " + std::to_string(limits::request_body_bytes_max + 1) + "\r\n") == 413);
}

TEST_CASE("request guard: lines are lines") {
  CHECK(verdict_with("A: b\nC: d\r\n") == 400);
  CHECK(verdict_with("A: b\rC: d\r\n") == 400);
  CHECK(verdict_with(std::string("A: b\0c\r\n", 8)) == 400);
  CHECK(verdict_with("A: b\x01\r\n") == 400);
  CHECK(verdict_with("A: b\r\n folded\r\n") == 400);
  CHECK(verdict_with("A: b\r\n\tfolded\r\n") == 400);
  CHECK(verdict_with("A b: c\r\n") == 400);
  CHECK(verdict_with("A : c\r\n") == 400);
  CHECK(verdict_with(": c\r\n") == 400);
  CHECK(verdict_with("no colon\r\n") == 400);
  CHECK(verdict_with("A:\r\n") == 0);
  CHECK(verdict_with("A: caf\xc3\xa9\tx\r\n") == 0);
}

TEST_CASE("request guard: the request line") {
  const auto line = [](const std::string& text) { return verdict(text + "\r\nHost: x\r\n\r\n"); };
  CHECK(line("GET / HTTP/1.1") == 0);
  CHECK(line("BREW /pot HTTP/1.1") == 0);
  CHECK(line("GET /caf\xc3\xa9?q[name_eq]=a%20b HTTP/1.1") == 0);
  CHECK(line("GET  / HTTP/1.1") == 400);
  CHECK(line("GET / HTTP/1.1 ") == 400);
  CHECK(line("GET /a b HTTP/1.1") == 400);
  CHECK(line("GET /") == 400);
  CHECK(line("G{T / HTTP/1.1") == 400);
  CHECK(line("GET http://127.0.0.1/livez HTTP/1.1") == 400);
  CHECK(line("OPTIONS * HTTP/1.1") == 400);
  CHECK(line("CONNECT 127.0.0.1:80 HTTP/1.1") == 400);
  CHECK(line("GET /a#b HTTP/1.1") == 400);
  CHECK(line("GET /a\tb HTTP/1.1") == 400);
  CHECK(line("GET / HTTP/1.2") == 505);
  CHECK(line("PRI * HTTP/2.0") == 505);
  CHECK(line("GET / http/1.1") == 400);
  CHECK(line("GET /" + std::string(limits::request_path_bytes_max - 1, 'a') + " HTTP/1.1") == 0);
  CHECK(line("GET /" + std::string(limits::request_path_bytes_max, 'a') + " HTTP/1.1") == 414);
  CHECK(line("GET /?" + std::string(limits::request_query_bytes_max, 'a') + " HTTP/1.1") == 414);
}

TEST_CASE("request guard: one Host") {
  CHECK(verdict("GET / HTTP/1.1\r\nA: b\r\n\r\n") == 400);
  CHECK(verdict("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n") == 400);
  CHECK(verdict("GET / HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("request guard: how much head is too much") {
  std::string lines;
  for (std::size_t i = 1; i < limits::request_header_count_max; ++i) {
    lines += "A" + std::to_string(i) + ": b\r\n";
  }
  CHECK(verdict_with(lines) == 0);
  CHECK(verdict_with(lines + "One-More: b\r\n") == 431);
  CHECK(verdict_with("A: " + std::string(limits::request_header_bytes_max, 'b') + "\r\n") == 431);
}

TEST_CASE("request guard: what the parser would act on does not reach anybody") {
  RequestHead parsed;
  Params headers;
  REQUIRE(
      !check_head("GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1,0-1\r\nAccept-Encoding: br\r\nREMOTE_ADDR: 8.8.8.8\r\n"
                  "Remote_Port: 1\r\nLOCAL_ADDR: x\r\nLOCAL_PORT: 1\r\nIf-Range: x\r\n\r\n",
                  parsed, headers));
  CHECK(headers.size() == 1);
}

TEST_CASE("request guard: a head that can't become valid is refused before it ends") {
  CHECK(!check_unfinished_head("GET / HTTP/1.1\r\nHost: x\r\nA: "));
  CHECK(!check_unfinished_head("GET / HTTP/1.1\r"));
  CHECK(check_unfinished_head("GET / HTTP/1.1\n")->status == 400);
  CHECK(check_unfinished_head(std::string_view("GET /\0", 6))->status == 400);
  const std::string long_text(limits::request_header_bytes_max, 'a');
  CHECK(check_unfinished_head("GET / HTTP/1.1\r\nA: " + long_text)->status == 431);
  CHECK(check_unfinished_head("GET /" + long_text)->status == 414);
}

TEST_CASE("query text: decoded pair by pair, in the order sent") {
  CHECK(parse_query("b=2&a=1&b=2&empty&=x&c=x%3Dy=z&d=a+b%2B%21&e=100%&f=%zz&g=%4") == Params{{"b", "2"},
                                                                                              {"a", "1"},
                                                                                              {"b", "2"},
                                                                                              {"empty", ""},
                                                                                              {"", "x"},
                                                                                              {"c", "x=y=z"},
                                                                                              {"d", "a b+!"},
                                                                                              {"e", "100%"},
                                                                                              {"f", "%zz"},
                                                                                              {"g", "%4"}});
  CHECK(parse_query("").empty());
  CHECK(parse_query("&&").empty());
}

}  // namespace
}  // namespace satsrail::http
