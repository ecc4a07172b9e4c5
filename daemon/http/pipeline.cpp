#include "daemon/http/pipeline.h"

#include "core/id.h"
#include "core/util/hex.h"
#include "core/util/log.h"
#include "core/wire/error_json.h"
#include "core/wire/fault_json.h"
#include "core/wire/lnd_json.h"
#include "core/wire/lnurl_json.h"
#include "daemon/api/stream.h"
#include "daemon/http/authenticate.h"
#include "daemon/http/idempotency.h"
#include "daemon/http/request_note.h"
#include "daemon/service/faults.h"
#include "daemon/web/checkout_page.h"

#include <algorithm>
#include <array>
#include <optional>

namespace satsrail::http {

// What is known of a request under way; it moves with the request to wherever the answer is made.
struct Pipeline::Exchange {
  Responder responder;
  std::string request_id;
  const api::Route* route = nullptr;
  bool wants_html = false;
  api::Surface surface = api::Surface::api;  // how failures look
  bool any_origin = false;
  std::string_view allow = {};  // the method a 405 names
  std::optional<RateLimit::Verdict> budget = {};
  std::optional<StruckRequest> fault = {};
  std::optional<RepeatableCall> repeatable = {};
  RequestNote note = {};

  // Noted before it leaves: whoever has the answer finds it in the log.
  void write_note(const Response* response) {
    note.answered(route != nullptr ? route->path : std::string_view(), fault ? fault->name : std::string_view(),
                  response);
  }
  std::uint64_t generation = 0;  // of the data that it was read against

  void add_common_headers(Response& response) const {
    response.headers.emplace_back("X-Request-Id", request_id);
    if (fault) {
      response.headers.emplace_back(wire::k_struck_header, fault->name);
    }
    if (budget) {
      response.headers.emplace_back("X-RateLimit-Limit", std::to_string(budget->limit));
      response.headers.emplace_back("X-RateLimit-Remaining", std::to_string(budget->remaining));
      response.headers.emplace_back("X-RateLimit-Reset", std::to_string(budget->reset_seconds));
    }
    if (any_origin) {
      response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    }
  }

  void send(Response response) {
    if (fault && fault->action.kind == FaultKind::body) {
      replace_body(fault->action, response);
    }
    add_common_headers(response);
    write_note(&response);
    responder.send(std::move(response));
  }

  void send_page(const web::Page& page) {
    Response response;
    response.status = page.status;
    response.content_type = "text/html; charset=utf-8";
    response.headers = web::response_headers(page);
    response.body = page.html;
    send(std::move(response));
  }

  void fail(const Error& error) {
    const int status = error_info(error.code()).status;
    if (wants_html) {
      send_page(status == 404 ? web::render_not_found()
                : error.code() == ErrorCode::wallet_unavailable
                    ? web::render_wallet_unavailable()
                    : web::render_error(status, "This did not work", error.message()));
      return;
    }
    Response response;
    response.status = status;
    switch (surface) {
      case api::Surface::lnd:
        response.body = wire::lnd_error_json(error);
        response.status = wire::lnd_error(error.code()).status;
        break;
      case api::Surface::lnd_lines:
        response.body = wire::lnd_error_line(wire::lnd_error(error.code()).code, error.message());
        response.status = wire::lnd_error(error.code()).status;
        break;
      case api::Surface::lnurl:
        response.body = wire::lnurl_error_json(error.message());
        response.status = 200;
        break;
      default:
        response.body = wire::error_json(error, request_id);
    }
    if (error.retry_after_seconds() > 0) {
      response.headers.emplace_back("Retry-After", std::to_string(error.retry_after_seconds()));
    }
    if (error.code() == ErrorCode::method_not_allowed) {
      response.headers.emplace_back("Allow", allow);
    }
    send(std::move(response));
  }

  // What a fault does in place of an answer, or as one.
  void give_up() {
    if (fault->action.kind == FaultKind::status) {
      send(struck_response(*fault, *route, wants_html, request_id));
    } else {
      write_note(nullptr);
      responder.leave_unanswered(fault->action.kind == FaultKind::reset ? Unanswered::reset : Unanswered::hold);
    }
  }

  void finish(Result<api::Reply> result) {
    if (!result) {
      fail(result.error());
      return;
    }
    auto& reply = *result;
    if (reply.committed) {
      reply.committed();
    }
    answer(reply);
    if (reply.afterwards) {
      reply.afterwards();
    }
  }

