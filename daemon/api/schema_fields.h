#pragma once
// A JSON schema of schema/api.json as rows that a person reads.

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::api {

struct Field {
  std::string name;    // "product.name", "items[].qty"
  std::string type;    // "string", "timestamp or null", "list of objects"
  std::string object;  // the schema that tells the rest, where that is one of `told`
  std::string rule;    // its description and its bounds
  bool required;
};

enum class Reader : std::uint8_t { of_request, of_response };  // a request may always write null for nothing

// Every field of the schema, those of objects inside it with their whole path, unless the object's schema is among
// `told`, which are told elsewhere.
std::vector<Field> fields_of(const nlohmann::ordered_json& schemas, std::string_view name, Reader reader,
                             const std::vector<std::string>& told);

// What a scalar that has a name of its own is: {"uuid", "A UUID version 7: ids sort by creation"}.
struct NamedType {
  std::string name;
  std::string rule;
};
std::vector<NamedType> named_types(const nlohmann::ordered_json& schemas);

// The items of X in the schema "X.list"; empty for any other.
std::string listed_schema(const nlohmann::ordered_json& schemas, std::string_view name);

}  // namespace satsrail::api
