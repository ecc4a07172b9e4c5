#include "daemon/http/message.h"

#include "daemon/http/response_writer.h"

#include <algorithm>
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

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') {
    return letter - '0';
  }
  const char small = static_cast<char>(letter | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string decode_query_text(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

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
  Params params;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) {
      continue;
    }
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    params.emplace_back(decode_query_text(pair.substr(0, equals)), decode_query_text(value));
  }
  return params;
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
