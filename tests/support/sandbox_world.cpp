#include "tests/support/sandbox_world.h"

#include "daemon/api/route.h"
#include "daemon/service/node_invoices.h"
#include "daemon/service/rates.h"
#include "daemon/store/account_store.h"
#include "daemon/store/request_log.h"
#include "schema/schema.h"
#include "tests/support/schema_check.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <mutex>
#include <stdexcept>

namespace satsrail::test {

namespace {

constexpr auto k_patience = std::chrono::seconds(60);  // only a defect meets it
constexpr std::string_view k_host = "127.0.0.1:7287";
constexpr std::string_view k_base_url = "http://127.0.0.1:7287";

std::unique_ptr<store::Store> open_store(const std::string& path, const Clock& clock) {
  auto opened = store::Store::open({path, false}, clock);
  if (!opened) {
    throw std::runtime_error(opened.error().message());
  }
  return *std::move(opened);
}

class Capture final : public http::Responder::Target {
 public:
  explicit Capture(std::promise<Response> answer) : m_answer(std::move(answer)) {}
  void respond(http::Response response) override { m_answer.set_value(read(std::move(response))); }
  void stream(http::Response head, http::StreamRequest stream) override {
    auto response = read(std::move(head));
    response.stream = std::make_shared<http::StreamRequest>(std::move(stream));
    m_answer.set_value(std::move(response));
  }
  void leave_unanswered(http::Unanswered how) override {
    Response nothing;
    nothing.unanswered = how;
    m_answer.set_value(std::move(nothing));
  }

 private:
  static Response read(http::Response from) {
    Response response;
    response.status = from.status;
    response.content_type = std::move(from.content_type);
    response.headers = std::move(from.headers);
    response.body = std::move(from.body);
    if (response.content_type.starts_with("application/json")) {
      response.content = json::parse(response.body, nullptr, false);
    }
    return response;
  }

  std::promise<Response> m_answer;
};

Response expect(int status, Response response) {
  if (response.status != status) {
    throw std::runtime_error("expected " + std::to_string(status) + ", got " + std::to_string(response.status) + ": " +
                             response.body);
  }
  return response;
}

}  // namespace

std::string Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

bool Response::has_header(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [name](const auto& header) { return header.first == name; });
}

std::string Response::code() const {
  const auto error = content.is_object() ? content.value("error", json()) : json();
  return error.is_object() ? error.value("code", "") : "";
}

std::ostream& operator<<(std::ostream& out, const Response& response) {
  return out << response.status << " " << response.body.substr(0, 2000);
}

SandboxWorld::SandboxWorld(WorldOptions options)
    : real(options.start),
      clock(real),
      transport(clock),
      m_options(std::move(options)),
      m_entropy(m_options.seed),
      m_store(open_store(m_options.db, clock)),
      m_node(crypto::sha256("the merchant's node"), m_entropy),
      m_payer_node(crypto::sha256("the payers' node"), m_entropy, Network::regtest, "satsrail-payer"),
      m_context{m_entropy,
                m_options.node != nullptr ? *m_options.node : m_node,
                m_payer_node,
                m_rates,
                m_node_book,
                m_faults,
                std::string(k_base_url)},
      m_macaroons(crypto::sha256("the macaroons' secret")),
      m_router(api::routes()) {
  m_dispatcher = std::make_unique<webhook::Dispatcher>(*m_store, clock, real, m_node_book, m_faults, transport);
  m_store->start([this](const store::CommitNotice& notice) {
    if (notice.deliveries) {
      m_dispatcher->wake();
    }
    if (notice.timers) {
      clock.wake();
    }
  });
  set_up();
  m_webhook_job = std::make_unique<daemon::WebhookJob>(*m_dispatcher);
  m_expiry_job = std::make_unique<jobs::SessionExpiry>(*m_store, m_context);
  m_parking = std::make_unique<jobs::Parking>(clock);
  m_node_steps = std::make_unique<jobs::NodeJob>(*m_store, m_context, jobs::NodeJob::Part::steps);
  m_node_expiry = std::make_unique<jobs::NodeJob>(*m_store, m_context, jobs::NodeJob::Part::expiry);
  m_scheduler =
      std::make_unique<jobs::Scheduler>(*m_store, clock,
                                        std::vector<jobs::Job*>{m_parking.get(), m_node_steps.get(), m_expiry_job.get(),
                                                                m_node_expiry.get(), m_webhook_job.get()});
  m_snapshots = std::make_unique<daemon::Snapshots>(
      folder(), daemon::SnapshotParts{*m_store, clock, real, *m_scheduler, *m_parking, *m_dispatcher, m_context,
                                      m_entropy, &m_entropy, m_key_texts, live_state(), m_options.restore_patience});
  m_control = std::make_unique<TaskThread>("control");
  const api::AppInfo info{"/a/sandbox", m_options.db, std::string(k_base_url), 7287, m_options.rate_limit_per_minute,
                          real.now()};
  m_app =
      std::make_unique<api::App>(api::App{*m_store, m_context, m_rates, m_keys, m_macaroons, clock, real, *this, info});
  m_requests =
      std::make_unique<store::RequestLog>(":memory:", real);  // without a thread: whoever reads it writes first
  m_app->requests = m_requests.get();
  m_app->usage = &m_usage;
  m_pipeline = std::make_unique<http::Pipeline>(
      *m_app, http::PipelineOptions{m_options.rate_limit_per_minute, m_options.hosts, m_options.aliases},
      [this](std::function<void()> task) { m_control->post(std::move(task)); },
      [this](Time until, std::function<void()> go_on) { return m_parking->wait(until, std::move(go_on)); },
      [this](std::chrono::milliseconds delay, const std::function<void()>& go_on) {
        answer_delays.push_back(delay);
        go_on();
        return true;
      },
      [this](auto made, auto go_on) { m_dispatcher->when_attempted(std::move(made), std::move(go_on)); });
  m_dispatcher->start();
  if (m_options.run_timers) {
    m_scheduler->start();
  }
}

