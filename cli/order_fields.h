#pragma once
// What the commands have in common that make orders, invoices and payment requests.

#include "cli/body.h"
#include "cli/context.h"

#include <string>
#include <string_view>

namespace satsrail::cli {

// POST under --idempotency-key, if one was given; says when nothing new was made.
Outcome<client::ApiReply> post_once(Context& context, std::string path, const Body& body);

// --method and --confirmations, where they were given. Error: invalid_number (2).
Outcome<Done> set_invoice_fields(Body& body, const Invocation& in, std::string_view method_path,
                                 std::string_view confirmations_path);

// --amount or --amount-cents, where one was given. Error: invalid_amount (2).
Outcome<Done> set_amount(Body& body, const Invocation& in, std::string_view path);

}  // namespace satsrail::cli
