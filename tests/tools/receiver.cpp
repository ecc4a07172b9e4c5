// A merchant's webhook receiver, as small as one can be and still be right. `./dev demo` runs it; copy from it.
//
//   SATSRAIL_WEBHOOK_SECRET=whsec_… satsrail-demo-receiver [--count N]
//
// Prints its URL, then one line for each webhook. Without the variable the secret is the first line of standard
// input, for who learns the secret only by registering the URL. After N webhooks (1) it exits: 0 when every
// signature was right, 1 when one was not.

#include "core/util/crypto.h"
#include "core/util/hex.h"

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

// The sender signs the bytes, so the bytes are what is checked: not the JSON parsed and written again. Comparing
// in constant time keeps a stranger from guessing the signature one digit after the other.
bool is_genuine(const std::string& secret, const std::string& body, const std::string& signature) {
  const auto expected = "sha256=" + satsrail::to_hex(satsrail::crypto::hmac_sha256(secret, body));
  return satsrail::crypto::constant_time_equal(signature, expected);
}

std::string read_secret() {
  if (const char* secret = std::getenv("SATSRAIL_WEBHOOK_SECRET")) {
    return secret;
  }
  std::string line;
  std::getline(std::cin, line);
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  if (argc != 1 && (argc != 3 || first != "--count")) {
    std::cerr << "usage: satsrail-demo-receiver [--count N]\n";
    return 2;
  }
  int left = argc == 3 ? std::atoi(argv[2]) : 1;
  bool all_genuine = true;

  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(1); };  // webhooks one by one: no locks below
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1);
  const int port = server.bind_to_any_port("127.0.0.1");
  std::cout << "http://127.0.0.1:" << port << "/webhooks" << std::endl;
  const auto secret = read_secret();

  server.Post("/webhooks", [&](const httplib::Request& request, httplib::Response& response) {
    const bool genuine = is_genuine(secret, request.body, request.get_header_value("X-SatsRail-Signature"));
    const auto event = nlohmann::json::parse(request.body, nullptr, false);
    if (!genuine || event.is_discarded()) {
      response.status = genuine ? 400 : 401;
      std::cout << "refused: " << (genuine ? "no JSON" : "the signature is not ours") << std::endl;
    } else {
      // Answer 2xx soon: what takes long belongs after the answer. The same event may come twice (the first
      // answer can get lost), so fulfil an order by its checkout_id once, not by counting webhooks.
      response.set_content(R"({"received":true})", "application/json");
      std::cout << "verified: " << event.value("event", "?") << "  " << event.value("checkout_id", "") << "  "
                << event.value("amount_sats", 0) << " sats  $" << event.value("amount_usd", "") << std::endl;
    }
    all_genuine = all_genuine && genuine;
    if (--left == 0) {
      server.stop();  // this answer still leaves
    }
  });
  return server.listen_after_bind() && all_genuine ? 0 : 1;
}