SandboxWorld::~SandboxWorld() {
  m_scheduler->stop();
  m_parking->release_all();
  m_dispatcher->stop();
  m_control->stop();
  m_store->stop();
  if (!m_folder.empty() && m_options.dir.empty()) {
    std::error_code error;
    std::filesystem::remove_all(m_folder, error);
  }
}

daemon::LiveState SandboxWorld::live_state() {
  return {m_keys, m_node_book, m_faults, m_rates, m_node, m_payer_node, m_macaroons, m_usage};
}

const std::string& SandboxWorld::folder() {
  static std::atomic<int> worlds{0};
  if (m_folder.empty()) {
    const auto name = "satsrail-world-" + std::to_string(::getpid()) + "-" + std::to_string(++worlds);
    m_folder = m_options.dir.empty() ? (std::filesystem::temp_directory_path() / name).string() : m_options.dir;
  }
  return m_folder;
}

// As the daemon does at its start.
void SandboxWorld::set_up() {
  const auto state = m_store->read([](store::Tx& tx) { return jobs::load_clock(tx); });
  clock.set(real.now() + state.offset);
  if (state.frozen_at) {
    clock.freeze();
    clock.set(*state.frozen_at);
  }
  const auto done = m_store->write_and_wait([this](store::Tx& tx) -> Status {
    m_key_texts = daemon::complete(tx, m_context, m_options.keys);
    daemon::reload(tx, live_state());
    service::node_invoices::redrive(tx, m_context);
    return Done{};
  });
  if (!done) {
    throw std::runtime_error(done.error().message());
  }
}

http::Request SandboxWorld::request(std::string_view method, std::string_view target,
                                    std::optional<std::string_view> key) const {
  http::Request request;
  request.method = http::parse_method(method);
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  request.raw_query = question == std::string_view::npos ? "" : target.substr(question + 1);
  request.query = http::parse_query(request.raw_query);
  request.headers = {{"host", std::string(k_host)}};
  request.peer = "127.0.0.1:50312";
  const auto text = key.value_or(m_key_texts.sk_test);
  if (!text.empty()) {
    request.headers.emplace_back("authorization", "Bearer " + std::string(text));
  }
  return request;
}

Response SandboxWorld::send(http::Request request) {
  std::promise<Response> promise;
  auto answer = promise.get_future();
  const http::Request asked = request;
  m_pipeline->handle(std::move(request), http::Responder(std::make_unique<Capture>(std::move(promise))));
  if (answer.wait_for(k_patience) != std::future_status::ready) {
    throw std::runtime_error("no answer to " + std::string(http::to_string(asked.method)) + " " + asked.path);
  }
  auto response = answer.get();
  check_contract(asked, response);
  return response;
}

void SandboxWorld::check_contract(const http::Request& request, const Response& response) const {
  static const SchemaCheck k_contract(schema::file("api.json"));
  static std::mutex mutex;  // of the contract, which is for one thread at a time
  const auto fail = [&](const std::string& problem) {
    throw std::runtime_error(std::string(http::to_string(request.method)) + " " + request.path + ": " + problem +
                             "\nin " + std::to_string(response.status) + " " + response.body);
  };
  if (response.unanswered) {
    return;
  }
  if (!response.header("X-Request-Id").starts_with("req_")) {
    fail("there is no X-Request-Id");
  }
  std::string schema;
  if (response.status >= 400) {
    const bool lnd = request.path.starts_with("/lnd/");
    schema = response.content_type.starts_with("text/html") ? "" : lnd ? "lnd.error" : "error";
  } else if (const auto match = m_router.find(request.method, request.path); match.route != nullptr) {
    const bool lnurl_error =
        match.route->surface == api::Surface::lnurl && response.content.value("status", "") == "ERROR";
    const bool bodiless = response.status == 204 || response.status == 304;
    schema = bodiless || response.stream != nullptr ? "" : lnurl_error ? "lnurl.error" : match.route->response_schema;
  }
  // What a fault answers is what was asked for.
  if (schema.empty() || response.has_header("Satsrail-Sandbox-Fault")) {
    return;
  }
  const std::lock_guard lock(mutex);
  for (const auto& problem : k_contract.problems(schema, response.body)) {
    fail(schema + " " + problem);
  }
  if (schema == "error" && response.content["error"]["request_id"] != response.header("X-Request-Id")) {
    fail("the error names another request");
  }
}

