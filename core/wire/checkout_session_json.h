#pragma once
// Checkout sessions on the wire.

#include "core/domain/checkout_session.h"
#include "core/result.h"
#include "core/wire/fields.h"

#include <string>
#include <string_view>

namespace satsrail::wire {

// Reads `{"checkout_session":{…}}`, or the same fields without the wrapper (as pay.js sends them, with `amount`
// for `amount_cents`). Errors: bad_request, validation_error.
Result<CheckoutSessionInput> parse_checkout_session(const JsonBody& body);

enum class Audience { secret_key, publishable_key };

// The session object. A publishable key lives in browsers: it is not shown the customer or the metadata.
std::string checkout_session_json(const CheckoutSession& session, std::string_view public_base_url, Audience audience);
// As it answers its creation: with how the merchant wants pay.js to open it.
std::string checkout_session_created_json(const CheckoutSession& session, std::string_view public_base_url,
                                          Audience audience, std::string_view checkout_mode);

}  // namespace satsrail::wire
