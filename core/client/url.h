#pragma once
// URLs as a client of the sandbox needs them: the base URL people write, and the escaping of what they type.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::client {

using Query = std::vector<std::pair<std::string, std::string>>;

// Where a sandbox is. `origin` is "scheme://host:port"; `prefix` is empty or "/below/a/proxy".
struct BaseUrl {
  std::string origin;
  std::string prefix;
  std::string text() const { return origin + prefix; }
  friend bool operator==(const BaseUrl&, const BaseUrl&) = default;
};

// Accepts http and https, with or without a trailing slash or "/api/v1". Nothing for anything else.
std::optional<BaseUrl> parse_base_url(std::string_view text);

// "/path" + "?a=b&c=d"; pairs are escaped, and appended with '&' when the path has a query already.
std::string with_query(std::string_view path, const Query& query);

}  // namespace satsrail::client
