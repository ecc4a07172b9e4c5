// The reader of invoices. The first byte says how much of the rest is put right before it is read: nothing; the
// checksum; or the checksum and the signature. A text that has no prefix gets lnbcrt's.

#include "tests/core/lightning/bolt11_invariants.h"
#include "tests/core/lightning/forgery.h"
#include "tests/fuzz/fuzz.h"

using namespace satsrail;

namespace {

constexpr std::string_view k_letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

// The text's words without the checksum, whatever else it holds: an unknown letter is some word too.
struct Torn {
  std::string prefix = "lnbcrt";
  bech32::Words words;
};

Torn torn(std::string_view text) {
  Torn out;
  if (const auto one = text.rfind('1'); one != std::string_view::npos && one > 0 && one < 40) {
    out.prefix.clear();
    for (const char letter : text.substr(0, one)) {
      out.prefix += letter >= 33 && letter < 127 && (letter < 'A' || letter > 'Z') ? letter : 'x';
    }
    text.remove_prefix(one + 1);
  }
  for (const char letter : text.substr(0, text.size() - std::min(text.size(), bech32::k_checksum_words))) {
    const auto word = k_letters.find(letter);
    out.words.push_back(
        static_cast<std::uint8_t>((word == std::string_view::npos ? static_cast<unsigned char>(letter) : word) & 31));
  }
  return out;
}

void check(std::string_view text) {
  const auto invoice = bolt11::decode(text);
  if (!invoice) {
    fuzz::require(!invoice.error().message().empty(), "a refusal says why");
    fuzz::require(!bolt11::decode(text).ok(), "a refusal stays one");
    return;
  }
  const auto broken = test::broken_promise(*invoice, text);
  fuzz::require(broken.empty(), broken);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto text = fuzz::as_text(data + 1, size - 1);
  const auto seal = fuzz::seal_of(data[0]);
  if (seal == fuzz::Seal::none) {
    check(text);
    return 0;
  }
  auto [prefix, words] = torn(text);
  if (seal == fuzz::Seal::signature) {
    words.resize(words.size() - std::min(words.size(), bolt11::k_signature_words));
    check(test::sealed(prefix, words, crypto::sha256("a merchant's node")));
  } else {
    check(bech32::encode(prefix, words));
  }
  return 0;
}
