#pragma once
// BOLT11 invoices: written, signed and read as the specification says
// (https://github.com/lightning/bolts/blob/master/11-payment-encoding.md).

#include "core/lightning/network.h"
#include "core/lightning/payment_hash.h"
#include "core/money.h"
#include "core/result.h"
#include "core/util/crypto.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

// One channel of a route hint.
struct Bolt11Hop {
  crypto::PublicKey node{};  // where the channel begins
  std::uint64_t short_channel_id = 0;
  std::uint32_t fee_base_msat = 0;
  std::uint32_t fee_proportional_millionths = 0;
  std::uint16_t cltv_expiry_delta = 0;
  // "block x transaction x output", as nodes print it.
  std::string short_channel_id_text() const;
  friend bool operator==(const Bolt11Hop&, const Bolt11Hop&) = default;
};
using Bolt11Route = std::vector<Bolt11Hop>;  // from a node that all know to the payee

// An address on the chain for who cannot pay over Lightning.
struct Bolt11Fallback {
  int version = 0;                    // 0..16 witness version, 17 key hash, 18 script hash
  std::vector<std::uint8_t> program;  // the hash or witness program
  std::string address;                // what a reader makes of the two; a writer does not look at it
  friend bool operator==(const Bolt11Fallback&, const Bolt11Fallback&) = default;
};

// An invoice to be written.
struct Bolt11Invoice {
  Network network = Network::regtest;
  std::optional<Msat> amount;                         // none: the payer decides
  std::int64_t timestamp = 0;                         // seconds since the epoch, 35 bits
  std::optional<std::int64_t> expiry_seconds = 3600;  // none leaves the field out, and the payer assumes 3600
  PaymentHash payment_hash{};
  Bytes32 payment_secret{};
  std::string description;                  // UTF-8; cut to 639 bytes between two code points
  std::optional<Bytes32> description_hash;  // written instead of the description when there is one
  // What an LND merchant asks for. None leaves the field out, and the payer assumes 18.
  std::optional<int> min_final_cltv_expiry = 80;
  // Required: 8 (onion TLV) and 14 (payment secret). Offered: 17 (multi-part payments). Ascending or not.
  std::vector<int> features{8, 14, 17};
  std::vector<Bolt11Route> routes;        // each of 1 to 12 hops; the best one first
  std::vector<Bolt11Fallback> fallbacks;  // made of an address by parse_address; the best one first
  // What the payer hands to the payee with the payment: at most 639 bytes, and feature 48 or 49 must be set.
  std::optional<std::vector<std::uint8_t>> metadata;
  // The letters of the tags that are written first, such as "hp9"; the others follow as in "spdhmnxcfr9".
  std::string field_order;
  bool name_payee = false;  // adds the `n` field, which wallets can do without: the signature gives the key
};

// An invoice that was read and whose signature holds.
struct Bolt11 {
  std::string prefix;  // "lnbcrt", without the amount
  Network network = Network::regtest;
  std::optional<Msat> amount;
  std::int64_t timestamp = 0;
  std::int64_t expiry_seconds = 3600;
  PaymentHash payment_hash{};
  Bytes32 payment_secret{};
  // Exactly one of the two.
  std::optional<std::string> description;
  std::optional<Bytes32> description_hash;
  std::int64_t min_final_cltv_expiry = 18;
  crypto::PublicKey payee{};  // named by the invoice, else recovered from the signature
  bool payee_named = false;
  std::vector<int> features;  // the bits that are set, ascending; even: required, odd: offered
  std::vector<Bolt11Fallback> fallbacks;
  std::vector<Bolt11Route> routes;
  std::optional<std::vector<std::uint8_t>> metadata;
  crypto::RecoverableSignature signature;

  std::int64_t expires_at() const { return timestamp + expiry_seconds; }
};

namespace bolt11 {

// Error: validation_error when a value does not fit its field, the whole does not fit a QR code (7089 characters), or
// `payee` is no secret key.
Result<std::string> encode(const Bolt11Invoice& invoice, const crypto::SecretKey& payee);

// Strict: what a payer must refuse is refused. Fields that the specification tells readers to skip are skipped:
// unknown tags, p, h, s and n of a length that is not theirs (the text of the specification is of two minds, its
// examples are not), f and r that stand for no address and no whole hops. The first of several equal tags counts.
// A number of zero words is zero; zero words in front of another make it invalid, also in a `9` of zeros alone.
// Error: validation_error, one sentence that says what is wrong.
Result<Bolt11> decode(std::string_view text);

}  // namespace bolt11

}  // namespace satsrail
