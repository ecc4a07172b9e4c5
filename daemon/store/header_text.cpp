#include "daemon/store/header_text.h"

#include <nlohmann/json.hpp>

namespace satsrail::store {

HeaderList parse_headers(std::string_view json) {
  HeaderList headers;
  const auto object = nlohmann::ordered_json::parse(json, nullptr, false);
  if (object.is_object()) {
    for (const auto& [name, value] : object.items()) {
      headers.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return headers;
}

}  // namespace satsrail::store
