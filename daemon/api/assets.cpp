// What the pages are made of, and the script that other people's pages include.

#include "daemon/web/assets.h"

#include "daemon/api/handlers.h"

namespace satsrail::api {

namespace {

// As If-None-Match lists them: "a", W/"b" or *.
bool is_known(const Call& call, const std::string& etag) {
  for (const auto& [name, value] : *call.headers) {
    if (name == "if-none-match") {
      return value == "*" || value.find(etag) != std::string::npos;
    }
  }
  return false;
}

Reply asset_reply(const Call& call, const web::Asset& asset, std::string_view cache_control) {
  const auto etag = "\"" + std::string(asset.version) + "\"";
  Reply reply;
  reply.headers = {
      {"Cache-Control", std::string(cache_control)}, {"ETag", etag}, {"X-Content-Type-Options", "nosniff"}};
  if (is_known(call, etag)) {
    reply.status = 304;
    reply.content_type.clear();
    return reply;
  }
  reply.body = asset.content;
  reply.content_type = asset.content_type;
  return reply;
}

}  // namespace

Result<Plan> show_asset(const Call& call, App&) {
  const auto asset = web::find_asset(call.param("name"));
  if (!asset) {
    return Error::not_found("Asset");
  }
  return Plan(asset_reply(call, *asset, web::asset_cache_control(*asset, call.query_value("v"))));
}

Result<Plan> show_pay_script(const Call& call, App&) {
  const auto script = web::find_asset("pay.js");
  if (!script) {
    return Error::not_found("Asset");
  }
  // Its address names no version: shops get a new one within minutes.
  auto reply = asset_reply(call, *script, "public, max-age=300");
  // Also for a shop whose page isolates itself.
  reply.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  return Plan(std::move(reply));
}

}  // namespace satsrail::api
