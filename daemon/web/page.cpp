#include "daemon/web/page.h"

#include "daemon/web/assets.h"

#include <cassert>

namespace satsrail::web {

std::vector<std::pair<std::string, std::string>> response_headers(const Page& page) {
  return {
      {"Content-Security-Policy", page.content_security_policy},
      // The address holds the token, which is all it takes to see the order; it must not reach the hosts of
      // product images. Not "no-referrer": that would also blank the Origin header of our own forms.
      {"Referrer-Policy", "same-origin"},
      {"X-Content-Type-Options", "nosniff"},
      {"Cache-Control", "no-store"},
  };
}

std::string content_security_policy(std::string_view image_sources) {
  std::string policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";
  if (!image_sources.empty()) {
    policy += ' ';
    policy += image_sources;
  }
  policy += "; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *";
  return policy;
}

std::string render_document(const Document& document) {
  Html head;
  head.put(R"html(<meta charset="utf-8">
<title>{}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="same-origin">
<meta name="format-detection" content="telephone=no">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#5b3fd4" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#2a2250" media="(prefers-color-scheme: dark)">
<link rel="icon" type="image/svg+xml" href="{}">
<link rel="stylesheet" href="{}">
)html",
           document.title, asset_url("favicon.svg"), asset_url(document.style_sheet));
  for (const auto script : document.scripts) {
    head.put("<script src=\"{}\" defer></script>\n", asset_url(script));
  }
  Html html;
  html.put("<!doctype html>\n<html lang=\"en\">\n<head>\n{}{}</head>\n<body class=\"{}\">\n{}</body>\n</html>\n", head,
           document.head, document.body_class, document.body);
  return std::move(html).str();
}

Html icon(std::string_view name) {
  const auto asset = find_asset("icons/" + std::string(name) + ".svg");
  assert(asset);
  return Html::trusted(std::string(asset ? asset->content : std::string_view()));
}

}  // namespace satsrail::web
