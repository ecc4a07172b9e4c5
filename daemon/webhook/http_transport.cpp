#include "daemon/webhook/http_transport.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "daemon/runtime/thread.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace satsrail::webhook {

namespace {

// libcurl wants its global state made before the first handle, once per process.
void initialise_curl_once() {
  static const CURLcode k_code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (k_code != CURLE_OK) {
    throw std::runtime_error(curl_easy_strerror(k_code));
  }
}

// One POST under way, or one look whether anybody is there.
struct Transfer {
  WebhookRequest request;
  WebhookTransport::Completion done;
  bool connect_only = false;
  WebhookResponse response;
  CURL* handle = nullptr;
  curl_slist* headers = nullptr;
  std::size_t body_bytes = 0;
  bool was_sent = false;
  std::array<char, CURL_ERROR_SIZE> error{};
  std::chrono::steady_clock::time_point started_at;

  ~Transfer() { curl_slist_free_all(headers); }
};

std::size_t receive_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.body_bytes += size;
  if (transfer.body_bytes > limits::webhook_response_bytes_max) {
    return 0;  // ends the transfer with CURLE_WRITE_ERROR
  }
  auto& body = transfer.response.body;
  const auto room = limits::webhook_response_bytes_kept - std::min(limits::webhook_response_bytes_kept, body.size());
  body.append(data, std::min(size, room));
  return size;
}

std::size_t receive_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  constexpr std::size_t k_headers_max = 64;
  std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {
    transfer.response.headers.clear();  // a new answer, after a 100
    return size;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || transfer.response.headers.size() >= k_headers_max) {
    return size;
  }
  auto value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
  transfer.response.headers.emplace_back(line.substr(0, colon), value);
  return size;
}

// When a kept connection ends without an answer, libcurl would send the request again, unasked and unseen. One attempt
// is one request: whether there is another is for the schedule to say.
int before_request(void* user, char*, char*, int, int) {
  return std::exchange(static_cast<Transfer*>(user)->was_sent, true) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

// Receivers may answer in any encoding; what is kept and shown is text.
void make_valid_utf8(std::string& text) {
  if (is_valid_utf8(text)) {
    return;
  }
  const auto whole = truncate_utf8(text, text.size());
  if (is_valid_utf8(whole)) {
    text = whole;  // only the last character was cut in two
    return;
  }
  for (char& byte : text) {
    if (static_cast<unsigned char>(byte) >= 0x80) {
      byte = '?';
    }
  }
}

std::string in_seconds(std::chrono::milliseconds time) {
  const auto millis = time.count();
  return millis % 1000 == 0 ? std::to_string(millis / 1000) + " s" : std::to_string(millis) + " ms";
}

std::string describe(const Transfer& transfer, CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return transfer.was_sent ? "timed out after " + in_seconds(transfer.request.timeout)
                               : std::string("no connection in time");
    case CURLE_COULDNT_CONNECT: {
      long system_error = 0;
      curl_easy_getinfo(transfer.handle, CURLINFO_OS_ERRNO, &system_error);
      return system_error == ECONNREFUSED
                 ? "connection refused"
                 : std::string("cannot connect: ") + std::strerror(static_cast<int>(system_error));
    }
    case CURLE_COULDNT_RESOLVE_HOST:
      return "cannot resolve the host's name";
    case CURLE_PEER_FAILED_VERIFICATION:
      return std::string("certificate not trusted: ") + transfer.error.data();
    case CURLE_WRITE_ERROR:
      return "the response is larger than " + std::to_string(limits::webhook_response_bytes_max / 1024) + " KiB";
    case CURLE_GOT_NOTHING:
    case CURLE_ABORTED_BY_CALLBACK:
      return "connection closed without an answer";
    case CURLE_RECV_ERROR:
      return "connection reset";
    default:
      break;
  }
  return transfer.error[0] != '\0' ? transfer.error.data() : curl_easy_strerror(code);
}

NoAnswer reason_of(const Transfer& transfer, CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return NoAnswer::none;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
      return NoAnswer::unreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return transfer.was_sent ? NoAnswer::other : NoAnswer::unreachable;
    case CURLE_GOT_NOTHING:
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      return NoAnswer::broken;
    default:
      return NoAnswer::other;
  }
}

}  // namespace

