#pragma once
// The served schemas, and how closely they look at what is held against them.

#include "schema/schema.h"
#include "tests/support/schema_check.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace satsrail::test {

using Json = nlohmann::ordered_json;

// Compiled once for all cases.
inline const SchemaCheck& contract() {
  static const SchemaCheck k_contract(schema::file("api.json"));
  return k_contract;
}

using Judge = std::function<std::vector<std::string>(const std::string&)>;

inline Judge named(std::string name) {
  return [name](const std::string& text) { return contract().problems(name, text); };
}
inline Judge of_file(std::string name) {
  return [name](const std::string& text) { return contract().problems_with(schema::file(name), text); };
}

// The text is good, and it would not be if at any depth a member were missing, undocumented, or of another type.
// `optional` are members that may be missing. What the merchant or a header names is not looked into.
inline void holds(const Judge& judge, const std::string& text, const std::set<std::string>& optional = {}) {
  INFO(text);
  const auto problems = judge(text);
  INFO(nlohmann::json(problems).dump());
  REQUIRE(problems.empty());
  const std::set<std::string> free_form{"metadata", "headers", "fields"};
  const auto whole = Json::parse(text);
  const std::function<void(const Json&, const Json::json_pointer&)> probe = [&](const Json& part,
                                                                                const Json::json_pointer& place) {
    if (part.is_array()) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        probe(part[i], place / i);
      }
    }
    if (!part.is_object() || (!place.empty() && free_form.count(place.back()) > 0)) {
      return;
    }
    auto more = whole;
    more[place]["surprise"] = 1;
    CHECK_FALSE(judge(more.dump()).empty());
    for (const auto& [name, value] : part.items()) {
      INFO((place / name).to_string());
      auto less = whole;
      less[place].erase(name);
      CHECK(judge(less.dump()).empty() == (optional.count(name) > 0));
      auto other = whole;
      other[place][name] = Json::array({Json::array()});
      CHECK_FALSE(judge(other.dump()).empty());
      probe(value, place / name);
    }
  };
  probe(whole, Json::json_pointer());
}

}  // namespace satsrail::test
