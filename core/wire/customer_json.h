#pragma once
// What a customer answers to the checkout page's form.

#include "core/result.h"
#include "core/wire/fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::wire {

struct CustomerAnswers {
  std::optional<std::string> email;
  std::optional<std::string> name;
  std::optional<std::string> phone;
  std::optional<std::string> address;
};

// {"customer_email":"…"}: of what is `asked` (k_customer_fields) each member is required, and no other is read. Blanks
// around an answer, and line ends within it, are not the customer's. Error: validation_error.
Result<CustomerAnswers> parse_customer(const JsonBody& body, const std::vector<std::string>& asked);

// What a form was sent with, as such a body. Errors: bad_request (not UTF-8).
Result<JsonBody> form_body(const std::vector<std::pair<std::string, std::string>>& pairs);

// "email" -> "customer_email"
std::string customer_field(std::string_view asked);
// As it was sent, to be shown once more; empty for what is no text.
std::string customer_text(const JsonBody& body, std::string_view asked);

}  // namespace satsrail::wire
