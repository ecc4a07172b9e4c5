// The examples of the BOLT11 specification, read from a JSON file that SATSRAIL_BOLT11_VECTORS names:
// {"valid":[[title, invoice], …], "invalid":[[title, invoice], …]}, in the order of the specification.

#include "core/lightning/bitcoin_address.h"
#include "core/lightning/bolt11.h"
#include "core/util/hex.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>

using namespace satsrail;

namespace {

struct Vector {
  std::string title;
  std::string invoice;
};

// Nothing when the file is not named: it belongs to the specification, not to this tree.
std::optional<std::vector<Vector>> read_vectors(const char* kind) {
  const char* const path = std::getenv("SATSRAIL_BOLT11_VECTORS");
  if (path == nullptr || *path == '\0') {
    WARN("SKIPPED: SATSRAIL_BOLT11_VECTORS does not name the specification's vectors");
    return std::nullopt;
  }
  std::ifstream file(path);
  REQUIRE(file.good());
  const auto json = nlohmann::json::parse(file);
  std::vector<Vector> vectors;
  for (const auto& pair : json.at(kind)) {
    vectors.push_back({pair.at(0), pair.at(1)});
  }
  REQUIRE_FALSE(vectors.empty());
  return vectors;
}

const Vector& titled(const std::vector<Vector>& vectors, std::string_view part) {
  for (const auto& vector : vectors) {
    if (vector.title.find(part) != std::string::npos) {
      return vector;
    }
  }
  FAIL("no vector is titled \"" << part << "\"");
  std::abort();
}

// The key that signs the specification's examples, and what they share.
const crypto::SecretKey k_key = *from_hex_array<32>("e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734");
const std::string k_payee = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad";
const std::string k_hash = "0001020304050607080900010203040506070809000102030405060708090102";
const std::string k_secret = "1111111111111111111111111111111111111111111111111111111111111111";

}  // namespace

TEST_CASE("bolt11 vectors: every valid invoice is read") {
  const auto vectors = read_vectors("valid");
  if (!vectors) {
    return;
  }
  for (const auto& [title, text] : *vectors) {
    CAPTURE(title);
    const auto invoice = bolt11::decode(text);
    if (!invoice) {
      FAIL(invoice.error().message());
    }
    CHECK(to_hex(invoice->payment_secret) == k_secret);
    // With a high-S signature the same R recovers another key, and the specification accepts it.
    const bool high_s = title.find("high-S") != std::string::npos;
    CHECK(to_hex(invoice->payee).substr(0, 8) == (high_s ? "02d0139c" : k_payee.substr(0, 8)));
    if (const auto at = title.find("address "); at != std::string::npos) {
      const auto start = at + std::string_view("address ").size();
      REQUIRE(invoice->fallbacks.size() == 1);
      CHECK(invoice->fallbacks.front().address == title.substr(start, title.find(' ', start) - start));
    }
  }
}

