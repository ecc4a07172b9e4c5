#pragma once
// Invoices as only a hostile or broken writer makes them: any words, rightly signed.

#include "core/lightning/bech32.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/bolt11_tags.h"

#include <string>
#include <string_view>

namespace satsrail::test {

// Signs the words that are there and gives the whole its checksum.
inline std::string sealed(std::string_view prefix, bech32::Words words, const crypto::SecretKey& key) {
  const auto signature = crypto::sign_recoverable(key, bolt11::signing_digest(prefix, words)).value();
  std::vector<std::uint8_t> bytes(signature.compact.begin(), signature.compact.end());
  bytes.push_back(static_cast<std::uint8_t>(signature.recovery_id));
  bech32::append_words(words, bytes);
  return bech32::encode(prefix, words);
}

class Forgery {
 public:
  explicit Forgery(std::uint64_t timestamp = 1'705'313'700) { number(timestamp, bolt11::k_timestamp_words); }
  Forgery& field(bolt11::Tag tag, const bech32::Words& data) {
    number(static_cast<std::uint64_t>(tag), 1);
    number(data.size(), 2);
    m_words.insert(m_words.end(), data.begin(), data.end());
    return *this;
  }
  Forgery& bytes(bolt11::Tag tag, std::span<const std::uint8_t> data) {
    bech32::Words packed;
    bech32::append_words(packed, data);
    return field(tag, packed);
  }
  Forgery& hash_and_secret() {
    bytes(bolt11::Tag::payment_hash, crypto::sha256("hash"));
    return bytes(bolt11::Tag::payment_secret, crypto::sha256("secret"));
  }
  Forgery& description(std::string_view text = "x") {
    return bytes(bolt11::Tag::description, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  Forgery& word(std::uint8_t word) {
    m_words.push_back(word);
    return *this;
  }
  std::string sign(std::string_view prefix = "lnbcrt") const {
    return sealed(prefix, m_words, crypto::sha256("a merchant's node"));
  }

 private:
  void number(std::uint64_t value, std::size_t words) {
    while (words-- > 0) {
      m_words.push_back(static_cast<std::uint8_t>(value >> (5 * words) & 31));
    }
  }
  bech32::Words m_words;
};

}  // namespace satsrail::test