  void answer(api::Reply& reply) {
    if (reply.error) {
      fail(*reply.error);
      return;
    }
    Response response;
    response.status = reply.status;
    response.content_type = std::move(reply.content_type);
    response.headers = std::move(reply.headers);
    response.body = std::move(reply.body);
    if (reply.stream == nullptr) {
      send(std::move(response));
      return;
    }
    add_common_headers(response);
    StreamRequest stream;
    stream.start = {reply.stream->after_event, reply.stream->after_attempt};
    stream.preamble = std::move(reply.stream->preamble);
    stream.filter = reply.stream->filter;
    stream.on_close = std::move(reply.stream->on_close);
    stream.next = std::move(reply.stream->next);
    stream.beats = reply.stream->beats;
    write_note(&response);
    responder.stream(std::move(response), std::move(stream));
  }
};

namespace {

api::Call make_call(Request& request, const api::Route& route, api::Caller caller, api::Params path) {
  api::Call call;
  call.route = route.path;
  call.caller = std::move(caller);
  call.path = std::move(path);
  call.query = std::move(request.query);
  call.body = std::move(request.body);
  call.accept = request.header("accept");
  call.last_event_id = request.header("last-event-id");
  call.headers = &request.headers;
  call.only_looks = request.method == Method::head;
  return call;
}

bool looks_for_html(const Request& request) {
  const auto accept = request.header("accept");
  return accept.find("text/html") != std::string_view::npos;
}

// An exception is a bug or the disk: it is logged, and the caller is told no more than that.
template <class Work>
auto guarded(std::string_view path, Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& error) {
    log::error("{}: {}", path, error.what());
    return Error(ErrorCode::internal, "Internal error");
  }
}

// To a request that was under way while a snapshot was restored: nothing of it was done.
Error replaced_meanwhile() {
  return {ErrorCode::unavailable, "A snapshot was restored while this request was under way; send it again"};
}

// Error messages are JSON: bytes that are no text are not repeated.
std::string_view shown_path(const Request& request) {
  constexpr std::size_t k_bytes_max = 200;
  return is_valid_utf8(request.path) ? truncate_utf8(request.path, k_bytes_max) : "this path";
}

// Of a path that no row serves: a client of LND reads LND's errors only.
api::Surface surface_of_path(std::string_view path) {
  return path.starts_with("/lnd/") ? api::Surface::lnd : api::Surface::api;
}

Error no_route(const Request& request, const api::Route* other_verb) {
  const bool rails_like = other_verb == nullptr || other_verb->surface == api::Surface::api;
  if (rails_like) {
    return {ErrorCode::not_found,
            "No route matches " + std::string(to_string(request.method)) + " " + std::string(shown_path(request))};
  }
  return {ErrorCode::method_not_allowed,
          std::string(other_verb->path) + " answers " + std::string(to_string(other_verb->verb)) + " only"};
}

}  // namespace

Pipeline::Pipeline(api::App& app, PipelineOptions options, RunControl run_control, RunLater run_later,
                   RunAfter run_after, AwaitDeliveries await_deliveries)
    : m_app(app),
      m_options(std::move(options)),
      m_run_control(std::move(run_control)),
      m_run_later(std::move(run_later)),
      m_run_after(std::move(run_after)),
      m_await_deliveries(std::move(await_deliveries)),
      m_router(api::routes(), m_options.aliases),
      m_rate_limit(m_options.rate_limit_per_minute) {}

void Pipeline::handle(Request request, Responder responder) {
  Exchange exchange{std::move(responder), make_request_id()};
  exchange.note = RequestNote(m_app, request, exchange.request_id);
  exchange.generation = m_app.store.generation();
  if (request.method == Method::options) {
    preflight(std::move(request), std::move(exchange));
    return;
  }
  auto admitted = guarded(request.path, [&] { return admit(request, exchange); });
  if (!admitted) {
    exchange.note.asked(std::move(request));
    exchange.fail(admitted.error());
    return;
  }
  exchange.note.caller(admitted->caller);
  auto fault = ask_faults(m_app.context.faults, request, *exchange.route, admitted->caller);
  if (!fault) {
    exchange.note.asked(std::move(request));
    exchange.fail(fault.error());
  } else if (fault->struck || !fault->counts.empty()) {
    strike(*std::move(fault), std::move(request), *std::move(admitted), std::move(exchange));
  } else {
    call(std::move(request), *std::move(admitted), std::move(exchange));
  }
}

