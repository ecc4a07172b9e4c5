#include "core/lightning/bech32.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/bolt11_tags.h"
#include "core/limits.h"
#include "core/util/hex.h"

#include <algorithm>
#include <cassert>

namespace satsrail::bolt11 {

namespace {

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

Status check(const Bolt11Invoice& invoice) {
  if (invoice.amount && (invoice.amount->value <= 0 || *invoice.amount > to_msat(Sat{limits::sats_max}))) {
    return unwritable("an invoice's amount lies between 1 msat and 21 million bitcoin");
  }
  if (invoice.timestamp < 0 || invoice.timestamp >> 35 != 0) {
    return unwritable("an invoice's timestamp has 35 bits");
  }
  if (invoice.expiry_seconds < 0 || invoice.expiry_seconds >> 59 != 0) {
    return unwritable("an invoice's expiry is a number of seconds");
  }
  if (invoice.min_final_cltv_expiry && *invoice.min_final_cltv_expiry < 0) {
    return unwritable("the final CLTV expiry is a number of blocks");
  }
  if (!is_valid_utf8(invoice.description)) {
    return unwritable("an invoice's description is UTF-8");
  }
  for (const int bit : invoice.features) {
    if (bit < 0 || static_cast<std::size_t>(bit) >= k_field_words_max * 5) {
      return unwritable("an invoice has no such feature bit");
    }
  }
  return Done{};
}

}  // namespace

crypto::Digest signing_digest(std::string_view prefix, std::span<const std::uint8_t> words) {
  std::vector<std::uint8_t> message(prefix.begin(), prefix.end());
  bech32::append_padded_bytes(message, words);
  return crypto::sha256(message);
}

Result<std::string> encode(const Bolt11Invoice& invoice, const crypto::SecretKey& payee) {
  TRY(check(invoice));
  std::string prefix(network_info(invoice.network).invoice_prefix);
  if (invoice.amount) {
    prefix += amount_text(*invoice.amount);
  }

  // The order of the specification's examples.
  Writer writer;
  writer.number(static_cast<std::uint64_t>(invoice.timestamp), k_timestamp_words);
  writer.bytes_field(Tag::payment_secret, invoice.payment_secret);
  writer.bytes_field(Tag::payment_hash, invoice.payment_hash);
  if (invoice.description_hash) {
    writer.bytes_field(Tag::description_hash, *invoice.description_hash);
  } else {
    const std::string_view text = truncate_utf8(invoice.description, limits::bolt11_description_bytes_max);
    writer.bytes_field(Tag::description, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  if (invoice.name_payee) {
    const auto key = crypto::public_key(payee);
    if (!key) {
      return unwritable("this is no secret key");
    }
    writer.bytes_field(Tag::payee, *key);
  }
  writer.number_field(Tag::expiry, static_cast<std::uint64_t>(invoice.expiry_seconds));
  if (invoice.min_final_cltv_expiry) {
    writer.number_field(Tag::min_final_cltv, static_cast<std::uint64_t>(*invoice.min_final_cltv_expiry));
  }
  if (!invoice.features.empty()) {
    writer.words_field(Tag::features, feature_words(invoice.features));
  }

  const auto signature = crypto::sign_recoverable(payee, signing_digest(prefix, writer.words()));
  if (!signature) {
    return unwritable("this is no secret key");
  }
  writer.signature(*signature);
  return bech32::encode(prefix, writer.words());
}

}  // namespace satsrail::bolt11