class HttpTransport::Impl {
 public:
  explicit Impl(std::string ca_file) : m_ca_file(std::move(ca_file)) {
    initialise_curl_once();
    m_multi = curl_multi_init();
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, 64L);
    m_thread = guarded_thread("webhooks", [this] { loop(); });
  }

  ~Impl() {
    m_stopping = true;
    curl_multi_wakeup(m_multi);
    m_thread.join();
    for (auto& [handle, transfer] : m_running) {
      curl_multi_remove_handle(m_multi, handle);
      curl_easy_cleanup(handle);
      give_up(*transfer);
    }
    for (auto& transfer : m_queue) {
      give_up(*transfer);
    }
    for (CURL* handle : m_idle) {
      curl_easy_cleanup(handle);
    }
    curl_multi_cleanup(m_multi);
  }

  void post(WebhookRequest request, Completion done, bool connect_only) {
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->done = std::move(done);
    transfer->connect_only = connect_only;
    {
      const std::lock_guard lock(m_mutex);
      m_queue.push_back(std::move(transfer));
    }
    curl_multi_wakeup(m_multi);
  }

 private:
  static void give_up(Transfer& transfer) {
    transfer.response.status = 0;
    transfer.response.error = "stopped";
    transfer.response.no_answer = NoAnswer::other;
    transfer.done(std::move(transfer.response));
  }

  void loop() {
    while (!m_stopping) {
      start_queued();
      int running = 0;
      curl_multi_perform(m_multi, &running);
      finish_done();
      constexpr int k_poll_ms = 60'000;  // curl itself shortens it to its next timer
      curl_multi_poll(m_multi, nullptr, 0, k_poll_ms, nullptr);
    }
  }

  void start_queued() {
    std::vector<std::unique_ptr<Transfer>> queued;
    {
      const std::lock_guard lock(m_mutex);
      queued.swap(m_queue);
    }
    for (auto& transfer : queued) {
      CURL* handle = take_handle();
      prepare(handle, *transfer);
      m_running.emplace(handle, std::move(transfer));
      curl_multi_add_handle(m_multi, handle);
    }
  }

  CURL* take_handle() {
    if (m_idle.empty()) {
      return curl_easy_init();
    }
    CURL* handle = m_idle.back();
    m_idle.pop_back();
    curl_easy_reset(handle);
    return handle;
  }

  void prepare(CURL* handle, Transfer& transfer) {
    transfer.handle = handle;
    transfer.started_at = std::chrono::steady_clock::now();
    const auto& request = transfer.request;
    const auto connect_timeout = std::min<std::chrono::milliseconds>(request.timeout, limits::webhook_timeout);
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer.error.data());
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, request.verify_tls ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, request.verify_tls ? 2L : 0L);
    const auto& ca_file = request.ca_file.empty() ? m_ca_file : request.ca_file;
    if (!ca_file.empty()) {
      curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file.c_str());
    }
    if (transfer.connect_only) {
      curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
      curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
      curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
    } else {
      prepare_request(handle, transfer);
    }
  }

  static void prepare_request(CURL* handle, Transfer& transfer) {
    for (const auto& [name, value] : transfer.request.headers) {
      // libcurl's way to write a header without a value.
      transfer.headers =
          curl_slist_append(transfer.headers, value.empty() ? (name + ";").c_str() : (name + ": " + value).c_str());
    }
    transfer.headers = curl_slist_append(transfer.headers, "Expect:");  // no 100-continue round trip
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer.request.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.request.body.size()));
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer.headers);
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    // Servers close what is idle, Node after 5 s, Gunicorn after 2: a request must not cross such a close.
    curl_easy_setopt(handle, CURLOPT_MAXAGE_CONN, 1L);
    curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, before_request);
    curl_easy_setopt(handle, CURLOPT_PREREQDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  }

  void finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi, &left)) {
      if (message->msg != CURLMSG_DONE) {
        continue;
      }
      CURL* handle = message->easy_handle;
      const CURLcode code = message->data.result;
      auto transfer = std::move(m_running.extract(handle).mapped());
      curl_multi_remove_handle(m_multi, handle);
      complete(*transfer, code);
      m_idle.push_back(handle);
    }
  }

  static void complete(Transfer& transfer, CURLcode code) {
    auto& response = transfer.response;
    long status = 0;
    curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK) {
      response.status = static_cast<int>(status);
    } else {
      response.error = describe(transfer, code);
    }
    response.no_answer = reason_of(transfer, code);
    make_valid_utf8(response.body);
    for (auto& [name, value] : response.headers) {
      make_valid_utf8(name);
      make_valid_utf8(value);
    }
    response.duration =
        std::chrono::round<std::chrono::milliseconds>(std::chrono::steady_clock::now() - transfer.started_at);
    transfer.done(std::move(response));
  }

  const std::string m_ca_file;
  CURLM* m_multi = nullptr;
  std::atomic<bool> m_stopping{false};
  std::mutex m_mutex;
  std::vector<std::unique_ptr<Transfer>> m_queue;  // not started yet
  // The transport's thread only:
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> m_running;
  std::vector<CURL*> m_idle;
  std::thread m_thread;
};

HttpTransport::HttpTransport(std::string ca_file) : m_ca_file(std::move(ca_file)) {}
HttpTransport::~HttpTransport() = default;

HttpTransport::Impl& HttpTransport::impl() {
  std::call_once(m_made, [this] { m_impl = std::make_unique<Impl>(m_ca_file); });
  return *m_impl;
}

void HttpTransport::post(WebhookRequest request, Completion done) {
  impl().post(std::move(request), std::move(done), false);
}

void HttpTransport::probe(std::string url, std::function<void(bool)> done) {
  WebhookRequest look;
  look.url = std::move(url);
  look.timeout = limits::target_probe_timeout;
  look.verify_tls = false;
  // Whoever takes the connection is there, whatever he makes of it.
  impl().post(
      std::move(look),
      [done = std::move(done)](const WebhookResponse& response) {
        done(response.no_answer != NoAnswer::unreachable && response.error != "stopped");
      },
      true);
}

}  // namespace satsrail::webhook