TEST_CASE("bolt11 vectors: what the titles say is what is read") {
  const auto vectors = read_vectors("valid");
  if (!vectors) {
    return;
  }
  const auto read = [&](std::string_view title) { return *bolt11::decode(titled(*vectors, title).invoice); };

  const auto donation = read("donation of any amount");
  CHECK_FALSE(donation.amount);
  CHECK(donation.expiry_seconds == 3600);
  CHECK(donation.min_final_cltv_expiry == 18);
  CHECK(donation.features == std::vector{8, 14});
  CHECK(donation.timestamp == 1496314658);
  CHECK(to_hex(donation.payment_hash) == k_hash);
  CHECK(donation.description == "Please consider supporting this project");

  const auto coffee = read("$3 for a cup of coffee");
  CHECK(coffee.amount == Msat{250'000'000});
  CHECK(coffee.expiry_seconds == 60);
  CHECK(coffee.description == "1 cup coffee");

  CHECK(read("cup of nonsense").description == "ナンセンス 1杯");

  const auto hashed = read("entire list of things (hashed)");
  CHECK_FALSE(hashed.description);
  CHECK(to_hex(hashed.description_hash.value()) == "3925b6f67e2c340036ed12093dd44e0368df1b6ea26c53dbe4811f58fd5db8c1");

  CHECK(read("on testnet").network == Network::testnet);
  CHECK(read("on testnet").prefix == "lntb");

  const auto routed = read("extra routing info");
  REQUIRE(routed.routes.size() == 1);
  REQUIRE(routed.routes[0].size() == 2);
  CHECK(to_hex(routed.routes[0][0].node) == "029e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255");
  CHECK(routed.routes[0][0].short_channel_id_text() == "66051x263430x1800");
  CHECK(routed.routes[0][0].fee_base_msat == 1);
  CHECK(routed.routes[0][0].fee_proportional_millionths == 20);
  CHECK(routed.routes[0][0].cltv_expiry_delta == 3);
  CHECK(routed.routes[0][1].short_channel_id_text() == "197637x395016x2314");
  CHECK(routed.routes[0][1].fee_base_msat == 2);
  CHECK(routed.routes[0][1].cltv_expiry_delta == 4);

  const auto pico = read("amount in pico-BTC");
  CHECK(pico.amount == Msat{967'878'534});
  CHECK(pico.expiry_seconds == 604800);
  CHECK(pico.min_final_cltv_expiry == 10);

  const auto beans = read("coffee beans");
  CHECK(beans.features == std::vector{8, 14, 99});
  CHECK(read("all upper case").signature.compact == beans.signature.compact);
  CHECK(read("must be ignored").fallbacks.empty());
  CHECK(read("must be ignored").payment_hash == beans.payment_hash);
  CHECK_FALSE(read("must be ignored").payee_named);

  CHECK(to_hex(read("payment metadata").metadata.value()) == "01fafaf0");
}

TEST_CASE("bolt11 vectors: every invalid invoice is refused with a sentence that says why") {
  const auto vectors = read_vectors("invalid");
  if (!vectors) {
    return;
  }
  const std::vector<std::string> reasons{
      "requires feature 100",
      "checksum is wrong",
      "no prefix",
      "mixes upper and lower case",
      "cannot be anyone's",
      "too short",
      "one of m, u, n",
      "finer than a millisatoshi",
      "no payment secret (s)",
      "low-S",
  };
  REQUIRE(vectors->size() == reasons.size());
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    CAPTURE((*vectors)[i].title);
    const auto invoice = bolt11::decode((*vectors)[i].invoice);
    REQUIRE_FALSE(invoice.ok());
    CHECK_THAT(invoice.error().message(), Catch::Contains(reasons[i]));
  }
}

