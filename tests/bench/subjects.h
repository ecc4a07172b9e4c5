#pragma once
// The servers that are measured beside each other.

#include "tests/bench/load.h"
#include "tests/support/process.h"
#include "tests/support/sandbox_fixture.h"

#include <filesystem>
#include <memory>
#include <string>

namespace satsrail::bench {

inline constexpr auto k_create_body =
    R"({"checkout_session":{"amount_cents":5000,"currency":"usd",)"
    R"("success_url":"https://shop.example/thanks","cancel_url":"https://shop.example/cart",)"
    R"("customer_email":"ada@example.com","metadata":{"order_id":"ORD-1234","cart":"c_9f31"}}})";
inline constexpr auto k_create_with_invoice_body =
    R"({"generate_invoice":true,"checkout_session":{"amount_cents":5000,"currency":"usd",)"
    R"("success_url":"https://shop.example/thanks","cancel_url":"https://shop.example/cart",)"
    R"("customer_email":"ada@example.com","metadata":{"order_id":"ORD-1234","cart":"c_9f31"}}})";

// satsraild as users run it, with its rate limit off.
class Sandbox {
 public:
  // `sync` as satsraild takes it: full is the default and survives a power cut, normal may lose the last commits.
  explicit Sandbox(const std::string& sync = "full") : m_fixture({"--rate-limit", "off", "--sync", sync}) {}

  test::SandboxFixture& fixture() { return m_fixture; }
  // Makes one session and returns its token.
  std::string create_session();

  Load livez() const;
  Load get_session(const std::string& token) const;
  Load create() const;
  Load create_with_invoice() const;
  Load pay(const std::filesystem::path& tokens) const;
  double resident_mib() const;

 private:
  test::SandboxFixture m_fixture;
};

// A server in a process of its own that prints where it listens.
class PeerServer {
 public:
  // Ready when it has printed `sign`; the first "http://…" in its output says where.
  PeerServer(const test::ProcessOptions& options, std::string_view sign);
  const std::string& base_url() const { return m_base_url; }

 private:
  std::unique_ptr<test::Process> m_process;
  std::string m_base_url;
};

PeerServer stock_httplib();
// Express with better-sqlite3 in `peers` (npm installed there); its database is made in `folder`.
PeerServer express(const std::filesystem::path& peers, const std::filesystem::path& folder);
// Prism mocking the OpenAPI description that `sandbox` serves.
PeerServer prism(const std::filesystem::path& peers, const std::filesystem::path& folder, Sandbox& sandbox);

}  // namespace satsrail::bench