Result<Pipeline::Admitted> Pipeline::admit(const Request& request, Exchange& exchange) {
  if (!is_own_host(request.header("host"), m_options.allowed_hosts)) {
    return Error(ErrorCode::misdirected_request,
                 "The Host header names no host of this sandbox; allow it with --host NAME");
  }
  auto match = m_router.find(request.method, request.path);
  if (match.route == nullptr) {
    exchange.wants_html =
        looks_for_html(request) && !request.path.starts_with("/api/") && !request.path.starts_with("/_sandbox/");
    exchange.surface = surface_of_path(request.path);
    exchange.allow = match.other_verb != nullptr ? api::to_string(match.other_verb->verb) : std::string_view();
    return no_route(request, match.other_verb);
  }
  for (const auto& [name, value] : request.query) {
    if (!is_valid_utf8(name) || !is_valid_utf8(value)) {
      return Error(ErrorCode::bad_request, "The query is not valid UTF-8");
    }
  }
  exchange.route = match.route;
  exchange.surface = match.route->surface;
  exchange.any_origin = match.route->cors == api::Cors::any_origin;
  exchange.wants_html = match.route->surface == api::Surface::page &&
                        request.header("accept").find("application/json") == std::string_view::npos;
  TRY_ASSIGN(auto caller, authenticate(request, *match.route, m_app.keys, m_app.macaroons));
  if (caller.kind != api::CallerKind::nobody && m_rate_limit.enabled() && match.route->limit == api::Limit::counted) {
    exchange.budget = m_rate_limit.take(caller.key_id, std::chrono::steady_clock::now());
    if (!exchange.budget->allowed) {
      return Error::rate_limited(exchange.budget->retry_after_seconds);
    }
  }
  // What the sandbox alone offers is no use of the API.
  if (!caller.key_id.empty() && match.route->surface == api::Surface::api && m_app.usage != nullptr) {
    m_app.usage->count(caller.key_id, m_app.real_clock.now(), m_app.clock.now());
  }
  if (match.route->auth == api::Auth::none && match.route->verb != api::Verb::get && !is_own_origin(request)) {
    return Error(ErrorCode::forbidden, "This page may not be used from another origin");
  }
  return Admitted{std::move(caller), std::move(match.params)};
}

// Looked up before the handler has a say: an answer that is there needs no node, which may be slow or gone by now. What
// is new is looked up once more by the writer, which knows of twins.
Result<std::optional<api::Reply>> Pipeline::answered_before(const Request& request, const Admitted& admitted,
                                                            Exchange& exchange) {
  TRY_ASSIGN(exchange.repeatable, repeatable_call(request, *exchange.route, admitted.caller, admitted.path));
  if (!exchange.repeatable) {
    return std::optional<api::Reply>{};
  }
  return guarded(exchange.route->path, [&] {
    return m_app.store.read([&](store::Tx& tx) { return kept_answer(tx, *exchange.repeatable); });
  });
}

void Pipeline::call(Request request, Admitted admitted, Exchange exchange) {
  auto before = answered_before(request, admitted, exchange);
  if (!before || *before) {
    exchange.note.asked(std::move(request));
    exchange.finish(before ? Result<api::Reply>(**std::move(before)) : Result<api::Reply>(before.error()));
    return;
  }
  auto asked = make_call(request, *exchange.route, std::move(admitted.caller), std::move(admitted.path));
  auto made = guarded(exchange.route->path, [&] { return exchange.route->handler(asked, m_app); });
  request.body = std::move(asked.body);
  exchange.note.asked(std::move(request));
  if (!made) {
    // What was looked up of the data may have failed because they were others from one line to the next.
    const bool torn = made.error().code() == ErrorCode::internal && exchange.generation != m_app.store.generation();
    exchange.fail(torn ? replaced_meanwhile() : made.error());
    return;
  }
  carry_out(*std::move(made), std::move(exchange));
}

// An answer that a fault makes leaves when its count is on disk: `next 4` are four, also for a daemon that is killed in
// between. A call that goes on after all does not wait for that.
void Pipeline::strike(GateAnswer fault, Request request, Admitted admitted, Exchange exchange) {
  const auto count = [this, counts = std::move(fault.counts)](std::function<void()> then) {
    if (counts.empty()) {
      then();
      return;
    }
    m_app.store.write(
        [counts](store::Tx& tx) -> Status {
          service::faults::remember(tx, counts);
          return Done{};
        },
        [then = std::move(then)](const Status&) { then(); });
  };
  exchange.fault = std::move(fault.struck);
  const auto action = exchange.fault ? exchange.fault->action : FaultAction{};
  auto shared = std::make_shared<Exchange>(std::move(exchange));
  auto asked = std::make_shared<std::pair<Request, Admitted>>(std::move(request), std::move(admitted));
  std::function<void()> go_on;
  if (action.kind == FaultKind::none || action.kind == FaultKind::body) {
    count([] {});
    go_on = [this, shared, asked] { call(std::move(asked->first), std::move(asked->second), std::move(*shared)); };
  } else {
    go_on = [shared, asked, count] {
      shared->note.asked(std::move(asked->first));
      count([shared] { shared->give_up(); });
    };
  }
  if (action.delay.count() == 0) {
    go_on();
  } else if (!m_run_after(action.delay, go_on)) {
    shared->fault.reset();
    shared->note.asked(std::move(asked->first));
    shared->fail(Error(ErrorCode::unavailable, "Too many requests are delayed by faults already; try again"));
  }
}

