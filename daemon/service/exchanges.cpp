#include "daemon/service/exchanges.h"

#include "daemon/store/exchange_store.h"

namespace satsrail::service::exchanges {

namespace {

ExchangeInput example(std::string name, std::string url, bool promoted) {
  ExchangeInput content;
  content.name = std::move(name);
  content.url = std::move(url);
  content.promoted = promoted;
  return content;
}

// Nobody's: the names say what they are.
std::vector<ExchangeInput> built_in_exchanges() {
  auto first = example("Sandbox Exchange", "https://exchange.example.com", true);
  first.min_transaction_sats = 10'000;
  first.notes = "An entry of the sandbox: there is nothing to buy here";
  first.countries = {{"", "US", "United States"}, {"", "DE", "Germany"}};
  auto second = example("Sandbox Broker", "https://broker.example.com", false);
  second.countries = {{"", "DE", "Germany"}};
  return {first, second};
}

}  // namespace

void ensure_some(Tx& tx, const Context& context) {
  if (store::exchanges::count(tx) > 0) {
    return;
  }
  for (auto& content : built_in_exchanges()) {
    Exchange exchange;
    exchange.id = ExchangeId::make(tx.now(), context.entropy);
    name_countries(tx, context, content);
    exchange.content = content;
    exchange.built_in = true;
    exchange.created_at = exchange.updated_at = tx.now();
    store::exchanges::insert(tx, exchange);
  }
}

void name_countries(Tx& tx, const Context& context, ExchangeInput& content) {
  for (auto& country : content.countries) {
    const auto known = store::countries::find(tx, country.iso_code);
    country.id = known ? known->id : Uuid::v7(tx.now(), context.entropy).str();
    if (!known || known->name != country.name) {
      store::countries::put(tx, country);
    }
  }
}

}  // namespace satsrail::service::exchanges
