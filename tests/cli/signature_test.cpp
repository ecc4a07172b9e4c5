// `signature sign` and `signature verify`: what it says of each mistake that people make. Without a sandbox.

#include "core/ports/clock.h"
#include "core/util/base64.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "tests/cli/cli_world.h"
#include "tests/support/sandbox_fixture.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>

using namespace satsrail;
using namespace satsrail::test;
using namespace std::chrono_literals;

namespace {

// The published vector: a body of 191 bytes without a newline at its end.
const std::string k_secret = "whsec_test_0123456789abcdef";
const std::string k_body =
    R"({"event":"checkout.completed","checkout_id":"cs_abc123","payment_hash":"abc123","amount_sats":50000,)"
    R"("amount_usd":"50.00","metadata":{"order_id":"ORD-1234"},"timestamp":"2024-01-15T10:02:30Z"})";
const std::string k_hex = "07ffa435e1f4d1feb2dc57548b149fd278b74c3d46eb3909239b2ba8beebee01";

std::string hmac(const std::string& secret, const std::string& body) {
  return to_hex(crypto::hmac_sha256(secret, body));
}

Ran verify(const std::string& secret, const std::string& body, const std::string& header,
           const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"signature", "verify", "--secret", secret, "--body", body, "--header", header};
  words.insert(words.end(), more.begin(), more.end());
  return CliWorld().run(words);
}

// Not valid: exit 1, nothing on stdout, and this code and reason.
void check_wrong(const Ran& ran, const std::string& why) {
  INFO(ran.err);
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, Catch::Contains(why));
}

std::string unix_seconds(Duration from_now) {
  return std::to_string(to_unix_seconds(SystemClock().now() + from_now));
}

}  // namespace

TEST_CASE("signature sign: the published vector, in the words of each dialect") {
  const CliWorld world;
  const std::vector<std::string> words{"signature", "sign", "--secret", k_secret, "--body", k_body};
  CHECK(world.run(words).out == "sha256=" + k_hex + "\n");
  for (const auto& [dialect, header, value] :
       {std::array<std::string, 3>{"seed", "X-SatsRail-Signature", "sha256=" + k_hex},
        {"docs", "X-Webhook-Signature", k_hex},
        {"stream", "X-SatsRail-Signature", k_hex}}) {
    auto more = words;
    more.insert(more.end(), {"--dialect", dialect, "--json"});
    const auto said = nlohmann::json::parse(world.run(more).out);
    CHECK(said["header"] == header);
    CHECK(said["value"] == value);
    CHECK(said["body_bytes"] == 191);
  }
}

TEST_CASE("signature: a body in a file is taken to its last byte, a secret without the newline of its line") {
  const TempDir folder;
  const auto body = (folder.path() / "body.json").string();
  const auto secret = (folder.path() / "secret").string();
  std::ofstream(body) << k_body << "\n";
  std::ofstream(secret) << k_secret << "\n";
  CHECK(CliWorld().run({"signature", "sign", "--secret", "@" + secret, "--body", "@" + body}).out ==
        "sha256=" + hmac(k_secret, k_body + "\n") + "\n");
  check_wrong(verify("@" + secret, "@" + body, "sha256=" + k_hex), "the newline at the end of the body is taken off");
}

