#pragma once
// What a merchant has handed in: proofs of identity, licences. The API only reads them.

#include "core/domain/scope.h"
#include "core/id.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace satsrail {

inline constexpr std::array<std::string_view, 4> k_document_statuses{"pending", "approved", "rejected", "expired"};

struct MerchantDocumentInput {
  std::string document_type;  // the merchant's word for it: "business_license"
  std::string name;
  std::string status = "approved";  // of k_document_statuses
  std::optional<std::string> url;
  friend bool operator==(const MerchantDocumentInput&, const MerchantDocumentInput&) = default;
};

struct MerchantDocument {
  std::int64_t seq = 0;
  MerchantDocumentId id;
  Scope scope;
  MerchantDocumentInput content;
  Time created_at{};
  Time updated_at{};
};

}  // namespace satsrail
