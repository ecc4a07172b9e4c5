#include "tests/support/https_receiver.h"

#include "tests/support/process.h"

#include <httplib.h>

#include <mutex>
#include <stdexcept>
#include <thread>

namespace satsrail::test {
namespace {

std::filesystem::path make_certificate(const std::filesystem::path& folder) {
  const auto made =
      run_command({{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
                    "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                    (folder / "key.pem").string(), "-out", (folder / "certificate.pem").string()}});
  if (made.exit_code != 0) {
    throw std::runtime_error("openssl made no certificate: " + made.err);
  }
  return folder / "certificate.pem";
}

}  // namespace

struct HttpsReceiver::Impl {
  explicit Impl(const std::filesystem::path& folder)
      : server(make_certificate(folder).c_str(), (folder / "key.pem").c_str()) {
    server.new_task_queue = [] { return new httplib::ThreadPool(2); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_timeout(1);  // an idle connection holds up the end for so long
    server.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock(mutex);
      bodies.push_back(request.body);
      response.set_content(R"({"received":true})", "application/json");
    });
    port = server.bind_to_any_port("127.0.0.1");
    thread = std::thread([this] { server.listen_after_bind(); });
    // stop() before the loop has begun would be lost.
    while (!server.is_running()) {
      std::this_thread::yield();
    }
  }
  ~Impl() {
    server.stop();
    thread.join();
  }

  httplib::SSLServer server;
  int port = 0;
  std::mutex mutex;
  std::vector<std::string> bodies;
  std::thread thread;
};

HttpsReceiver::HttpsReceiver() : m_impl(std::make_unique<Impl>(m_folder.path())) {}
HttpsReceiver::~HttpsReceiver() = default;

std::string HttpsReceiver::url(const std::string& path) const {
  return "https://127.0.0.1:" + std::to_string(m_impl->port) + path;
}

std::filesystem::path HttpsReceiver::certificate() const {
  return m_folder.path() / "certificate.pem";
}

std::vector<std::string> HttpsReceiver::bodies() const {
  const std::lock_guard lock(m_impl->mutex);
  return m_impl->bodies;
}

}  // namespace satsrail::test
