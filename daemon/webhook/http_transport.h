#pragma once
// Webhooks over HTTP and HTTPS by libcurl, all on one thread. Certificates are checked, redirects are not
// followed, a total deadline and size caps hold, proxies of the environment are ignored. Connections are kept.

#include "core/ports/webhook_transport.h"

#include <memory>
#include <mutex>
#include <string>

namespace satsrail::webhook {

class HttpTransport final : public WebhookTransport {
 public:
  // `ca_file`: a PEM file to trust instead of the system's; empty for the system's.
  explicit HttpTransport(std::string ca_file = {});
  // What is under way is given up and answered with the error "stopped".
  ~HttpTransport() override;
  void post(WebhookRequest request, Completion done) override;
  void probe(std::string url, std::function<void(bool)> done) override;

 private:
  class Impl;
  Impl& impl();
  const std::string m_ca_file;
  // Made for the first webhook: libcurl and the libraries under it cost start-up time and 2 MiB.
  std::once_flag m_made;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace satsrail::webhook
