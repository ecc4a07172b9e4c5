#include "core/lightning/payment_hash.h"

#include "core/util/crypto.h"

namespace satsrail {

PaymentHash payment_hash_of(const Preimage& preimage) {
  return crypto::sha256(preimage);
}

bool proves_payment(const Preimage& preimage, const PaymentHash& hash) {
  return payment_hash_of(preimage) == hash;
}

}  // namespace satsrail
