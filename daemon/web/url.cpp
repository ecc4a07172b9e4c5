#include "daemon/web/url.h"

#include <algorithm>
#include <cctype>

namespace satsrail::web {

namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void append_percent_encoded(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// Skips `prefix` (given in lower case) whatever its case in `text`.
bool consume_prefix(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size()) {
    return false;
  }
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(text[i])) != prefix[i]) {
      return false;
    }
  }
  text.remove_prefix(prefix.size());
  return true;
}

// The query without its checkout_id parameters.
std::string without_checkout_id(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view parameter = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    const std::string_view name = parameter.substr(0, parameter.find('='));
    if (parameter.empty() || name == "checkout_id") {
      continue;
    }
    if (!kept.empty()) {
      kept += '&';
    }
    kept += parameter;
  }
  return kept;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      append_percent_encoded(encoded, c);
    }
  }
  return encoded;
}

std::string http_url(std::string_view address) {
  std::string_view rest = address;
  if (!consume_prefix(rest, "https://") && !consume_prefix(rest, "http://")) {
    return {};
  }
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
  if (authority.empty() || authority.front() == ':') {
    return {};
  }
  std::string url;
  url.reserve(address.size());
  for (const char c : address) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      return {};
    }
    if (byte == ' ' || byte > 0x7f || std::string_view("\"<>`").find(c) != std::string_view::npos) {
      append_percent_encoded(url, c);
    } else {
      url += c;
    }
  }
  return url;
}

std::string completed_redirect(std::string_view success_url, std::string_view token) {
  const std::string url = http_url(success_url);
  if (url.empty()) {
    return {};
  }
  const std::size_t fragment_at = std::min(url.find('#'), url.size());
  const std::size_t query_at = std::min(url.find('?'), fragment_at);
  std::string redirect = url.substr(0, query_at);
  redirect += '?';
  if (query_at < fragment_at) {
    redirect += without_checkout_id(std::string_view(url).substr(query_at + 1, fragment_at - query_at - 1));
  }
  if (redirect.back() != '?') {
    redirect += '&';
  }
  redirect += "checkout_id=" + percent_encode(token);
  redirect += url.substr(fragment_at);
  return redirect;
}

}  // namespace satsrail::web
