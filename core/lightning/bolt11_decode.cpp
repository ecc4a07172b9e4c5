#include "core/lightning/bech32.h"
#include "core/lightning/bitcoin_address.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/bolt11_tags.h"
#include "core/limits.h"
#include "core/util/hex.h"

#include <algorithm>

namespace satsrail {

std::string Bolt11Hop::short_channel_id_text() const {
  return std::to_string(short_channel_id >> 40) + "x" + std::to_string(short_channel_id >> 16 & 0xFFFFFF) + "x" +
         std::to_string(short_channel_id & 0xFFFF);
}

namespace bolt11 {

namespace {

__extension__ using Wide = unsigned __int128;
using Words = std::span<const std::uint8_t>;

constexpr std::size_t k_number_words_max = 12;  // 60 bits: 36 billion years of expiry

// Even feature bits that a payer may meet in an invoice and understand (BOLT 9, context "9"): onion TLV, payment
// secret, multi-part payments, route blinding, payment metadata.
constexpr std::array k_known_required_features{8, 14, 16, 24, 48};

Error invalid(std::string_view why) {
  return {ErrorCode::validation_error, "not a valid BOLT11 invoice: " + std::string(why)};
}

std::uint64_t read_number(Words words) {
  std::uint64_t value = 0;
  for (const std::uint8_t word : words) {
    value = value << 5 | word;
  }
  return value;
}

template <class Unsigned>
Unsigned read_big_endian(std::span<const std::uint8_t> bytes, std::size_t at) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value = static_cast<Unsigned>(value << 8 | bytes[at + i]);
  }
  return value;
}

Result<Msat> read_amount(std::string_view text) {
  std::string_view digits = text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
  const std::string_view unit = text.substr(digits.size());
  if (digits.empty()) {
    return invalid("its network is not one of bc, tb, tbs and bcrt");
  }
  if (digits.front() == '0') {
    return invalid("its amount begins with 0");
  }
  std::uint64_t pico_per_unit = 0;
  if (unit.empty()) {
    pico_per_unit = 1'000'000'000'000;
  } else if (unit == "m") {
    pico_per_unit = 1'000'000'000;
  } else if (unit == "u") {
    pico_per_unit = 1'000'000;
  } else if (unit == "n") {
    pico_per_unit = 1'000;
  } else if (unit == "p") {
    pico_per_unit = 1;
  } else {
    return invalid("its amount must be a number and one of m, u, n and p");
  }
  constexpr Wide k_pico_max = Wide{limits::sats_max} * 10'000;
  if (digits.size() > 20) {
    return invalid("its amount is more than 21 million bitcoin");
  }
  Wide pico = 0;
  for (const char digit : digits) {
    pico = pico * 10 + static_cast<unsigned>(digit - '0');
  }
  pico *= pico_per_unit;
  if (pico > k_pico_max) {
    return invalid("its amount is more than 21 million bitcoin");
  }
  if (pico % 10 != 0) {
    return invalid("its amount is finer than a millisatoshi");
  }
  return Msat{static_cast<std::int64_t>(pico / 10)};
}

Status read_prefix(std::string_view prefix, Bolt11& invoice) {
  if (!prefix.starts_with("ln")) {
    return invalid("it does not begin with ln");
  }
  for (const auto& info : k_networks) {
    if (prefix.starts_with(info.invoice_prefix)) {
      invoice.network = info.network;
      invoice.prefix = info.invoice_prefix;
      prefix.remove_prefix(info.invoice_prefix.size());
      if (!prefix.empty()) {
        TRY_ASSIGN(invoice.amount, read_amount(prefix));
      }
      return Done{};
    }
  }
  return invalid("its network is not one of bc, tb, tbs and bcrt");
}

// One tagged field after the other, into the invoice.
class FieldReader {
 public:
  explicit FieldReader(Bolt11& invoice) : m_invoice(invoice) {}

