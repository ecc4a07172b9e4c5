#include "cli/http_text.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

void show_json(Output& out, const json& value, const std::string& margin) {
  const auto text = value.dump(2, ' ', false, json::error_handler_t::replace);
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out.line(margin + printable(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
}

void show_body(Output& out, const std::string& body, const std::string& margin) {
  if (const auto parsed = json::parse(body, nullptr, false); parsed.is_object() || parsed.is_array()) {
    show_json(out, parsed, margin);
    return;
  }
  for (std::size_t at = 0; at < body.size();) {
    const auto end = std::min(body.find('\n', at), body.size());
    out.line(margin + printable(std::string_view(body).substr(at, end - at)));
    at = end + 1;
  }
}

void show_headers(Output& out, const json* headers, const std::string& margin) {
  if (headers == nullptr || !headers->is_object()) {
    return;
  }
  for (const auto& [name, value] : headers->items()) {
    out.line(margin + out.paint(Ink::dim, printable(name) + ": ") + printable(plain_text(&value)));
  }
}

}  // namespace satsrail::cli
