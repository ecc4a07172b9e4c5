// Addresses: one that is read stands for a program whose address it is, on each network. The first byte says
// whether the rest is the text of an address, or a version and a program.

#include "core/lightning/bitcoin_address.h"
#include "tests/fuzz/fuzz.h"

using namespace satsrail;

namespace {

void check_text(std::string_view text) {
  for (const auto& network : k_networks) {
    const auto parsed = parse_address(network.network, text);
    if (!parsed) {
      fuzz::require(!parsed.error().message().empty(), "a refusal says why");
      continue;
    }
    std::string spelled = fallback_address(network.network, parsed->version, parsed->program);
    if (parsed->version <= 16 && text.front() >= 'A' && text.front() <= 'Z') {
      for (char& letter : spelled) {
        letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - ('a' - 'A')) : letter;
      }
    }
    fuzz::require(spelled == text, "an address has one spelling in each case");
  }
}

void check_program(int version, std::span<const std::uint8_t> program) {
  for (const auto& network : k_networks) {
    const auto text = fallback_address(network.network, version, program);
    if (text.empty()) {
      continue;
    }
    const auto parsed = parse_address(network.network, text);
    fuzz::require(parsed && parsed->version == version &&
                      parsed->program == std::vector<std::uint8_t>(program.begin(), program.end()),
                  "what is written is read");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size >= 2 && data[0] % 2 == 1) {
    check_program(data[1] % 32, {data + 2, size - 2});
  } else if (size >= 1) {
    check_text(fuzz::as_text(data + 1, size - 1));
  }
  return 0;
}
