#pragma once
// The style sheets, scripts and images of our pages, embedded into the program.

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::web {

struct Asset {
  std::string_view content;
  std::string_view content_type;  // "text/css; charset=utf-8"
  std::string_view version;       // 16 hex characters of the content's SHA-256; `"version"` in quotes is its ETag
};

// By name below assets/: "checkout.css". Nothing when there is no such file.
std::optional<Asset> find_asset(std::string_view name);

// "/assets/checkout.css?v=<version>". The name must be that of an asset: a page that links to nothing is a bug.
std::string asset_url(std::string_view name);

// The Cache-Control of an answer with this asset. Under its own version (the query's `v`) the content never
// changes; under none or another one the browser has to ask again.
std::string_view asset_cache_control(const Asset& asset, std::string_view requested_version);

}  // namespace satsrail::web
