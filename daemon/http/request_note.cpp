#include "daemon/http/request_note.h"

#include "daemon/store/request_log.h"

namespace satsrail::http {

namespace {

bool is_noted(std::string_view path) {
  return !path.starts_with("/_sandbox/logs") && !path.starts_with("/assets/") && path != "/livez" && path != "/readyz";
}

}  // namespace

RequestNote::RequestNote(const api::App& app, const Request& request, std::string_view id) {
  if (app.requests == nullptr || !is_noted(request.path)) {
    return;
  }
  m_app = &app;
  m_began = std::chrono::steady_clock::now();
  m_entry = std::make_unique<LoggedRequest>();
  m_entry->id = id;
  m_entry->method = to_string(request.method);
}

void RequestNote::caller(const api::Caller& caller) {
  if (!m_entry) {
    return;
  }
  m_entry->key_prefix = caller.key_prefix;
  if (caller.kind != api::CallerKind::nobody && caller.kind != api::CallerKind::control_key) {
    m_entry->scope = caller.scope;
  }
}

void RequestNote::asked(Request request) {
  if (!m_entry) {
    return;
  }
  m_entry->path = std::move(request.path);
  m_entry->query = std::move(request.raw_query);
  m_entry->request_headers = std::move(request.headers);
  m_entry->request_body = kept_body(std::move(request.body));
}

void RequestNote::answered(std::string_view route, std::string_view fault, const Response* response) {
  if (!m_entry) {
    return;
  }
  m_entry->route = route;
  m_entry->fault = fault;
  m_entry->at = m_app->real_clock.now();
  m_entry->sandbox_at = m_app->clock.now();
  m_entry->duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - m_began);
  if (response != nullptr) {
    m_entry->status = response->status;
    m_entry->response_headers = response->headers;
    if (!response->content_type.empty()) {
      m_entry->response_headers.emplace_back("Content-Type", response->content_type);
    }
    m_entry->response_body = kept_body(response->body);
  }
  m_app->requests->add(std::move(m_entry));
}

}  // namespace satsrail::http
