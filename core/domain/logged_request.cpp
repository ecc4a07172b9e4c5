#include "core/domain/logged_request.h"

#include "core/limits.h"
#include "core/util/hex.h"

#include <algorithm>
#include <array>

namespace satsrail {

namespace {

constexpr std::size_t k_shown = 12;  // of a key or secret: what a list of keys shows as well
constexpr std::string_view k_cut = "…";

constexpr std::array<std::string_view, 6> k_key_starts{"sk_test_", "sk_live_", "pk_test_", "pk_live_", "whsec_", "ak_"};

// Members of JSON bodies and names of query parameters whose values are secrets. Keys of products have a fixed size;
// what is shorter under such a name is something else.
struct SecretName {
  std::string_view name;
  std::size_t length_min;
};
constexpr std::size_t k_product_key_chars = 20;
constexpr std::array k_secret_names{
    SecretName{"secret_key", 1},
    SecretName{"secret", 1},
    SecretName{"macaroon", 1},
    SecretName{"access_token", 1},
    SecretName{"password", 1},
    SecretName{"session_token", 1},
    SecretName{"key", k_product_key_chars},
    SecretName{"previous_key", k_product_key_chars},
    SecretName{"new_key", k_product_key_chars},
    SecretName{"old_key", k_product_key_chars},
    SecretName{"encryption_key", k_product_key_chars},
};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_secret(std::string_view name, std::size_t length) {
  return std::any_of(k_secret_names.begin(), k_secret_names.end(),
                     [&](const SecretName& secret) { return secret.name == name && length >= secret.length_min; });
}

// Never more than half: a short secret is not given away by its beginning.
std::string shortened(std::string_view secret) {
  const auto shown = std::min(k_shown, secret.size() / 2);
  return std::string(is_valid_utf8(secret) ? truncate_utf8(secret, shown) : std::string_view()) + std::string(k_cut);
}

// The length of the key that begins at `at`; 0 for none.
std::size_t key_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_word(text[at - 1])) {
    return 0;
  }
  const auto rest = text.substr(at);
  for (const auto start : k_key_starts) {
    if (rest.starts_with(start)) {
      const auto end = std::find_if_not(rest.begin(), rest.end(), is_word);
      return static_cast<std::size_t>(end - rest.begin());
    }
  }
  return 0;
}

// Where text[at] is the quote that ends the name of a secret member: the place of its value, else 0. The value ends at
// the next quote, or where the text was cut.
std::size_t value_of_secret(std::string_view text, std::size_t at) {
  const auto begin = text.rfind('"', at - 1);
  if (at == 0 || begin == std::string_view::npos) {
    return 0;
  }
  auto value = text.find_first_not_of(" \t\r\n", at + 1);
  if (value == std::string_view::npos || text[value] != ':') {
    return 0;
  }
  value = text.find_first_not_of(" \t\r\n", value + 1);
  if (value == std::string_view::npos || text[value] != '"') {
    return 0;
  }
  ++value;
  const auto end = std::min(text.find('"', value), text.size());
  return is_secret(text.substr(begin + 1, at - begin - 1), end - value) ? value : 0;
}

std::string redacted_query(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    out.append(out.empty() ? "" : "&").append(pair.substr(0, equals));
    if (equals < pair.size()) {
      out.append("=").append(is_secret(pair.substr(0, equals), value.size()) ? shortened(value) : redacted(value));
    }
  }
  return out;
}

std::string redacted_header(std::string_view name, std::string_view value) {
  if (!is_valid_utf8(value)) {
    return percent_encode(value);
  }
  if (name == "authorization" || name == "proxy-authorization") {
    const auto blank = value.find(' ');
    const auto scheme = blank == std::string_view::npos ? std::string_view() : value.substr(0, blank + 1);
    return std::string(scheme) + shortened(value.substr(scheme.size()));
  }
  const bool hidden = name == "grpc-metadata-macaroon" || name == "cookie" || name == "set-cookie";
  return hidden ? shortened(value) : redacted(value);
}

void redact_headers(HeaderList& headers) {
  for (auto& [name, value] : headers) {
    value = redacted_header(name, value);
  }
}

// A body that was cut may end inside a character.
void redact_body(LoggedBody& body) {
  std::string_view text = body.text;
  for (int i = 0; i < 3 && !is_valid_utf8(text) && body.bytes > body.text.size(); ++i) {
    text.remove_suffix(1);
  }
  body.text = is_valid_utf8(text) ? redacted(text) : std::string();
}

std::size_t footprint(const HeaderList& headers) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : headers) {
    bytes += sizeof(HeaderList::value_type) + name.size() + value.size();
  }
  return bytes;
}

}  // namespace

LoggedBody kept_body(std::string&& body) {
  const auto bytes = body.size();
  if (bytes > limits::request_log_body_bytes_kept) {
    return kept_body(static_cast<const std::string&>(body));
  }
  return {std::move(body), bytes};
}

LoggedBody kept_body(const std::string& body) {
  return {body.substr(0, limits::request_log_body_bytes_kept), body.size()};
}

void redact(LoggedRequest& request) {
  request.path = is_valid_utf8(request.path) ? redacted(request.path) : percent_encode(request.path);
  request.query = is_valid_utf8(request.query) ? redacted_query(request.query) : percent_encode(request.query);
  redact_headers(request.request_headers);
  redact_headers(request.response_headers);
  redact_body(request.request_body);
  redact_body(request.response_body);
}

std::string redacted(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const auto length = key_at(text, at); length > k_shown) {
      out.append(text.substr(at, k_shown)).append(k_cut);
      at += length;
    } else if (const auto value = text[at] == '"' ? value_of_secret(text, at) : 0; value > 0) {
      const auto end = std::min(text.find('"', value), text.size());
      out.append(text.substr(at, value - at)).append(shortened(text.substr(value, end - value)));
      at = end;
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

std::size_t footprint(const LoggedRequest& request) {
  return sizeof(LoggedRequest) + request.path.size() + request.query.size() + request.request_body.text.size() +
         request.response_body.text.size() + footprint(request.request_headers) + footprint(request.response_headers);
}

}  // namespace satsrail