Response SandboxWorld::get(std::string_view target, std::optional<std::string_view> key) {
  return send(request("GET", target, key));
}

Response SandboxWorld::del(std::string_view target, std::optional<std::string_view> key) {
  return send(request("DELETE", target, key));
}

Response SandboxWorld::post(std::string_view target, const json& body, std::optional<std::string_view> key) {
  return post_text(target, body.is_null() ? "" : body.dump(), key);
}

Response SandboxWorld::patch(std::string_view target, const json& body, std::optional<std::string_view> key) {
  auto asked = request("PATCH", target, key);
  asked.body = body.dump();
  return send(std::move(asked));
}

Response SandboxWorld::post_text(std::string_view target, std::string text, std::optional<std::string_view> key) {
  auto asked = request("POST", target, key);
  asked.body = std::move(text);
  return send(std::move(asked));
}

json SandboxWorld::open_checkout(const json& fields) {
  return expect(201, post("/api/v1/checkout_sessions", {{"checkout_session", fields}})).content;
}

std::string SandboxWorld::create_checkout(FiatCents amount) {
  return open_checkout({{"amount_cents", amount.value}})["token"];
}

Response SandboxWorld::pay(const std::string& target) {
  return post("/_sandbox/pay", {{"target", target}});
}

json SandboxWorld::invoice_of(const std::string& token) {
  return expect(200, post("/_sandbox/checkout_sessions/" + token + "/invoice")).content;
}

json SandboxWorld::create_product(json fields) {
  fields.emplace("name", "Backup pack");
  fields.emplace("price_cents", 1999);
  return expect(201, post("/api/v1/products", {{"product", std::move(fields)}})).content;
}

json SandboxWorld::create_webhook(const std::string& url, json fields) {
  fields["url"] = url;
  return expect(201, post("/api/v1/m/webhooks", {{"webhook", std::move(fields)}})).content;
}

json SandboxWorld::read_session(const std::string& token) {
  for (const auto& session : list("/api/v1/checkout_sessions?order=asc")) {
    if (session["token"] == token) {
      return session;
    }
  }
  throw std::runtime_error("there is no session " + token);
}

json SandboxWorld::advance(Duration by) {
  return expect(200, post("/_sandbox/clock/advance", {{"duration_ms", by.count()}}, m_key_texts.control))
      .content["ran"];
}

void SandboxWorld::real_time_passes(Duration by) {
  real.advance(by);
  clock.wake();
}

void SandboxWorld::settle() {
  m_dispatcher->wait_until_idle();
}

std::vector<json> SandboxWorld::list(const std::string& target, std::optional<std::string_view> key) {
  std::vector<json> items;
  const auto separator = target.find('?') == std::string::npos ? "?" : "&";
  for (int page = 1;; ++page) {
    const auto query = separator + std::string("per_page=100&page=") + std::to_string(page);
    const auto answer = expect(200, get(target + query, key)).content;
    for (const auto& item : answer["data"]) {
      items.push_back(item);
    }
    if (answer["meta"]["next_page"].is_null()) {
      return items;
    }
  }
}

std::vector<json> SandboxWorld::events() {
  return list("/_sandbox/events?order=asc");
}

std::vector<std::string> SandboxWorld::event_types() {
  std::vector<std::string> types;
  for (const auto& event : events()) {
    types.push_back(event["type"]);
  }
  return types;
}

std::vector<json> SandboxWorld::deliveries() {
  return list("/_sandbox/deliveries?order=asc");
}

json SandboxWorld::delivery(const std::string& id) {
  return expect(200, get("/_sandbox/deliveries/" + id)).content;
}

std::string SandboxWorld::add_merchant(const std::string& name) {
  return expect(201, post("/_sandbox/merchants", {{"merchant", {{"name", name}}}}, m_key_texts.control))
      .content["keys"]["sk_test"];
}

void SandboxWorld::run_sql(const std::string& sql) {
  const auto done = m_store->write_and_wait([&](store::Tx& tx) -> Status {
    tx.query_once(sql).run();
    return Done{};
  });
  if (!done) {
    throw std::runtime_error(sql + ": " + done.error().message());
  }
}

Result<std::vector<api::RanJob>> SandboxWorld::advance_to(Time target) {
  std::vector<api::RanJob> ran;
  for (auto& job : m_scheduler->advance_to(target)) {
    ran.push_back({job.at, std::move(job.json)});
  }
  return ran;
}

Status SandboxWorld::freeze() {
  m_scheduler->freeze();
  return Done{};
}

Status SandboxWorld::resume() {
  m_scheduler->resume();
  return Done{};
}

Status SandboxWorld::reset() {
  m_scheduler->reset();
  m_requests->clear();
  return m_store->write_and_wait([this](store::Tx& tx) -> Status {
    store::erase_merchant_data(tx);
    m_node_book.clear();
    m_faults.clear();
    return Done{};
  });
}

}  // namespace satsrail::test
