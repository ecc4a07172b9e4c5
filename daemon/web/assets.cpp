#include "daemon/web/assets.h"

#include "schema/embedded.h"

#include <array>
#include <cassert>

namespace satsrail::web {

namespace embedded {
std::span<const EmbeddedFile> all();
}

namespace {

struct ContentType {
  std::string_view extension;
  std::string_view type;
};
constexpr std::array k_content_types{
    ContentType{".css", "text/css; charset=utf-8"},
    ContentType{".js", "text/javascript; charset=utf-8"},
    ContentType{".svg", "image/svg+xml"},
    ContentType{".html", "text/html; charset=utf-8"},
    ContentType{".json", "application/json; charset=utf-8"},
    ContentType{".png", "image/png"},
};

std::string_view content_type_of(std::string_view name) {
  for (const auto& known : k_content_types) {
    if (name.ends_with(known.extension)) {
      return known.type;
    }
  }
  return "application/octet-stream";
}

}  // namespace

std::optional<Asset> find_asset(std::string_view name) {
  const EmbeddedFile* file = find_embedded(embedded::all(), name);
  if (file == nullptr) {
    return std::nullopt;
  }
  return Asset{file->data, content_type_of(name), file->sha256.substr(0, 16)};
}

std::string asset_url(std::string_view name) {
  const auto asset = find_asset(name);
  assert(asset);
  return "/assets/" + std::string(name) + "?v=" + std::string(asset ? asset->version : "");
}

std::string_view asset_cache_control(const Asset& asset, std::string_view requested_version) {
  return requested_version == asset.version ? "public, max-age=31536000, immutable" : "no-cache";
}

}  // namespace satsrail::web
