// `listen` against a sandbox that answers from a script: what it asks for, what it shows, what it refuses.

#include "tests/cli/cli_world.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace satsrail::test;
using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::string k_url = "http://localhost:3000/w";
const std::string k_end = block("end", R"({"type":"end","reason":"stopping"})");

std::string webhook(const std::string& id, const std::string& url, const std::string& events) {
  return R"({"id":")" + id + R"(","url":")" + url + R"(","secret":"whsec_1","events":)" + events +
         R"(,"dialect":"seed","copy_of":null})";
}

std::string ready(const std::string& webhooks = webhook("w", k_url, R"(["checkout.completed"])")) {
  return block("ready", R"({"type":"ready","cursor":"1.1","webhook":null,"webhooks":[)" + webhooks + "]}");
}

std::string event(const std::string& id, const std::string& type, const std::string& cursor) {
  return "id: " + cursor + "\nevent: event\ndata: " + R"({"type":"event","event":{"id":")" + id + R"(","type":")" +
         type + R"(","created_at":"2026-01-01T00:00:01Z","data":{"object":{"token":"cs_1"}}}})" + "\n\n";
}

// `outcome` is a status, or an error in quotes.
std::string attempt(const std::string& event, int number, const std::string& state, const std::string& outcome,
                    const std::string& endpoint = "w") {
  const bool answered = outcome.find('"') == std::string::npos;
  return block("attempt", R"({"type":"attempt","delivery_id":"d1","event_id":")" + event +
                              R"(","event_type":"checkout.completed","webhook_id":")" + endpoint + R"(","url":")" +
                              k_url + R"(","attempt":)" + std::to_string(number) + R"(,"attempts_max":5,"status":)" +
                              (answered ? outcome : "null") + R"(,"error":)" + (answered ? "null" : outcome) +
                              R"(,"duration_ms":3,"response_body":"no\nway","next_attempt_at":null,)" +
                              R"("at":"2026-01-01T00:00:01Z","state":")" + state + R"("})");
}

// The object "stream" of what `listen` asks for.
json asked(std::vector<std::string> words) {
  ScriptedSandbox world({stream_reply(ready() + k_end)});
  words.insert(words.begin(), "listen");
  const auto ran = world.run(words);
  CHECK(ran.err == "the sandbox has stopped\n");
  REQUIRE(ran.code == 0);
  const auto request = world.request(0);
  CHECK(request.method == "POST");
  CHECK(request.target == "/_sandbox/stream");
  auto stream = json::parse(request.body).at("stream");
  for (std::size_t i = 0; stream.contains("endpoints") && i < stream["endpoints"].size(); ++i) {
    auto& endpoint = stream["endpoints"][i];
    if (endpoint.at("secret_key").get<std::string>().size() == 38) {
      endpoint.erase("secret_key");  // made up, for there is no folder to keep it in
    }
  }
  return stream;
}

Ran refused(std::vector<std::string> words) {
  words.insert(words.begin(), "listen");
  ScriptedSandbox world({});
  auto ran = world.run(words);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(world.api.count() == 0);
  return ran;
}

