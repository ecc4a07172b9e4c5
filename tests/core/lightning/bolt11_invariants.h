#pragma once
// What holds for every invoice that the reader lets pass, whoever wrote it.

#include "core/lightning/bitcoin_address.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/bolt11_tags.h"
#include "core/limits.h"
#include "core/util/hex.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

namespace satsrail::test {

inline bool same_invoice(const Bolt11& a, const Bolt11& b) {
  return a.prefix == b.prefix && a.network == b.network && a.amount == b.amount && a.timestamp == b.timestamp &&
         a.expiry_seconds == b.expiry_seconds && a.payment_hash == b.payment_hash &&
         a.payment_secret == b.payment_secret && a.description == b.description &&
         a.description_hash == b.description_hash && a.min_final_cltv_expiry == b.min_final_cltv_expiry &&
         a.payee == b.payee && a.payee_named == b.payee_named && a.features == b.features &&
         a.fallbacks == b.fallbacks && a.routes == b.routes && a.metadata == b.metadata &&
         a.signature.compact == b.signature.compact && a.signature.recovery_id == b.signature.recovery_id;
}

// The first promise that `invoice`, read from `text`, breaks; empty when it keeps them all.
inline std::string broken_promise(const Bolt11& invoice, std::string_view text) {
  if (text.size() > limits::bolt11_chars_max) {
    return "longer than the cap";
  }
  if (const auto again = bolt11::decode(text); !again || !same_invoice(invoice, *again)) {
    return "read twice, it is not the same";
  }
  if (invoice.amount && (invoice.amount->value <= 0 || *invoice.amount > to_msat(Sat{limits::sats_max}))) {
    return "an amount that cannot be";
  }
  if (invoice.timestamp < 0 || invoice.timestamp >> 35 != 0 || invoice.expiry_seconds < 0 ||
      invoice.expiry_seconds > std::numeric_limits<std::int64_t>::max() - invoice.timestamp ||
      invoice.expires_at() < invoice.timestamp || invoice.min_final_cltv_expiry < 0) {
    return "times that cannot be";
  }
  if (invoice.description.has_value() == invoice.description_hash.has_value()) {
    return "not exactly one of description and hash";
  }
  if (invoice.description &&
      (!is_valid_utf8(*invoice.description) || invoice.description->size() > limits::bolt11_description_bytes_max)) {
    return "a description that cannot be";
  }
  if (std::adjacent_find(invoice.features.begin(), invoice.features.end(), std::greater_equal<>()) !=
      invoice.features.end()) {
    return "features that do not ascend";
  }
  for (const auto& fallback : invoice.fallbacks) {
    const auto parsed = parse_address(invoice.network, fallback.address);
    if (!parsed || parsed->version != fallback.version || parsed->program != fallback.program) {
      return "a fallback whose address is not its own: " + fallback.address;
    }
  }
  for (const auto& route : invoice.routes) {
    if (route.empty() || route.size() > bolt11::k_route_hops_max) {
      return "a route of a length that cannot be";
    }
  }
  if (invoice.payee.front() != 2 && invoice.payee.front() != 3) {
    return "a payee that is no key";
  }
  return {};
}

}  // namespace satsrail::test
