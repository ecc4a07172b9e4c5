#include "core/lightning/lnurl.h"

#include "core/lightning/bech32.h"
#include "core/limits.h"

#include <algorithm>

namespace satsrail::lnurl {

namespace {

constexpr std::string_view k_prefix = "lnurl";
static_assert(k_prefix.size() + 1 + (limits::url_bytes_max * 8 + 4) / 5 + bech32::k_checksum_words ==
                  limits::lnurl_chars_max,
              "the longest LNURL is that of the longest URL");

Error invalid(std::string_view why) {
  return {ErrorCode::validation_error, "not a valid LNURL: " + std::string(why)};
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
  }
  return out;
}

bool is_loopback(std::string_view host) {
  const bool dotted = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || (dotted && host.starts_with("127."));
}

Status check_url(std::string_view url) {
  if (url.size() > limits::url_bytes_max) {
    return invalid("its URL has more than " + std::to_string(limits::url_bytes_max) + " characters");
  }
  if (!std::all_of(url.begin(), url.end(), [](char letter) { return letter > 32 && letter < 127; })) {
    return invalid("its URL holds a character that a URL writes with a percent sign");
  }
  const auto scheme_end = url.find("://");
  const std::string scheme = lower(url.substr(0, std::min(scheme_end, url.size())));
  if (scheme_end == std::string_view::npos || (scheme != "https" && scheme != "http")) {
    return invalid("its URL does not begin with https:// or http://");
  }
  std::string_view rest = url.substr(scheme_end + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
  if (authority.find('@') != std::string_view::npos) {
    return invalid("its URL names a user");
  }
  // A colon within brackets belongs to an IPv6 address.
  const auto host_end = authority.starts_with('[') ? authority.find(']') : authority.find(':');
  const auto host_size = authority.starts_with('[') && host_end != std::string_view::npos ? host_end + 1 : host_end;
  const std::string host = lower(authority.substr(0, host_size));
  if (host.empty()) {
    return invalid("its URL has no host");
  }
  if (scheme == "http" && !host.ends_with(".onion") && !is_loopback(host)) {
    return invalid("its URL is http, which is for .onion hosts and this machine alone");
  }
  return Done{};
}

}  // namespace

Result<std::string> encode(std::string_view url) {
  TRY(check_url(url));
  bech32::Words words;
  bech32::append_words(words, {reinterpret_cast<const std::uint8_t*>(url.data()), url.size()});
  std::string text = bech32::encode(k_prefix, words);
  for (char& letter : text) {
    letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - ('a' - 'A')) : letter;
  }
  return text;
}

Result<std::string> decode(std::string_view text) {
  if (text.size() > limits::lnurl_chars_max) {
    return invalid("it has more than " + std::to_string(limits::lnurl_chars_max) + " characters");
  }
  const auto decoded = bech32::decode(text);
  if (!decoded) {
    return invalid(decoded.error().message());
  }
  if (decoded->prefix != k_prefix) {
    return invalid("it does not begin with lnurl1");
  }
  const auto bytes = bech32::to_bytes(decoded->words);
  if (!bytes) {
    return invalid("its padding is not zero, or more than four bits");
  }
  std::string url(bytes->begin(), bytes->end());
  TRY(check_url(url));
  return url;
}

bool is_meant(std::string_view text) {
  return lower(text.substr(0, k_prefix.size() + 1)) == "lnurl1";
}

}  // namespace satsrail::lnurl
