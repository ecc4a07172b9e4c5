#pragma once
// A request as text: what would go over the wire, and the curl command that sends it.

#include "core/client/transport.h"
#include "core/client/url.h"

#include <string>

namespace satsrail::cli {

struct ShownRequest {
  client::BaseUrl base_url;
  client::HttpRequest wire;  // with `key_variable` in place of the key, unless secrets are to be shown
  bool with_head = false;    // curl is to print the status line and headers
};

// "POST /api/v1/checkout_sessions HTTP/1.1", headers, an empty line, the body.
std::string http_text(const ShownRequest& request);
// {"method","url","headers":{},"body"}; a body that is no JSON is text, none is null.
std::string request_json(const ShownRequest& request);
// One line for a shell. "$SATSRAIL_API_KEY" in a header is left to the shell; everything else is quoted.
std::string curl_line(const ShownRequest& request);

}  // namespace satsrail::cli
