#include "daemon/web/html.h"

namespace satsrail::web {

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\t':
      case '\n':
        escaped += c;
        break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
          escaped += "\xef\xbf\xbd";
        } else {
          escaped += c;
        }
      }
    }
  }
  return escaped;
}

void Html::fill(std::string_view markup, const Fragment* fragments) {
  for (;;) {
    const std::size_t placeholder = markup.find("{}");
    m_markup += markup.substr(0, placeholder);
    if (placeholder == std::string_view::npos) {
      return;
    }
    m_markup += fragments->text;
    ++fragments;
    markup.remove_prefix(placeholder + 2);
  }
}

}  // namespace satsrail::web
