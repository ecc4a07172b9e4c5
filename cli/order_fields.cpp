#include "cli/order_fields.h"

#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"

#include <utility>

namespace satsrail::cli {

Outcome<client::ApiReply> post_once(Context& context, std::string path, const Body& body) {
  client::Headers headers;
  if (const auto key = context.in.value("idempotency-key")) {
    headers.emplace_back("Idempotency-Key", *key);
  }
  TRY_ASSIGN(auto reply, context.call(Key::merchant, {"POST", std::move(path), {}, body.text(), std::move(headers)}));
  if (!reply.http.header("Idempotent-Replayed").empty() && context.out.for_people()) {
    context.out.note("this key was answered before: nothing new was made");
  }
  return reply;
}

Outcome<Done> set_invoice_fields(Body& body, const Invocation& in, std::string_view method_path,
                                 std::string_view confirmations_path) {
  set_if_given(body, in, "method", method_path);
  TRY_ASSIGN(const auto confirmations, whole_number(in, "confirmations", 1, limits::confirmations_max));
  if (confirmations) {
    body.set_number(confirmations_path, *confirmations);
  }
  return Done{};
}

Outcome<Done> set_amount(Body& body, const Invocation& in, std::string_view path) {
  if (const auto amount = in.value("amount")) {
    TRY_ASSIGN(const auto cents, parse_amount(*amount, in.value("currency").value_or("usd")));
    body.set_number(path, cents);
  } else if (const auto given = in.value("amount-cents")) {
    TRY_ASSIGN(const auto cents, parse_cents(*given, "amount-cents"));
    body.set_number(path, cents);
  }
  return Done{};
}

}  // namespace satsrail::cli