void Pipeline::carry_out(api::Plan plan, Exchange exchange) {
  if (auto* reply = std::get_if<api::Reply>(&plan)) {
    exchange.finish(std::move(*reply));
  } else if (auto* read = std::get_if<api::ReadPlan>(&plan)) {
    carry_out_read(std::move(*read), std::move(exchange));
  } else if (auto* write = std::get_if<api::WritePlan>(&plan)) {
    carry_out_write(std::move(write->work), std::move(exchange));
  } else if (auto* later = std::get_if<api::LaterPlan>(&plan)) {
    auto shared = std::make_shared<Exchange>(std::move(exchange));
    const bool waits = m_run_later(later->until, [this, shared, next = std::move(later->plan)] {
      auto made = guarded(shared->route->path, next);
      if (made) {
        carry_out(*std::move(made), std::move(*shared));
      } else {
        shared->fail(made.error());
      }
    });
    if (!waits) {
      shared->fail(Error(ErrorCode::unavailable, "Too many requests wait for the node already; try again"));
    }
  } else {
    auto shared = std::make_shared<Exchange>(std::move(exchange));
    m_run_control([shared, work = std::move(std::get<api::ControlPlan>(plan).work)] { shared->finish(work()); });
  }
}

void Pipeline::carry_out_read(api::ReadPlan plan, Exchange exchange) {
  // The exchange stays here until there is a result: whoever holds it when an exception flies could not answer.
  auto result = guarded(exchange.route->path, [&] { return m_app.store.read(plan.work); });
  if (!result && result.error().code() == ErrorCode::needs_write) {
    carry_out_write(std::move(plan.work), std::move(exchange));
    return;
  }
  if (!result && exchange.generation != m_app.store.generation()) {
    result = replaced_meanwhile();  // half of what it saw was of the one data, half of the other
  }
  exchange.finish(std::move(result));
}

void Pipeline::carry_out_write(api::TxWork work, Exchange exchange) {
  if (exchange.repeatable) {
    work = once(*std::move(exchange.repeatable), std::move(work));
  }
  auto awaited = std::make_shared<std::vector<store::Tx::AwaitedDelivery>>();
  m_app.store.write(
      [this, generation = exchange.generation, work = std::move(work), awaited](store::Tx& tx) -> Result<api::Reply> {
        if (m_app.store.generation() != generation) {
          return replaced_meanwhile();
        }
        auto result = work(tx);
        *awaited = std::move(tx.awaited);
        return result;
      },
      [this, awaited, exchange = std::move(exchange)](Result<api::Reply> result) mutable {
        if (awaited->empty() || !m_await_deliveries || !result || result->stream != nullptr) {
          exchange.finish(std::move(result));
          return;
        }
        auto held = std::make_shared<std::pair<Exchange, api::Reply>>(std::move(exchange), *std::move(result));
        m_await_deliveries(std::move(*awaited), [held](bool all_made) {
          auto& [waiting, reply] = *held;
          if (!all_made) {
            reply.headers.emplace_back("Satsrail-Sandbox-Deliveries", "pending");
          }
          waiting.finish(std::move(reply));
        });
      });
}

void Pipeline::preflight(Request request, Exchange exchange) {
  const auto fits = [&](Method method) {
    const auto match = m_router.find(method, request.path);
    return match.route != nullptr && match.route->cors == api::Cors::any_origin;
  };
  constexpr std::array k_methods{Method::get, Method::post, Method::patch, Method::del};
  const bool open = std::any_of(k_methods.begin(), k_methods.end(), fits);
  const auto path = std::string(shown_path(request));
  exchange.note.asked(std::move(request));
  if (!open) {
    exchange.fail(Error(ErrorCode::not_found, "No route matches OPTIONS " + path));
    return;
  }
  exchange.any_origin = true;
  Response response;
  response.status = 204;
  response.content_type.clear();
  response.headers = {{"Access-Control-Allow-Methods", "POST, GET, OPTIONS"},
                      {"Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, Idempotency-Key"},
                      {"Access-Control-Max-Age", "86400"}};
  exchange.send(std::move(response));
}

}  // namespace satsrail::http
