#include "core/client/url.h"

#include "core/util/hex.h"

#include <algorithm>

namespace satsrail::client {

namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

bool is_authority_char(char c) {
  // '@' is left out: a key does not belong into a URL that is printed and logged.
  return is_unreserved(c) || c == ':' || c == '[' || c == ']';
}

void drop_trailing_slashes(std::string_view& text) {
  while (text.ends_with('/')) {
    text.remove_suffix(1);
  }
}

}  // namespace

std::optional<BaseUrl> parse_base_url(std::string_view text) {
  constexpr std::string_view k_api = "/api/v1";
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    return std::nullopt;
  }
  const auto scheme = text.substr(0, scheme_end);
  if (scheme != "http" && scheme != "https") {
    return std::nullopt;
  }
  const auto host_start = scheme_end + 3;
  const auto path_start = std::min(text.find('/', host_start), text.size());
  const auto authority = text.substr(host_start, path_start - host_start);
  if (authority.empty() || authority.front() == ':') {
    return std::nullopt;
  }
  for (const char c : authority) {
    if (!is_authority_char(c)) {
      return std::nullopt;
    }
  }
  auto prefix = text.substr(path_start);
  if (prefix.find_first_of("?# \t\r\n") != std::string_view::npos) {
    return std::nullopt;
  }
  drop_trailing_slashes(prefix);
  if (prefix.ends_with(k_api)) {
    prefix.remove_suffix(k_api.size());
    drop_trailing_slashes(prefix);
  }
  return BaseUrl{std::string(text.substr(0, path_start)), std::string(prefix)};
}

std::string with_query(std::string_view path, const Query& query) {
  std::string out(path);
  char separator = out.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : query) {
    out += separator;
    out += percent_encode(name);
    out += '=';
    out += percent_encode(value);
    separator = '&';
  }
  return out;
}

}  // namespace satsrail::client
