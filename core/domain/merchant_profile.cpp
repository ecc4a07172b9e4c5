#include "core/domain/merchant_profile.h"

namespace satsrail {

void MerchantProfileChange::apply_to(Merchant& merchant) const {
  merchant.currency = currency ? currency->text() : merchant.currency;
  merchant.email = email.value_or(merchant.email);
  merchant.locale = locale.value_or(merchant.locale);
  merchant.logo_url = logo_url.value_or(merchant.logo_url);
  merchant.checkout_mode = checkout_mode.value_or(merchant.checkout_mode);
  merchant.customer_fields = customer_fields.value_or(merchant.customer_fields);
}

}  // namespace satsrail
