#include "core/lightning/network.h"

namespace satsrail {

std::string network_warning(Network network) {
  if (network == Network::regtest) {
    return {};
  }
  const NetworkInfo& info = network_info(network);
  return std::string("warning: invoices look like ")
      .append(info.name)
      .append("'s (")
      .append(info.invoice_prefix)
      .append("…); a real wallet may try to pay them, and nothing it sends can arrive");
}

}  // namespace satsrail
