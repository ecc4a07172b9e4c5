#pragma once
// The form in which the checkout page asks the customer what the merchant wants to know. Plain HTML: it is posted, and
// answered by 303 to the page, or by the form once more with what is wrong.

#include "daemon/web/html.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::web {

struct CustomerField {
  std::string name;   // "email", "name", "phone", "address"
  std::string value;  // what stands in it; may be empty
  std::string error;  // a sentence; empty: nothing is wrong
};

// Each field is required, and named as the session's member: customer_email.
Html customer_form(std::string_view action, const std::vector<CustomerField>& fields);

}  // namespace satsrail::web
