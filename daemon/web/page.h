#pragma once
// What every page has in common: the document around it, its security policy, its icons.

#include "daemon/web/html.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::web {

struct Page {
  int status = 200;
  std::string html;
  std::string content_security_policy;
};

// The headers a page is sent with, beside its Content-Type (text/html; charset=utf-8).
std::vector<std::pair<std::string, std::string>> response_headers(const Page& page);

// No inline script or style, nothing from elsewhere. `image_sources` is added to img-src as it is ("https:").
// Forms post to this origin only, which in browsers also covers the redirects that answer them: a form cannot
// lead to a shop by 303, a page has to link there.
std::string content_security_policy(std::string_view image_sources);

struct Document {
  std::string title;            // plain text
  Html head;                    // further elements of <head>
  std::string_view body_class;  // ours
  Html body;
  std::string_view style_sheet;           // asset names
  std::vector<std::string_view> scripts;  // run in this order, when the document is there
};
std::string render_document(const Document& document);

// An icon of assets/icons, inline; decoration only, hidden from screen readers.
Html icon(std::string_view name);

}  // namespace satsrail::web