// A sandbox folder whose keys open a scripted sandbox.
class Folder {
 public:
  Folder() {
    auto name = (fs::temp_directory_path() / "satsrail-listen-XXXXXX").string();
    m_path = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(m_path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  Ran listen(std::vector<Reply> script, std::vector<std::string> words,
             std::vector<ReceivedRequest>* requests = nullptr) {
    ScriptedSandbox world(std::move(script));
    std::ofstream(m_path / "credentials.json")
        << R"({"base_url":")" << world.api.url("") << R"(","port":)" << world.api.port()
        << R"(,"pid":1,"keys":{"sk_test":"sk_test_a","pk_test":"pk_test_a","sk_live":"sk_live_a","pk_live":"pk_live_a"},)"
        << R"("control_key":"ak_a"})";
    world.environment = {{"HOME", "/nonexistent"}, {"SATSRAIL_DIR", m_path.string()}};
    words.insert(words.begin(), "listen");
    auto ran = world.run(words);
    if (requests != nullptr) {
      *requests = world.api.requests();
    }
    return ran;
  }
  fs::path operator/(const std::string& name) const { return m_path / name; }

 private:
  fs::path m_path;
};

}  // namespace

TEST_CASE("listen: asks for what is shown and for its endpoints") {
  CHECK(asked({}) == json::object());
  CHECK(asked({"--events", "order.*,!order.updated", "--since", "0"}) ==
        json::parse(R"({"types":["order.*","!order.updated"],"since":"0"})"));
  CHECK(asked({"--forward-to", "3000/w"}) == json::parse(R"({"endpoints":[{"url":"http://localhost:3000/w"}]})"));
  CHECK(asked({"--forward-to", "shop:3000/x?y=1", "--events", "*", "--since", "10m"}) ==
        json::parse(R"({"types":["*"],"since":"10m","endpoints":[{"url":"http://shop:3000/x?y=1","events":["*"]}]})"));
  CHECK(asked({"--use-endpoints", "--forward-to", "3000", "--since", "now"}) ==
        json::parse(R"({"copies_to":"http://localhost:3000"})"));
}

TEST_CASE("listen: routes take their events, and --forward-to what is left") {
  CHECK(asked({"--route", "order.*=3001", "--route", "invoice.paid,invoice.expired=3002/i"}).at("endpoints") ==
        json::parse(R"([{"url":"http://localhost:3001","events":["order.*"]},
                        {"url":"http://localhost:3002/i","events":["invoice.paid","invoice.expired"]}])"));
  CHECK(asked({"--route", "order.*=3001", "--forward-to", "3000"}).at("endpoints")[1] ==
        json::parse(R"({"url":"http://localhost:3000","events":["*","!order.*"]})"));
  // What --events leaves out of the whole is sent to nobody but to a route that names it.
  const auto both = asked({"--events", "order.*,invoice.*", "--route", "invoice.paid=3001", "--forward-to", "3000"});
  CHECK(both.at("types") == json::parse(R"(["order.created","order.updated","invoice.created","invoice.paid",)"
                                        R"("invoice.expired"])"));
  CHECK(both.at("endpoints")[1].at("events") == json::parse(R"(["order.*","invoice.*","!invoice.paid"])"));
  CHECK(holds(refused({"--route", "*=3001", "--forward-to", "3000"}).err, "nothing is left for --forward-to"));
}

TEST_CASE("listen: says how to send") {
  const auto endpoint = asked({"--forward-to", "3000/w", "--secret", "whsec_mine_1", "--dialect", "docs", "--retry",
                               "fast", "-H", "X-Shop: test", "-H", "Authorization:Bearer a:b", "--concurrency", "4",
                               "--shuffle", "--insecure", "--timeout", "none"})
                            .at("endpoints")[0];
  CHECK(endpoint ==
        json::parse(R"({"url":"http://localhost:3000/w","secret_key":"whsec_mine_1","dialect":"docs","retry":"fast",
                        "timeout":"none","headers":{"X-Shop":"test","Authorization":"Bearer a:b"},"verify_tls":false,
                        "concurrency":4,"shuffle":true})"));
  CHECK(asked({"--forward-to", "3000", "--timeout", "30s"}).at("endpoints")[0].at("timeout") == "30s");
}

TEST_CASE("listen: a wrong line is refused before anything is asked or written") {
  CHECK(holds(refused({"--events", "order.udpated"}).err, "did you mean:  order.updated"));
  CHECK(holds(refused({"--events", "!order.udpated"}).err, "did you mean:  !order.updated"));
  CHECK(holds(refused({"--route", "order.crated=3000"}).err, "did you mean:  order.created"));
  CHECK(holds(refused({"--route", "3000"}).err, "it has to be EVENTS=URL"));
  CHECK(holds(refused({"--forward-to", "/hooks"}).err, "write the port in front:  3000/hooks"));
  CHECK(holds(refused({"--use-endpoints"}).err, "--use-endpoints needs --forward-to"));
  CHECK(holds(refused({"--use-endpoints", "--forward-to", "3000", "--dialect", "docs"}).err, "webhooks update"));
  CHECK(holds(refused({"--use-endpoints", "--forward-to", "3000", "--events", "*"}).err, "exclude each other"));
  CHECK(holds(refused({"--retry", "fast"}).err, "neither --forward-to nor --route"));
  CHECK(holds(refused({"--forward-to", "3000", "--timeout", "soon"}).err, "'soon' is no duration"));
  CHECK(holds(refused({"--forward-to", "3000", "-H", "nothing"}).err, "a header is a name, a colon and a value"));
  CHECK(holds(refused({"--forward-to", "3000", "--concurrency", "0"}).err, "from 1 to 32"));
  CHECK(holds(refused({"--since", "yesterday"}).err, "'yesterday' is no value for --since"));
  CHECK(holds(refused({"--since", "last"}).err, "kept in the sandbox folder"));
  CHECK(holds(refused({"--output", "ful"}).err, "did you mean:  full"));
  const auto secret = refused({"--forward-to", "3000", "--secret", "s3cret"}).err;
  CHECK(holds(secret, "8 to 255 characters"));
  CHECK_FALSE(holds(secret, "s3cret"));
}

TEST_CASE("listen --json: the daemon's objects, one a line, and nothing else on stdout") {
  const std::string data = R"({"type":"ready","cursor":"1.1","webhook":null,"webhooks":[]})";
  ScriptedSandbox world({stream_reply(block("ready", data) + ": keep-alive\n\n" + k_end)});
  const auto ran = world.run({"listen", "--json"});
  CHECK(ran.code == 0);
  CHECK(ran.out == data + "\n" + R"({"type":"end","reason":"stopping"})" + "\n");
  CHECK(ran.err == R"({"note":{"message":"the sandbox has stopped"}})"
                   "\n");
}

TEST_CASE("listen: says once that the target is down, and once that it is back, with what waits") {
  ScriptedSandbox world(
      {stream_reply(ready() + event("evt_1", "checkout.completed", "2.1") +
                    attempt("evt_1", 1, "pending", "\"connection refused\"") +
                    attempt("evt_1", 2, "pending", "\"connection refused\"") + attempt("evt_1", 3, "pending", "500") +
                    attempt("evt_1", 4, "pending", "\"timed out after 10 s\"") + attempt("evt_1", 5, "failed", "500") +
                    k_end),
       json_reply(200, R"({"object":"list","data":[],"meta":{"total_count":12}})")});
  const auto ran = world.run({"listen", "--forward-to", "3000/w"});
  CHECK(ran.code == 0);
  CHECK(ran.err ==
        "! localhost:3000/w is down (connection refused); its events wait\n"
        "! localhost:3000/w is back; 12 wait\nthe sandbox has stopped\n");
  CHECK(world.request(1).target == "/_sandbox/deliveries?webhook_id=w&state=pending&per_page=1");
  CHECK(holds(ran.out, "ready\t1.1\t" + k_url + "\twhsec_1\n"));
  CHECK(holds(ran.out, "event\t2026-01-01T00:00:01Z\tcheckout.completed\tevt_1\tcs_1\n"));
  CHECK(holds(ran.out, "attempt\t2026-01-01T00:00:01Z\tcheckout.completed\tevt_1\t3/5\t500\t3\tpending\t" + k_url +
                           "\t\tno\\nway\n"));
}

TEST_CASE("listen --output: less, or more") {
  const auto shown = [](const std::string& how) {
    ScriptedSandbox world(
        {stream_reply(ready() + event("evt_1", "checkout.completed", "2.1") + attempt("evt_1", 1, "pending", "500") +
                      attempt("evt_1", 2, "delivered", "200") + k_end),
         json_reply(200, R"({"id":"d1","attempts":[{"number":1,"request":{"headers":{"A":"b"},"body":"sent"},)"
                         R"("response":{"status":500,"headers":{"C":"d"},"body":"no way"}}]})")});
    return world.run({"listen", "--forward-to", "3000/w", "--output", how}).out;
  };
  const auto compact = shown("compact");
  CHECK_FALSE(holds(compact, "event\t"));
  CHECK(holds(compact, "\t1/5\t500\t"));
  CHECK(holds(compact, "\t2/5\t200\t"));
  const auto quiet = shown("quiet");
  CHECK(quiet.starts_with("attempt\t"));
  CHECK(holds(quiet, "\t1/5\t500\t"));
  CHECK_FALSE(holds(quiet, "\t2/5\t"));
  const auto full = shown("full");
  CHECK(holds(full, "request\td1\t{\"A\":\"b\"}\tsent\nresponse\td1\t{\"C\":\"d\"}\tno way\n"));
}

TEST_CASE("listen: a gap is told") {
  ScriptedSandbox world({stream_reply(ready() + block("gap", R"({"type":"gap","from":"1","to":"40"})") + k_end)});
  CHECK(holds(world.run({"listen", "--since", "0"}).err, "! some events are no longer kept: from 1 to 40\n"));
}

TEST_CASE("listen: a stream that breaks off is exit 5, and says how nothing is lost") {
  ScriptedSandbox world({stream_reply(ready())});
  const auto ran = world.run({"listen"});
  CHECK(ran.code == 5);
  CHECK(holds(ran.err, "broke off"));
  CHECK(holds(ran.err, "--since last"));
}

TEST_CASE("listen: a refused key is exit 4, no sandbox 5") {
  ScriptedSandbox world({error_reply(401, "unauthorized", "Invalid API key")});
  CHECK(world.run({"listen"}).code == 4);
  CHECK(CliWorld().run({"listen"}).code == 5);
}

TEST_CASE("listen: the secret of a folder stays, and --write-env hands it to the shop") {
  Folder folder;
  const auto printed = folder.listen({}, {"--print-secret"});
  CHECK(printed.code == 0);
  REQUIRE(printed.out.starts_with("whsec_"));
  const auto secret = printed.out.substr(0, printed.out.size() - 1);

  const auto file = (folder / ".env").string();
  std::ofstream(file) << "# shop\nPORT=3000\n";
  std::vector<ReceivedRequest> requests;
  const auto ran = folder.listen({stream_reply(ready() + k_end)},
                                 {"--forward-to", "3000/w", "--write-env", file, "SHOP_SECRET"}, &requests);
  CHECK(ran.code == 0);
  CHECK(holds(ran.err, "SHOP_SECRET is in " + file + "\n"));
  CHECK(read_file(file) == "# shop\nPORT=3000\nSHOP_SECRET=" + secret + "\n");
  CHECK(json::parse(requests.at(0).body).at("stream").at("endpoints")[0].at("secret_key") == secret);

  CHECK(folder.listen({}, {"--print-secret", "--write-env", file}).out == printed.out);
  CHECK(holds(read_file(file), "SATSRAIL_WEBHOOK_SECRET=" + secret + "\n"));
  CHECK(folder.listen({}, {"--forward-to", "3000", "--write-env", file, "a-b"}).code == 2);
  CHECK(folder.listen({}, {"--forward-to", "3000", "--write-env", "/nonexistent/.env"}).code == 1);

  std::ofstream(folder / "secret.txt") << "whsec_of_a_file\n";
  folder.listen({stream_reply(ready() + k_end)},
                {"--forward-to", "3000", "--secret-file", (folder / "secret.txt").string()}, &requests);
  CHECK(json::parse(requests.at(0).body).at("stream").at("endpoints")[0].at("secret_key") == "whsec_of_a_file");
}

TEST_CASE("listen --since last: goes on before the oldest event that was shown and not delivered") {
  Folder folder;
  std::vector<ReceivedRequest> requests;
  const auto since = [&](std::vector<Reply> script) {
    script.push_back(stream_reply(ready() + k_end));
    const auto calls = script.size();
    const auto ran = folder.listen(std::move(script), {"--since", "last"}, &requests);
    REQUIRE(requests.size() == calls);
    return json::parse(requests.back().body).at("stream").value("since", "now") + "|" + ran.err;
  };
  const std::string stopped = "the sandbox has stopped\n";
  CHECK(since({}) == "now|note: nothing was listened to yet in this folder; from now on\n" + stopped);

  // The order of the shop's endpoint matters: what it never asked for is done with when it was shown.
  folder.listen({stream_reply(ready() + event("evt_1", "order.created", "2.1") +
                              event("evt_2", "checkout.completed", "3.1") + event("evt_3", "order.created", "4.1"))},
                {"--forward-to", "3000/w"});
  CHECK(since({json_reply(200, "{}")}) == "2.1|" + stopped);
  CHECK(requests[0].target == "/_sandbox/events/evt_1");

  folder.listen({stream_reply(ready() + event("evt_1", "order.created", "2.1") +
                              event("evt_2", "checkout.completed", "3.1") + event("evt_3", "order.created", "4.1") +
                              attempt("evt_2", 1, "pending", "500") + attempt("evt_2", 2, "delivered", "200"))},
                {"--forward-to", "3000/w"});
  CHECK(since({json_reply(200, "{}")}) == "1.1|" + stopped);  // the block of an attempt has the cursor 1.1 here
  CHECK(requests[0].target == "/_sandbox/events/evt_3");
}

TEST_CASE("listen --since last: begins anew in a sandbox that was reset, and not in one that pruned") {
  Folder folder;
  const auto listen_once = [&] {
    folder.listen({stream_reply(ready() + event("evt_1", "order.created", "20.1"))}, {});
  };
  std::vector<ReceivedRequest> requests;
  const auto since = [&](const std::string& newest) {
    const auto ran =
        folder.listen({error_reply(404, "not_found", "Event not found"),
                       list_reply(newest.empty() ? "" : R"({"seq":)" + newest + "}"), stream_reply(ready() + k_end)},
                      {"--since", "last"}, &requests);
    return json::parse(requests.at(2).body).at("stream").at("since").get<std::string>() + "|" +
           ran.err.substr(0, ran.err.find('\n'));
  };
  listen_once();
  CHECK(since("3") == "0|note: the sandbox was reset since; from its beginning");
  listen_once();
  CHECK(since("") == "0|note: the sandbox was reset since; from its beginning");
  listen_once();
  CHECK(since("90") == "20.1|the sandbox has stopped");
}
