#include "daemon/http/message.h"

#include "core/util/urlencoded.h"
#include "daemon/http/response_writer.h"

#include <array>
#include <cassert>

namespace satsrail::http {
namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> k_methods{{{"GET", Method::get},
                                                                        {"HEAD", Method::head},
                                                                        {"POST", Method::post},
                                                                        {"PUT", Method::put},
                                                                        {"PATCH", Method::patch},
                                                                        {"DELETE", Method::del},
                                                                        {"OPTIONS", Method::options}}};

}  // namespace

std::string_view to_string(Method method) {
  for (const auto& [name, value] : k_methods) {
    if (value == method) {
      return name;
    }
  }
  return "other";
}

Method parse_method(std::string_view name) {
  for (const auto& [known, value] : k_methods) {
    if (known == name) {
      return value;
    }
  }
  return Method::other;
}

Params parse_query(std::string_view text) {
  return parse_urlencoded(text);
}

std::string_view Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) {
      return value;
    }
  }
  return {};
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

Responder::~Responder() {
  if (m_target) {
    m_target->respond(internal_error());
  }
}

void Responder::send(Response response) {
  assert(m_target && "a request is answered once");
  if (const auto target = std::move(m_target)) {
    target->respond(std::move(response));
  }
}

void Responder::stream(Response head, StreamRequest stream) {
  assert(m_target && "a request is answered once");
  if (const auto target = std::move(m_target)) {
    target->stream(std::move(head), std::move(stream));
  }
}

void Responder::leave_unanswered(Unanswered how) {
  assert(m_target && "a request is answered once");
  if (const auto target = std::move(m_target)) {
    target->leave_unanswered(how);
  }
}

}  // namespace satsrail::http
