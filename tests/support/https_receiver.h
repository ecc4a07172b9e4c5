#pragma once
// A merchant's receiver behind https, with a certificate that nobody trusts until told to.

#include "tests/support/sandbox_fixture.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace satsrail::test {

class HttpsReceiver {
 public:
  // Throws std::runtime_error when no certificate can be made (it takes the openssl program).
  HttpsReceiver();
  ~HttpsReceiver();
  HttpsReceiver(const HttpsReceiver&) = delete;
  HttpsReceiver& operator=(const HttpsReceiver&) = delete;

  std::string url(const std::string& path = "/webhooks") const;
  std::filesystem::path certificate() const;  // PEM, for the address 127.0.0.1
  std::vector<std::string> bodies() const;    // of the requests so far; each was answered 200

 private:
  struct Impl;
  TempDir m_folder;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace satsrail::test