  Status read(std::uint8_t tag, Words words) {
    switch (static_cast<Tag>(tag)) {
      case Tag::payment_hash:
        return read_hash(words, m_payment_hash, "payment hash");
      case Tag::payment_secret:
        return read_hash(words, m_payment_secret, "payment secret");
      case Tag::description_hash:
        return read_hash(words, m_invoice.description_hash, "description hash");
      case Tag::description:
        return read_description(words);
      case Tag::payee:
        return read_payee(words);
      case Tag::expiry:
        return read_minimal(words, m_expiry, "expiry");
      case Tag::min_final_cltv:
        return read_minimal(words, m_min_final_cltv, "final CLTV expiry");
      case Tag::features:
        return read_features(words);
      case Tag::fallback:
        return read_fallback(words);
      case Tag::route:
        return read_route(words);
      case Tag::metadata:
        return read_metadata(words);
    }
    return Done{};  // unknown tags are skipped
  }

  // After the last field: what must be there, and what may not be there together.
  Status finish() {
    if (!m_payment_hash) {
      return invalid("it has no payment hash (p)");
    }
    if (!m_payment_secret) {
      return invalid("it has no payment secret (s)");
    }
    if (!m_invoice.description && !m_invoice.description_hash) {
      return invalid("it has neither a description (d) nor the hash of one (h)");
    }
    if (m_invoice.description && m_invoice.description_hash) {
      return invalid("it has both a description (d) and the hash of one (h)");
    }
    m_invoice.payment_hash = *m_payment_hash;
    m_invoice.payment_secret = *m_payment_secret;
    m_invoice.expiry_seconds = m_expiry.value_or(m_invoice.expiry_seconds);
    m_invoice.min_final_cltv_expiry = m_min_final_cltv.value_or(m_invoice.min_final_cltv_expiry);
    return Done{};
  }

 private:
  static Result<std::vector<std::uint8_t>> bytes_of(Words words, std::string_view what) {
    auto bytes = bech32::to_bytes(words);
    if (!bytes) {
      return invalid(std::string("the padding of its ").append(what).append(" is not zero, or more than four bits"));
    }
    return *std::move(bytes);
  }

  static Status read_hash(Words words, std::optional<Bytes32>& hash, std::string_view what) {
    // Another length is a variant of the future: readers ignore it.
    if (hash || words.size() != k_hash_words) {
      return Done{};
    }
    TRY_ASSIGN(const auto bytes, bytes_of(words, what));
    hash.emplace();
    std::copy(bytes.begin(), bytes.end(), hash->begin());
    return Done{};
  }

  static Status read_minimal(Words words, std::optional<std::int64_t>& number, std::string_view what) {
    if (number) {
      return Done{};
    }
    if (words.size() > 1 && words.front() == 0) {
      return invalid(std::string("its ").append(what).append(" begins with zeros"));
    }
    if (words.size() > k_number_words_max) {
      return invalid(std::string("its ").append(what).append(" is too large"));
    }
    number = static_cast<std::int64_t>(read_number(words));
    return Done{};
  }

  Status read_description(Words words) {
    if (m_invoice.description) {
      return Done{};
    }
    TRY_ASSIGN(const auto bytes, bytes_of(words, "description"));
    std::string text(bytes.begin(), bytes.end());
    if (!is_valid_utf8(text)) {
      return invalid("its description is not UTF-8");
    }
    m_invoice.description = std::move(text);
    return Done{};
  }

  Status read_payee(Words words) {
    if (m_invoice.payee_named || words.size() != k_public_key_words) {
      return Done{};
    }
    TRY_ASSIGN(const auto bytes, bytes_of(words, "payee"));
    std::copy(bytes.begin(), bytes.end(), m_invoice.payee.begin());
    m_invoice.payee_named = true;
    return Done{};
  }

  Status read_features(Words words) {
    if (m_features_seen) {
      return Done{};
    }
    m_features_seen = true;
    if (!words.empty() && words.front() == 0) {
      return invalid("its feature bits begin with zeros");
    }
    for (std::size_t bit = 0; bit < words.size() * 5; ++bit) {
      if ((words[words.size() - 1 - bit / 5] >> (bit % 5) & 1) == 0) {
        continue;
      }
      const int number = static_cast<int>(bit);
      const auto& known = k_known_required_features;
      if (number % 2 == 0 && std::find(known.begin(), known.end(), number) == known.end()) {
        return invalid("it requires feature " + std::to_string(number) + ", which is unknown");
      }
      m_invoice.features.push_back(number);
    }
    return Done{};
  }

