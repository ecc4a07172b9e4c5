// Bech32 and bech32m: what is read is written again as it was, and padding is told from bytes.

#include "core/lightning/bech32.h"
#include "tests/fuzz/fuzz.h"

using namespace satsrail;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::as_text(data, size);
  for (const auto variant : {bech32::Variant::bech32, bech32::Variant::bech32m}) {
    const auto decoded = bech32::decode(text, variant);
    if (!decoded) {
      fuzz::require(!decoded.error().message().empty(), "a refusal says why");
      continue;
    }
    std::string lower(text);
    for (char& letter : lower) {
      letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
    }
    fuzz::require(bech32::encode(decoded->prefix, decoded->words, variant) == lower, "read and written again");
  }

  // The input as words, and as bytes.
  bech32::Words words;
  for (std::size_t i = 0; i < size; ++i) {
    words.push_back(data[i] & 31);
  }
  if (const auto bytes = bech32::to_bytes(words)) {
    bech32::Words again;
    bech32::append_words(again, *bytes);
    fuzz::require(again == words, "words that are whole bytes have one spelling");
  }
  bech32::Words packed;
  bech32::append_words(packed, {data, size});
  const auto unpacked = bech32::to_bytes(packed);
  fuzz::require(unpacked && unpacked->size() == size && std::equal(data, data + size, unpacked->begin()),
                "bytes survive the way through words");
  const auto sealed = bech32::encode("x", words);
  fuzz::require(bech32::decode(sealed)->words == words, "any words can be written and read");
  return 0;
}
