#pragma once
// Products as payment links name them: by slug or id alone, without a merchant or a mode.

#include "core/domain/product.h"
#include "daemon/store/database.h"

#include <optional>
#include <string_view>

namespace satsrail::store::payment_links {

// An active product. A slug is unique within one merchant and mode only. Of several: that of the merchant who was
// there first, and of its two the test mode's, which is what tools use unless they are told otherwise. An id names
// one alone.
std::optional<Product> find(Tx& tx, std::string_view id_or_slug);

}  // namespace satsrail::store::payment_links
