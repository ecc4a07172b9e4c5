#include "core/lightning/bech32.h"
#include "core/lightning/bitcoin_address.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/bolt11_tags.h"
#include "core/limits.h"
#include "core/util/hex.h"

#include <algorithm>
#include <cassert>

namespace satsrail::bolt11 {

namespace {

// The order of the specification's examples, as far as they agree.
constexpr std::string_view k_natural_order = "spdhmnxcfr9";

Error unwritable(std::string message) {
  return {ErrorCode::validation_error, std::move(message)};
}

// Picobitcoin in the shortest form: the largest unit that divides them.
std::string amount_text(Msat amount) {
  struct Unit {
    std::int64_t msat;
    std::string_view letter;
  };
  constexpr std::array k_units{Unit{100'000'000'000, ""}, Unit{100'000'000, "m"}, Unit{100'000, "u"}, Unit{100, "n"}};
  for (const auto& unit : k_units) {
    if (amount.value % unit.msat == 0) {
      return std::to_string(amount.value / unit.msat).append(unit.letter);
    }
  }
  return std::to_string(amount.value) + "0p";  // a millisatoshi is ten picobitcoin
}

template <class Unsigned>
void append_big_endian(std::vector<std::uint8_t>& bytes, Unsigned value) {
  for (std::size_t place = sizeof(Unsigned); place-- > 0;) {
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * place)));
  }
}

class Writer {
 public:
  Writer() { m_words.reserve(512); }

  void number(std::uint64_t value, std::size_t words) {
    for (std::size_t place = words; place-- > 0;) {
      m_words.push_back(static_cast<std::uint8_t>(value >> (5 * place) & 31));
    }
  }
  // Without zero words in front, at least one word: longer forms are invalid.
  void number_field(Tag tag, std::uint64_t value) {
    std::size_t words = 1;
    while (words < 12 && value >> (5 * words) != 0) {
      ++words;
    }
    head(tag, words);
    number(value, words);
  }
  void bytes_field(Tag tag, std::span<const std::uint8_t> bytes) {
    head(tag, (bytes.size() * 8 + 4) / 5);
    bech32::append_words(m_words, bytes);
  }
  void words_field(Tag tag, std::span<const std::uint8_t> words) {
    head(tag, words.size());
    m_words.insert(m_words.end(), words.begin(), words.end());
  }
  void fallback_field(const Bolt11Fallback& fallback) {
    head(Tag::fallback, 1 + (fallback.program.size() * 8 + 4) / 5);
    number(static_cast<std::uint64_t>(fallback.version), 1);
    bech32::append_words(m_words, fallback.program);
  }
  void route_field(const Bolt11Route& route) {
    std::vector<std::uint8_t> bytes;
    for (const auto& hop : route) {
      bytes.insert(bytes.end(), hop.node.begin(), hop.node.end());
      append_big_endian(bytes, hop.short_channel_id);
      append_big_endian(bytes, hop.fee_base_msat);
      append_big_endian(bytes, hop.fee_proportional_millionths);
      append_big_endian(bytes, hop.cltv_expiry_delta);
    }
    bytes_field(Tag::route, bytes);
  }
  void signature(const crypto::RecoverableSignature& signature) {
    std::array<std::uint8_t, 65> bytes;
    std::copy(signature.compact.begin(), signature.compact.end(), bytes.begin());
    bytes.back() = static_cast<std::uint8_t>(signature.recovery_id);
    bech32::append_words(m_words, bytes);
  }
  const bech32::Words& words() const { return m_words; }

 private:
  void head(Tag tag, std::size_t words) {
    assert(words <= k_field_words_max);
    number(static_cast<std::uint64_t>(tag), 1);
    number(words, 2);
  }

  bech32::Words m_words;
};

bech32::Words feature_words(const std::vector<int>& features) {
  const int highest = *std::max_element(features.begin(), features.end());
  bech32::Words words(static_cast<std::size_t>(highest / 5 + 1));
  for (const int bit : features) {
    words[words.size() - 1 - static_cast<std::size_t>(bit / 5)] |= static_cast<std::uint8_t>(1 << (bit % 5));
  }
  return words;
}

bool has_feature(const Bolt11Invoice& invoice, int even) {
  return std::any_of(invoice.features.begin(), invoice.features.end(),
                     [&](int bit) { return bit == even || bit == even + 1; });
}

Status check_numbers(const Bolt11Invoice& invoice) {
  if (invoice.amount && (invoice.amount->value <= 0 || *invoice.amount > to_msat(Sat{limits::sats_max}))) {
    return unwritable("an invoice's amount lies between 1 msat and 21 million bitcoin");
  }
  if (invoice.timestamp < 0 || invoice.timestamp >> 35 != 0) {
    return unwritable("an invoice's timestamp has 35 bits");
  }
  if (invoice.expiry_seconds && (*invoice.expiry_seconds < 0 || *invoice.expiry_seconds >> 59 != 0)) {
    return unwritable("an invoice's expiry is a number of seconds");
  }
  if (invoice.min_final_cltv_expiry && *invoice.min_final_cltv_expiry < 0) {
    return unwritable("the final CLTV expiry is a number of blocks");
  }
  for (const int bit : invoice.features) {
    if (bit < 0 || static_cast<std::size_t>(bit) >= k_field_words_max * 5) {
      return unwritable("an invoice has no such feature bit");
    }
  }
  return Done{};
}

