#pragma once
// LNURL-pay on the wire (https://github.com/lnurl/luds: 06 for paying, 16 for addresses, 21 for verifying).

#include "core/money.h"

#include <optional>
#include <string>
#include <string_view>

namespace satsrail::wire {

// [["text/plain",…],["text/identifier",…]]: the text whose SHA-256 the invoice carries, byte for byte.
std::string lnurl_metadata(std::string_view description, std::string_view identifier);

struct LnurlPay {
  std::string callback;
  Msat min;
  Msat max;
  std::string metadata;
};
std::string lnurl_pay_json(const LnurlPay& pay);
std::string lnurl_invoice_json(std::string_view bolt11, std::string_view verify_url);
std::string lnurl_verify_json(std::string_view bolt11, const std::optional<std::string>& preimage_hex);
// {"status":"ERROR","reason":"…"}
std::string lnurl_error_json(std::string_view reason);

}  // namespace satsrail::wire