TEST_CASE("signature verify: what is right is valid, with and without the header's name") {
  for (const auto& header : {"sha256=" + k_hex, k_hex, "X-SatsRail-Signature: sha256=" + k_hex,
                             "x-satsrail-signature:" + k_hex, "X-Webhook-Signature: " + k_hex}) {
    CAPTURE(header);
    const auto ran = verify(k_secret, k_body, header, {"--json"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(nlohmann::json::parse(ran.out)["valid"] == true);
  }
  CliWorld world;
  world.environment["SATSRAIL_WEBHOOK_SECRET"] = k_secret;  // as `exec` sets it
  CHECK(world.run({"signature", "verify", "--body", k_body, "-H", k_hex}).code == 0);
}

TEST_CASE("signature verify: names the mistake with the secret") {
  const auto raw = *from_hex("0123456789abcdef");
  const std::string decoded(raw.begin(), raw.end());
  const struct {
    std::string given;
    std::string used;  // where the signature was made
    std::string why;
  } cases[]{
      {k_secret, "test_0123456789abcdef", "without its whsec_ prefix"},
      {"test_0123456789abcdef", k_secret, "has whsec_ in front"},
      {k_secret, k_secret + "\n", "with a newline at its end"},
      {k_secret + " ", k_secret, "blanks or line ends around the secret"},
      {"\"" + k_secret + "\"", k_secret, "quotes around the secret are taken off"},
      {"whsec_0123456789abcdef", decoded, "decoded from hex"},
      {"whsec_SGVsbG8h", "Hello!", "decoded from base64"},
      {k_secret, "", "the secret is empty"},
      {k_secret, "undefined", "the word \"undefined\""},
  };
  for (const auto& [given, used, why] : cases) {
    check_wrong(verify(given, k_body, "sha256=" + hmac(used, k_body)), why);
  }
  check_wrong(verify("sk_test_abc", k_body, k_hex), "is an API key");
  check_wrong(verify("whsec_of_another_endpoint", k_body, k_hex), "another secret, or a body that was changed");
}

TEST_CASE("signature verify: names how the body was written anew") {
  const auto value = nlohmann::ordered_json::parse(R"({"b":"caf\u00e9/<1>","a":[1,{"c":null}]})");
  const auto compact = value.dump();
  const auto sorted = nlohmann::json::parse(compact).dump();
  const struct {
    std::string given;
    std::string signed_body;
    std::string why;
  } cases[]{
      {value.dump(2), compact, "compact JSON"},
      {compact, value.dump(2), "indented by 2"},
      {compact, value.dump(2) + "\n", "indented by 2 and a newline at the end"},
      {compact, value.dump(4), "indented by 4"},
      {compact, sorted, "compact JSON with its keys sorted"},
      {compact, value.dump(-1, ' ', true), "compact JSON with \\u escapes"},
      {compact, R"({"b": "caf\u00e9/<1>", "a": [1, {"c": null}]})", "Python's json.dumps"},
      {compact, R"({"b":"caf\u00e9\/<1>","a":[1,{"c":null}]})", "PHP's json_encode"},
      {compact, R"({"b":"café/\u003c1\u003e","a":[1,{"c":null}]})", "Go's json.Marshal"},
      {compact, compact + "\n", "a newline is added to the body"},
      {compact + "\r\n", compact, "the newline at the end of the body is taken off"},
      {compact, "", "the body is empty"},
      {compact, "[object Object]", "[object Object]"},
  };
  for (const auto& [given, signed_body, why] : cases) {
    CAPTURE(given, signed_body);
    check_wrong(verify(k_secret, given, "sha256=" + hmac(k_secret, signed_body)), why);
  }
  const auto mixed = nlohmann::json::parse(k_body).dump(2);
  check_wrong(verify(k_secret, mixed, "sha256=" + k_hex), "compact JSON with its keys in SatsRail's order");
  // Two mistakes at once.
  const auto both = verify(k_secret, value.dump(2), hmac(k_secret + "\n", compact));
  check_wrong(both, "with a newline at its end, and the body is written as compact JSON");
}

TEST_CASE("signature verify: names how the signature is written wrongly") {
  auto upper = k_hex;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  check_wrong(verify(k_secret, k_body, "sha256=" + upper), "upper-case hex");
  check_wrong(verify(k_secret, k_body, to_base64(*from_hex(k_hex))), "in base64");
  check_wrong(verify(k_secret, k_body, "sha256=" + k_hex.substr(1)), "63 hex digits");
  check_wrong(verify(k_secret, k_body, "sha1=" + k_hex), "begins with sha1=");
  check_wrong(verify(k_secret, k_body, ""), "the header has no value");
  check_wrong(verify(k_secret, k_body, "a lot of nonsense"), "neither hex nor base64");
  check_wrong(verify(k_secret, k_body, k_hex, {"--dialect", "seed"}), "without sha256= in front");
  check_wrong(verify(k_secret, k_body, "sha256=" + k_hex, {"--dialect", "stream"}), "where bare hex belongs");
  check_wrong(verify(k_secret, k_body, "X-Webhook-Signature: sha256=" + k_hex), "where bare hex belongs");
}

TEST_CASE("signature verify: knows what others sign") {
  using crypto::OtherHash;
  check_wrong(verify(k_secret, k_body, "sha1=" + to_hex(crypto::other_hmac(OtherHash::sha1, k_secret, k_body))),
              "HMAC-SHA-1 of this body with this secret");
  check_wrong(verify(k_secret, k_body, to_hex(crypto::other_hmac(OtherHash::sha512, k_secret, k_body))),
              "HMAC-SHA-512 of this body with this secret");
  check_wrong(verify(k_secret, k_body, to_hex(crypto::sha256(k_body))), "a plain SHA-256 of the body alone");
  check_wrong(verify(k_secret, k_body, to_hex(crypto::sha256(k_secret + k_body))), "secret and body in one");
  const auto stripe = hmac(k_secret, "1705312950." + k_body);
  check_wrong(verify(k_secret, k_body, "t=1705312950,v1=" + stripe), "timestamp.body, as Stripe does");
  check_wrong(verify(k_secret, k_body, stripe, {"--timestamp", "1705312950"}), "timestamp.body, as Stripe does");
}

TEST_CASE("signature verify: a right signature of the wrong time is not valid") {
  check_wrong(verify(k_secret, k_body, k_hex, {"--timestamp", unix_seconds(-10min)}), "5m are allowed");
  check_wrong(verify(k_secret, k_body, k_hex, {"--timestamp", unix_seconds(10min)}), "in the future");
  check_wrong(verify(k_secret, k_body, k_hex, {"--timestamp", "1705312950000"}), "counts milliseconds");
  check_wrong(verify(k_secret, k_body, k_hex, {"--timestamp", "yesterday"}), "is no timestamp");
  const auto said = verify(k_secret, k_body, k_hex, {"--timestamp", unix_seconds(-10min), "--json"});
  CHECK(nlohmann::json::parse(said.err)["error"]["code"] == "stale_timestamp");

  CHECK(verify(k_secret, k_body, k_hex, {"--timestamp", unix_seconds(-10min), "--tolerance", "1h"}).code == 0);
  CHECK(verify(k_secret, k_body, k_hex, {"--timestamp", "1705312950", "--tolerance", "off"}).code == 0);
  CHECK(verify(k_secret, k_body, k_hex, {"-H", "X-SatsRail-Timestamp: " + unix_seconds(0s)}).code == 0);
  CHECK(verify(k_secret, k_body, k_hex, {"--timestamp", "2024-01-15T10:02:30Z"}).code == 1);
}

TEST_CASE("signature verify: what the sandbox sent, whatever its age") {
  const std::string id = "0192f0c1-0000-7000-8000-000000000001";
  ScriptedSandbox world({json_reply(
      200, R"({"id":")" + id + R"(","attempts":[{"number":1,"request":{"headers":{"X-SatsRail-Signature":"sha256=)" +
               k_hex + R"(","X-SatsRail-Timestamp":"1705312950"},"body":)" + nlohmann::json(k_body).dump() + "}}]}")});
  const auto ran = world.run({"signature", "verify", "--secret", k_secret, "--delivery", id});
  INFO(ran.err);
  CHECK(ran.code == 0);

  ScriptedSandbox unsent({json_reply(200, R"({"id":")" + id + R"(","attempts":[]})")});
  check_wrong(unsent.run({"signature", "verify", "--secret", k_secret, "--delivery", id}), "was not sent yet");
}

TEST_CASE("signature: wrong usage is exit 2 and says what to write") {
  const CliWorld world;
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"signature", "sign", "--body", k_body},
           {"signature", "sign", "--secret", k_secret},
           {"signature", "verify", "--secret", k_secret, "--header", k_hex},
           {"signature", "verify", "--secret", k_secret, "--body", k_body},
           {"signature", "verify", "--secret", k_secret, "--body", "@/nonexistent", "--header", k_hex},
           {"signature", "verify", "--secret", k_secret, "--body", k_body, "--header", k_hex, "--tolerance", "5"},
           {"signature", "sign", "--secret", k_secret, "--body", k_body, "--dialect", "svix"}}) {
    const auto ran = world.run(words);
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') >= 3);
  }
}

TEST_CASE("signature verify: a body of brackets without end is just a body") {
  const std::string deep(100'000, '[');
  CHECK(verify(k_secret, deep, hmac(k_secret, deep)).code == 0);
  check_wrong(verify(k_secret, deep, k_hex), "another secret, or a body that was changed");
}
