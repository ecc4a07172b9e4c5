#include "cli/exchange.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

void show_lines(Output& out, std::string_view text, const std::string& margin) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.line(margin + printable(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

void show_json(Output& out, const json& value, const std::string& margin) {
  show_lines(out, value.dump(2, ' ', false, json::error_handler_t::replace), margin);
}

void show_body(Output& out, const std::string& body, const std::string& margin) {
  if (const auto parsed = json::parse(body, nullptr, false); parsed.is_object() || parsed.is_array()) {
    show_json(out, parsed, margin);
  } else {
    show_lines(out, body, margin);
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

void show_exchange(Output& out, const json& attempt, const std::string& margin) {
  out.line(margin + out.paint(Ink::dim, "request"));
  show_headers(out, at_path(attempt, "request.headers"), margin + "  ");
  show_body(out, text_at_path(attempt, "request.body"), margin + "  ");
  if (!text_at_path(attempt, "response.status").empty()) {
    out.line(margin + out.paint(Ink::dim, "response"));
    show_headers(out, at_path(attempt, "response.headers"), margin + "  ");
    show_body(out, text_at_path(attempt, "response.body"), margin + "  ");
  }
}

}  // namespace satsrail::cli
