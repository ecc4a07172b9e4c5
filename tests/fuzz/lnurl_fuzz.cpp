// LNURL: what is read is the URL that was written. An even first byte: the rest is the text; an odd one: the URL.

#include "core/lightning/bech32.h"
#include "core/lightning/lnurl.h"
#include "core/limits.h"
#include "tests/fuzz/fuzz.h"

using namespace satsrail;

namespace {

void check_text(std::string_view text) {
  const auto url = lnurl::decode(text);
  if (!url) {
    fuzz::require(!url.error().message().empty(), "a refusal says why");
    return;
  }
  fuzz::require(lnurl::is_meant(text), "an LNURL looks like one");
  fuzz::require(url->size() <= limits::url_bytes_max, "no URL is longer than the cap");
  const auto again = lnurl::encode(*url);
  fuzz::require(again && lnurl::decode(*again).value() == *url, "what is read can be written");
  // The same text, but for its case.
  fuzz::require(bech32::decode(*again)->words == bech32::decode(text)->words, "an LNURL has one spelling");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto rest = fuzz::as_text(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    check_text(rest);
    return 0;
  }
  bech32::Words words;
  bech32::append_words(words, {data + 1, size - 1});
  const auto sealed = bech32::encode("lnurl", words);
  check_text(sealed);
  fuzz::require(lnurl::encode(rest).ok() == lnurl::decode(sealed).ok(), "the writer and the reader agree on a URL");
  return 0;
}
