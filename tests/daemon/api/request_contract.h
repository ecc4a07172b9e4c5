#pragma once
// Requests, asked of their schemas and of their parsers: both must say the same.

#include "core/wire/fields.h"
#include "tests/daemon/api/contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace satsrail::test {

using Values = std::vector<nlohmann::json>;

// Whether a parser takes it.
template <auto parse>
bool reads(const wire::JsonBody& body) {
  return parse(body).ok();
}

struct RequestContract {
  std::string schema;
  bool (*parses)(const wire::JsonBody&);
  nlohmann::json plain;  // a good body that is changed in one place

  bool parser_accepts(const std::string& text) const {
    const auto body = wire::JsonBody::parse(text);
    return body.ok() && parses(*body);
  }

  void judge_text(const std::string& text, bool expected) const {
    const auto problems = contract().problems(schema, text);
    INFO(schema << " " << text.substr(0, 300) << " problems: " << nlohmann::json(problems).dump());
    CHECK(problems.empty() == expected);
    CHECK(parser_accepts(text) == expected);
  }

  void judge(const nlohmann::json& body, bool expected) const { judge_text(body.dump(), expected); }

  // The plain body with each of these values in one place.
  void judge(const std::string& pointer, const Values& good, const Values& bad) const {
    for (const bool expected : {true, false}) {
      for (const auto& value : expected ? good : bad) {
        auto body = plain;
        body[nlohmann::json::json_pointer(pointer)] = value;
        judge(body, expected);
      }
    }
  }

  // A body that is no object, and a wrapper that is missing or no object. What is unknown is ignored.
  void judge_wrapper(const std::string& name) const {
    for (const auto* text : {"[]", "\"text\"", "5", "null", "true", "{}"}) {
      judge_text(text, false);
    }
    for (const nlohmann::json& value : Values{nullptr, nlohmann::json::array(), "text", 5, true}) {
      auto body = plain;
      body[name] = value;
      judge(body, false);
    }
    auto body = plain;
    body["surprise"] = {{"a", 1}};
    body[name]["surprise"] = nlohmann::json::array({1, "b"});
    judge(body, true);
  }
};

}  // namespace satsrail::test
