#include "daemon/api/markdown.h"

namespace satsrail::api::markdown {

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? std::string("\\|") : std::string(1, c);
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const auto& part : parts) {
    text += (text.empty() ? "" : std::string(between)) + part;
  }
  return text;
}

std::string code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::string sentence(std::string text) {
  if (!text.empty() && text.back() != '.' && text.back() != '?') {
    text.push_back('.');
  }
  return text;
}

std::string anchor(std::string_view heading) {
  std::string out;
  for (const char c : heading) {
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c == ' ' || c == '-') {
      out.push_back('-');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace satsrail::api::markdown
