#pragma once
// LNURL: the URL of a service as bech32 text, so that a wallet scans it like an invoice
// (https://github.com/lnurl/luds/blob/luds/01.md).

#include "core/result.h"

#include <string>
#include <string_view>

namespace satsrail::lnurl {

// A URL is https, or http where no certificate can be: an .onion host or this machine itself (localhost, 127.x.x.x,
// [::1]). It has at most limits::url_bytes_max printable ASCII characters, a host, and no user name.

// In upper case, which QR codes hold in fewer modules. Error: validation_error, what is wrong with the URL.
Result<std::string> encode(std::string_view url);
// Either case, not mixed. Error: validation_error, one sentence that says what is wrong.
Result<std::string> decode(std::string_view text);

// Whether `text` begins as an LNURL does, in either case. It may still be none.
bool is_meant(std::string_view text);

}  // namespace satsrail::lnurl
