#pragma once
// Addresses that other people gave us, before we send anybody there.

#include <string>
#include <string_view>

namespace satsrail::web {

// Everything but RFC 3986's unreserved characters as %XX: fit for a path segment and a query value.
std::string percent_encode(std::string_view text);

// The address if it is an absolute http or https URL with a host, else empty: javascript:, data:, relative and
// scheme-relative addresses lead nowhere. Blanks, quotes, angle brackets and bytes beyond ASCII come back
// percent-encoded (a browser reads the same address), so the result also fits a Location header; an address
// with control characters is refused.
std::string http_url(std::string_view address);

// Where a paid checkout sends its customer: success_url plus checkout_id=<token>, keeping query and fragment.
// A checkout_id that is already there is replaced: a shop whose success_url is the page the customer came from
// would otherwise hand back the id of the purchase before. Empty when success_url is no http_url.
std::string completed_redirect(std::string_view success_url, std::string_view token);

}  // namespace satsrail::web
