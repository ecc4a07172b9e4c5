// Writes the first inputs of each fuzz target, from the project's own writers: satsrail-fuzz-seeds DIR makes
// DIR/bolt11, DIR/bech32, DIR/bitcoin_address and DIR/lnurl.

#include "core/lightning/bech32.h"
#include "core/lightning/bitcoin_address.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/lnurl.h"
#include "tests/fuzz/fuzz.h"

#include <filesystem>
#include <fstream>

using namespace satsrail;

namespace {

class Corpus {
 public:
  explicit Corpus(std::filesystem::path dir) : m_dir(std::move(dir)) { std::filesystem::create_directories(m_dir); }
  void add(std::string_view input) {
    std::ofstream file(m_dir / ("seed-" + std::to_string(++m_count)), std::ios::binary);
    file.write(input.data(), static_cast<std::streamsize>(input.size()));
  }
  // One input for each way in which its target may take it.
  void add(std::string_view input, int ways) {
    for (int way = 0; way < ways; ++way) {
      add(std::string(1, static_cast<char>(way)).append(input));
    }
  }

 private:
  std::filesystem::path m_dir;
  int m_count = 0;
};

// From an invoice as small as can be to one with every field.
std::vector<Bolt11Invoice> invoices() {
  Bolt11Invoice plain;
  plain.timestamp = 1'705'313'700;
  plain.payment_hash = crypto::sha256("hash");
  plain.payment_secret = crypto::sha256("secret");
  plain.expiry_seconds.reset();
  plain.min_final_cltv_expiry.reset();
  plain.features.clear();

  auto usual = plain;
  usual.amount = Msat{50'000'000};
  usual.expiry_seconds = 900;
  usual.min_final_cltv_expiry = 80;
  usual.features = {8, 14, 17};
  usual.description = "Bestellung 1, ein Café ☕";

  auto hashed = usual;
  hashed.network = Network::mainnet;
  hashed.amount = Msat{1};
  hashed.description_hash = crypto::sha256("a long story");
  hashed.name_payee = true;

  auto full = usual;
  full.network = Network::signet;
  full.features = {8, 14, 16, 24, 48, 99};
  full.metadata = {1, 2, 3};
  full.name_payee = true;
  for (const int version : {0, 1, 17, 18}) {
    full.fallbacks.push_back({version, std::vector<std::uint8_t>(version == 1 ? 32 : 20, 7), {}});
  }
  const Bolt11Hop hop{crypto::public_key(crypto::sha256("hop")).value(), 0x0102030405060708, 1, 20, 3};
  full.routes = {{hop, hop}, {hop}};
  return {plain, usual, hashed, full};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: satsrail-fuzz-seeds DIR\n", stderr);
    return 2;
  }
  const std::filesystem::path dir(argv[1]);
  Corpus bolt11_seeds(dir / "bolt11");
  Corpus bech32_seeds(dir / "bech32");
  Corpus address_seeds(dir / "bitcoin_address");
  Corpus lnurl_seeds(dir / "lnurl");

  for (const auto& invoice : invoices()) {
    const auto text = bolt11::encode(invoice, crypto::sha256("a merchant's node")).value();
    bolt11_seeds.add(text, 3);
    bech32_seeds.add(text);
  }
  for (const auto& network : k_networks) {
    for (const int version : {0, 1, 16, 17, 18}) {
      const std::vector<std::uint8_t> program(20, static_cast<std::uint8_t>(version));
      const auto text = fallback_address(network.network, version, program);
      address_seeds.add(std::string(1, '\0') + text);
      bech32_seeds.add(text);
      address_seeds.add(std::string{'\1', static_cast<char>(version)}.append(program.begin(), program.end()));
    }
  }
  for (const std::string_view url : {"https://shop.example/lnurlp/tips?a=b", "http://127.0.0.1:7287/pay",
                                     "http://[::1]/", "http://abcdefghijklmnop.onion/pay"}) {
    lnurl_seeds.add(std::string(1, '\0') + lnurl::encode(url).value());
    lnurl_seeds.add(std::string(1, '\1').append(url));
  }
  return 0;
}