Status check(const Bolt11Invoice& invoice) {
  TRY(check_numbers(invoice));
  if (!is_valid_utf8(invoice.description)) {
    return unwritable("an invoice's description is UTF-8");
  }
  for (const auto& route : invoice.routes) {
    if (route.empty() || route.size() > k_route_hops_max) {
      return unwritable("a route of an invoice has 1 to " + std::to_string(k_route_hops_max) + " hops");
    }
  }
  for (const auto& fallback : invoice.fallbacks) {
    if (fallback_address(invoice.network, fallback.version, fallback.program).empty()) {
      return unwritable("a fallback of an invoice is the program of an address");
    }
  }
  if (invoice.metadata && invoice.metadata->size() > limits::bolt11_metadata_bytes_max) {
    return unwritable("an invoice's metadata has at most 639 bytes");
  }
  // A payer who does not know the field would pay without it, and the payee would not know what for.
  if (invoice.metadata && !has_feature(invoice, 48)) {
    return unwritable("an invoice with metadata sets feature 48 or 49");
  }
  for (std::size_t i = 0; i < invoice.field_order.size(); ++i) {
    const char letter = invoice.field_order[i];
    if (k_natural_order.find(letter) == std::string_view::npos ||
        invoice.field_order.find(letter, i + 1) != std::string::npos) {
      return unwritable(
          "the order of an invoice's fields names each of s, p, d, h, m, n, x, c, f, r and 9 at most once");
    }
  }
  return Done{};
}

// The field or fields of one tag, if the invoice has any.
void write_field(Writer& writer, char letter, const Bolt11Invoice& invoice, const crypto::SecretKey& payee) {
  switch (letter) {
    case 's':
      return writer.bytes_field(Tag::payment_secret, invoice.payment_secret);
    case 'p':
      return writer.bytes_field(Tag::payment_hash, invoice.payment_hash);
    case 'd':
      if (!invoice.description_hash) {
        const std::string_view text = truncate_utf8(invoice.description, limits::bolt11_description_bytes_max);
        writer.bytes_field(Tag::description, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
      }
      return;
    case 'h':
      if (invoice.description_hash) {
        writer.bytes_field(Tag::description_hash, *invoice.description_hash);
      }
      return;
    case 'm':
      if (invoice.metadata) {
        writer.bytes_field(Tag::metadata, *invoice.metadata);
      }
      return;
    case 'n':
      if (invoice.name_payee) {
        writer.bytes_field(Tag::payee, crypto::public_key(payee).value());  // checked: it is a key
      }
      return;
    case 'x':
      if (invoice.expiry_seconds) {
        writer.number_field(Tag::expiry, static_cast<std::uint64_t>(*invoice.expiry_seconds));
      }
      return;
    case 'c':
      if (invoice.min_final_cltv_expiry) {
        writer.number_field(Tag::min_final_cltv, static_cast<std::uint64_t>(*invoice.min_final_cltv_expiry));
      }
      return;
    case 'f':
      for (const auto& fallback : invoice.fallbacks) {
        writer.fallback_field(fallback);
      }
      return;
    case 'r':
      for (const auto& route : invoice.routes) {
        writer.route_field(route);
      }
      return;
    default:
      if (!invoice.features.empty()) {
        writer.words_field(Tag::features, feature_words(invoice.features));
      }
  }
}

}  // namespace

crypto::Digest signing_digest(std::string_view prefix, std::span<const std::uint8_t> words) {
  std::vector<std::uint8_t> message(prefix.begin(), prefix.end());
  bech32::append_padded_bytes(message, words);
  return crypto::sha256(message);
}

Result<std::string> encode(const Bolt11Invoice& invoice, const crypto::SecretKey& payee) {
  TRY(check(invoice));
  if (invoice.name_payee && !crypto::public_key(payee)) {
    return unwritable("this is no secret key");
  }
  std::string prefix(network_info(invoice.network).invoice_prefix);
  if (invoice.amount) {
    prefix += amount_text(*invoice.amount);
  }

  Writer writer;
  writer.number(static_cast<std::uint64_t>(invoice.timestamp), k_timestamp_words);
  for (const char letter : invoice.field_order) {
    write_field(writer, letter, invoice, payee);
  }
  for (const char letter : k_natural_order) {
    if (invoice.field_order.find(letter) == std::string::npos) {
      write_field(writer, letter, invoice, payee);
    }
  }
  if (prefix.size() + 1 + writer.words().size() + k_signature_words + bech32::k_checksum_words >
      limits::bolt11_chars_max) {
    return unwritable("an invoice has at most " + std::to_string(limits::bolt11_chars_max) + " characters");
  }

  const auto signature = crypto::sign_recoverable(payee, signing_digest(prefix, writer.words()));
  if (!signature) {
    return unwritable("this is no secret key");
  }
  writer.signature(*signature);
  return bech32::encode(prefix, writer.words());
}

}  // namespace satsrail::bolt11