  Status read_fallback(Words words) {
    if (words.empty()) {
      return Done{};
    }
    auto program = bech32::to_bytes(words.subspan(1));
    if (!program) {
      return Done{};
    }
    Bolt11Fallback fallback;
    fallback.version = words.front();
    fallback.program = *std::move(program);
    fallback.address = fallback_address(m_invoice.network, fallback.version, fallback.program);
    if (!fallback.address.empty()) {  // else a kind of address that is not known yet
      m_invoice.fallbacks.push_back(std::move(fallback));
    }
    return Done{};
  }

  Status read_route(Words words) {
    const auto whole = bech32::to_bytes(words);
    if (!whole || whole->empty() || whole->size() % k_hop_bytes != 0) {
      return Done{};  // a hint that cannot be used is none
    }
    const auto& bytes = *whole;
    Bolt11Route route;
    for (std::size_t at = 0; at < bytes.size(); at += k_hop_bytes) {
      Bolt11Hop hop;
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), hop.node.size(), hop.node.begin());
      hop.short_channel_id = read_big_endian<std::uint64_t>(bytes, at + 33);
      hop.fee_base_msat = read_big_endian<std::uint32_t>(bytes, at + 41);
      hop.fee_proportional_millionths = read_big_endian<std::uint32_t>(bytes, at + 45);
      hop.cltv_expiry_delta = read_big_endian<std::uint16_t>(bytes, at + 49);
      route.push_back(hop);
    }
    m_invoice.routes.push_back(std::move(route));
    return Done{};
  }

  Status read_metadata(Words words) {
    if (!m_invoice.metadata) {
      TRY_ASSIGN(m_invoice.metadata, bytes_of(words, "metadata"));
    }
    return Done{};
  }

  Bolt11& m_invoice;
  std::optional<Bytes32> m_payment_hash;
  std::optional<Bytes32> m_payment_secret;
  std::optional<std::int64_t> m_expiry;
  std::optional<std::int64_t> m_min_final_cltv;
  bool m_features_seen = false;
};

Status read_fields(Words words, Bolt11& invoice) {
  FieldReader reader(invoice);
  while (!words.empty()) {
    if (words.size() < k_field_head_words) {
      return invalid("its last field is cut off");
    }
    const std::size_t size = read_number(words.subspan(1, 2));
    if (size > words.size() - k_field_head_words) {
      return invalid("a field is longer than what is left of the invoice");
    }
    TRY(reader.read(words.front(), words.subspan(k_field_head_words, size)));
    words = words.subspan(k_field_head_words + size);
  }
  return reader.finish();
}

Status check_signature(Words words, const crypto::Digest& digest, Bolt11& invoice) {
  const auto bytes = bech32::to_bytes(words).value();  // 104 words are 65 bytes exactly
  std::copy_n(bytes.begin(), invoice.signature.compact.size(), invoice.signature.compact.begin());
  invoice.signature.recovery_id = bytes.back();
  if (invoice.signature.recovery_id > 3) {
    return invalid("the recovery id of its signature is not 0, 1, 2 or 3");
  }
  if (invoice.payee_named) {
    if (!crypto::verify(invoice.payee, digest, invoice.signature.compact)) {
      return invalid("its signature is not the named payee's, or not in the low-S form");
    }
    return Done{};
  }
  const auto payee = crypto::recover(digest, invoice.signature);
  if (!payee) {
    return invalid("its signature cannot be anyone's");
  }
  invoice.payee = *payee;
  return Done{};
}

}  // namespace

Result<Bolt11> decode(std::string_view text) {
  if (text.size() > limits::bolt11_chars_max) {
    return invalid("it has more than " + std::to_string(limits::bolt11_chars_max) + " characters");
  }
  const auto decoded = bech32::decode(text);
  if (!decoded) {
    return invalid(decoded.error().message());
  }
  Bolt11 invoice;
  TRY(read_prefix(decoded->prefix, invoice));
  const Words words(decoded->words);
  if (words.size() < k_timestamp_words + k_signature_words) {
    return invalid("it is too short to hold a timestamp and a signature");
  }
  const Words signed_words = words.first(words.size() - k_signature_words);
  invoice.timestamp = static_cast<std::int64_t>(read_number(signed_words.first(k_timestamp_words)));
  TRY(read_fields(signed_words.subspan(k_timestamp_words), invoice));
  TRY(check_signature(words.last(k_signature_words), signing_digest(decoded->prefix, signed_words), invoice));
  return invoice;
}

}  // namespace bolt11

}  // namespace satsrail
