#pragma once
// A payment is proved by a secret: who knows the preimage of an invoice's payment hash has paid it.

#include <array>
#include <cstdint>

namespace satsrail {

using Bytes32 = std::array<std::uint8_t, 32>;
using PaymentHash = Bytes32;  // sha256(preimage)
using Preimage = Bytes32;

PaymentHash payment_hash_of(const Preimage& preimage);
bool proves_payment(const Preimage& preimage, const PaymentHash& hash);

}  // namespace satsrail