namespace {

// What the examples share, and below what each of them says.
Bolt11Invoice example(std::string field_order) {
  Bolt11Invoice invoice;
  invoice.network = Network::mainnet;
  invoice.timestamp = 1496314658;
  invoice.expiry_seconds.reset();
  invoice.payment_hash = *from_hex_array<32>(k_hash);
  invoice.payment_secret = *from_hex_array<32>(k_secret);
  invoice.min_final_cltv_expiry.reset();
  invoice.features = {8, 14};
  invoice.field_order = std::move(field_order);
  return invoice;
}

Bolt11Invoice donation() {
  auto invoice = example("spd");
  invoice.description = "Please consider supporting this project";
  return invoice;
}

Bolt11Invoice coffee(std::string description) {
  auto invoice = example("spd");
  invoice.amount = Msat{250'000'000};
  invoice.description = std::move(description);
  invoice.expiry_seconds = 60;
  return invoice;
}

Bolt11Invoice coffee_beans() {
  auto invoice = example("pds");
  invoice.amount = Msat{2'500'000'000};
  invoice.description = "coffee beans";
  invoice.features = {8, 14, 99};
  return invoice;
}

constexpr std::string_view k_list =
    "One piece of chocolate cake, one icecream cone, one pickle, one slice of swiss cheese, one slice of salami, one "
    "lollypop, one piece of cherry pie, one sausage, one cupcake, and one slice of watermelon";

// $24 for a list of things whose hash alone is in the invoice, with a fallback address or none.
Bolt11Invoice list_of_things(std::string field_order, Network network = Network::mainnet,
                             std::string_view address = {}) {
  auto invoice = example(std::move(field_order));
  invoice.network = network;
  invoice.amount = Msat{2'000'000'000};
  invoice.description_hash = crypto::sha256(k_list);
  if (!address.empty()) {
    auto parsed = parse_address(network, address).value();
    invoice.fallbacks = {{parsed.version, std::move(parsed.program), {}}};
  }
  return invoice;
}

Bolt11Hop hop(std::string_view node, std::uint64_t channel, std::uint32_t base, std::uint32_t millionths,
              std::uint16_t delta) {
  return {*from_hex_array<33>(node), channel, base, millionths, delta};
}

Bolt11Invoice routed_list() {
  auto invoice = list_of_things("sphfr", Network::mainnet, "1RustyRX2oai4EYYDpQGWvEL62BBGqN9T");
  invoice.routes = {
      {hop("029e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255", 0x0102030405060708, 1, 20, 3),
       hop("039e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255", 0x030405060708090a, 2, 30, 4)}};
  return invoice;
}

// The one example that was not made by hand, so its numbers are read from it.
Bolt11Invoice picobitcoin(const Bolt11& read) {
  auto invoice = example("pdsxcr");
  invoice.amount = Msat{967'878'534};
  invoice.timestamp = read.timestamp;
  invoice.payment_hash = read.payment_hash;
  invoice.description = read.description.value();
  invoice.expiry_seconds = 604'800;
  invoice.min_final_cltv_expiry = 10;
  invoice.routes = read.routes;
  return invoice;
}

Bolt11Invoice with_metadata() {
  auto invoice = example("pdms");
  invoice.amount = Msat{1'000'000'000};
  invoice.description = "payment metadata inside";
  invoice.metadata = {0x01, 0xFA, 0xFA, 0xF0};
  invoice.features = {8, 14, 48};
  return invoice;
}

}  // namespace

TEST_CASE("bolt11 vectors: the writer makes the specification's invoices, byte for byte") {
  const auto vectors = read_vectors("valid");
  if (!vectors) {
    return;
  }
  std::vector<std::string> made;
  const auto check = [&](std::string_view title, const Bolt11Invoice& invoice) {
    const auto& vector = titled(*vectors, title);
    CAPTURE(vector.title);
    CHECK(bolt11::encode(invoice, k_key).value() == vector.invoice);
    made.push_back(vector.title);
  };
  const auto mainnet = Network::mainnet;
  check("donation of any amount", donation());
  check("$3 for a cup of coffee", coffee("1 cup coffee"));
  check("cup of nonsense", coffee("ナンセンス 1杯"));
  check("entire list of things (hashed)", list_of_things("sph"));
  check("on testnet", list_of_things("shpf", Network::testnet, "mk2QpYatsKicvFVuTAQLBryyccRXMUaGHP"));
  check("extra routing info", routed_list());
  check("P2SH", list_of_things("shpf", mainnet, "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX"));
  check("P2WPKH", list_of_things("shpf", mainnet, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
  check("P2WSH", list_of_things("shpf", mainnet, "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"));
  check("P2TR", list_of_things("sphf", mainnet, "bc1pptdvg0d2nj99568qn6ssdy4cygnwuxgw2ukmnwgwz7jpqjz2kszse2s3lm"));
  check("amount in pico-BTC", picobitcoin(*bolt11::decode(titled(*vectors, "amount in pico-BTC").invoice)));
  check("coffee beans", coffee_beans());
  check("payment metadata", with_metadata());

  // The same in capitals, as on a QR code: the writer's text with other letters.
  const auto& capitals = titled(*vectors, "all upper case");
  std::string upper = bolt11::encode(coffee_beans(), k_key).value();
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char letter) { return std::toupper(letter); });
  CHECK(upper == capitals.invoice);
  made.push_back(capitals.title);

  // Two are beyond any writer that keeps the rules: one has fields of lengths that may not be written, the other a
  // high-S signature, which libsecp256k1 never makes. All that comes before the signature is the same, though.
  const auto& high_s = titled(*vectors, "high-S");
  const auto signature_at = high_s.invoice.size() - 6 - 104;
  CHECK(bolt11::encode(donation(), k_key).value().substr(0, signature_at) == high_s.invoice.substr(0, signature_at));
  CHECK(made.size() + 2 == vectors->size());
}
