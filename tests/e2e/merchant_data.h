#pragma once
// What the walk over commands (cli_test.cpp) needs of a merchant's own data.

#include "tests/e2e/shop.h"

#include <fstream>
#include <map>
#include <string>

namespace satsrail::test {

// A wallet beside the default one, a document, and somebody on the staff: ann@shop.test, "secret".
inline void add_merchant_data(SandboxFixture& sandbox, std::map<std::string, std::string>& names) {
  auto api = sandbox.client();
  auto control = sandbox.client(sandbox.ready().control_key);
  names["$wallet"] = expect(api.post("/_sandbox/wallets", {{"wallet", {{"name", "Spare"}}}}), 201).at("id");
  const json license = {{"merchant_document", {{"document_type", "id"}, {"name", "License"}}}};
  names["$document"] = expect(api.post("/_sandbox/merchant_documents", license), 201).at("id");
  const json ann = {{"staff", {{"email", "ann@shop.test"}, {"password", "secret"}}}};
  names["$staff"] = expect(control.post("/_sandbox/staff", ann), 201).at("id");
}

inline std::string write_seed(const TempDir& folder) {
  auto path = (folder.path() / "shop.toml").string();
  std::ofstream(path) << "[[products]]\nname = \"Bread\"\nslug = \"bread\"\nprice_cents = 450\n";
  return path;
}

}  // namespace satsrail::test
