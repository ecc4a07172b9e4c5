// The route table, the schemas, /openapi.json and the reference in docs/ say the same.

#include "core/domain/event_type.h"
#include "core/result.h"
#include "daemon/api/list.h"
#include "daemon/api/openapi.h"
#include "daemon/api/reference_text.h"
#include "daemon/api/route.h"
#include "tests/daemon/api/contract.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>

namespace satsrail {

namespace {

using json = nlohmann::ordered_json;
using Names = std::set<std::string>;
using test::contract;

template <class Visit>
void each_reference(const json& part, Visit visit) {
  if (part.is_object() && part.contains("$ref")) {
    visit(part.at("$ref").template get<std::string>());
  }
  for (const auto& item : part) {
    if (item.is_structured()) {
      each_reference(item, visit);
    }
  }
}

constexpr std::array k_pages{"docs/api.md", "docs/webhooks.md", "docs/interop.md"};
constexpr std::array k_verbs{api::Verb::get, api::Verb::post, api::Verb::patch, api::Verb::del};

std::string page_text(const std::string& path) {
  std::ifstream file(SATSRAIL_SOURCE_DIR "/" + path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Example {
  std::string schema;  // named by the comment above the block; empty when there is none
  std::string text;
};

std::vector<Example> json_examples(const std::string& page) {
  std::vector<Example> examples;
  std::istringstream lines(page_text(page));
  std::string before;
  for (std::string line; std::getline(lines, line); before = line) {
    if (line != "```json") {
      continue;
    }
    constexpr std::string_view k_open = "<!-- ", k_close = " -->";
    Example example;
    if (before.rfind(k_open, 0) == 0 && before.size() > k_open.size() + k_close.size()) {
      example.schema = before.substr(k_open.size(), before.size() - k_open.size() - k_close.size());
    }
    while (std::getline(lines, line) && line != "```") {
      example.text += line + "\n";
    }
    examples.push_back(std::move(example));
  }
  return examples;
}

bool lives_here(const api::Route& route) {
  return !route.is_alias();
}

}  // namespace

TEST_CASE("schemas: every one that the route table names exists, and every reference leads to one") {
  const auto schemas = json::parse(schema::file("api.json"));
  for (const auto& route : api::routes()) {
    INFO(api::to_string(route.verb) << " " << route.path);
    CHECK((route.request_schema.empty() || schemas.contains(std::string(route.request_schema))));
    CHECK((route.response_schema.empty() || schemas.contains(std::string(route.response_schema))));
  }
  for (const auto* name : {"error", "order", "invoice", "payment"}) {
    CHECK(schemas.contains(name));
  }
  const auto leads_somewhere = [&](const std::string& reference) {
    INFO(reference);
    constexpr std::string_view k_start = "#/components/schemas/";
    REQUIRE(reference.rfind(k_start, 0) == 0);
    CHECK(schemas.contains(reference.substr(k_start.size())));
  };
  each_reference(schemas, leads_somewhere);
  for (const auto& [path, text] : schema::files_under("events/")) {
    INFO(path);
    each_reference(json::parse(text), leads_somewhere);
    CHECK_NOTHROW(contract().problems_with(text, "{}"));
  }
  for (const auto& [name, schema] : schemas.items()) {
    INFO(name);
    CHECK_NOTHROW(contract().problems(name, "{}"));
  }
}

TEST_CASE("schemas: the words of the contract are the words of the code") {
  const auto schemas = json::parse(schema::file("api.json"));
  std::vector<std::string> types(event_type::all.begin(), event_type::all.end());
  CHECK(schemas["event_type"]["enum"].get<std::vector<std::string>>() == types);

  Names codes;
  for (int code = 0; code < static_cast<int>(ErrorCode::needs_write); ++code) {
    codes.emplace(error_info(static_cast<ErrorCode>(code)).code);
  }
  CHECK(schemas["error"]["properties"]["error"]["properties"]["code"]["enum"].get<Names>() == codes);
}

TEST_CASE("openapi: each route stands there once, and each operation has a name of its own") {
  const auto document = json::parse(api::openapi_json("http://127.0.0.1:7287"));
  CHECK(document["openapi"] == "3.1.0");
  CHECK(document["servers"][0]["url"] == "http://127.0.0.1:7287");
  CHECK(document["components"]["schemas"] == json::parse(schema::file("api.json")));

  Names tags;
  for (const auto& tag : document["tags"]) {
    CHECK(tags.insert(tag["name"]).second);
  }
  for (const auto& route : api::routes()) {
    CHECK((route.is_alias() || tags.count(api::tag_of(route)) == 1));
  }
  Names operations;
  std::size_t count = 0;
  for (const auto& [path, verbs] : document["paths"].items()) {
    for (const auto& [verb, operation] : verbs.items()) {
      ++count;
      CHECK(operations.insert(operation["operationId"].get<std::string>()).second);
    }
  }
  CHECK(count == static_cast<std::size_t>(std::count_if(api::routes().begin(), api::routes().end(), lives_here)));
  for (const auto& route : api::routes()) {
    if (route.is_alias()) {
      continue;
    }
    std::string verb(api::to_string(route.verb));
    std::transform(verb.begin(), verb.end(), verb.begin(),
                   [](char letter) { return static_cast<char>(letter | 0x20); });
    INFO(verb << " " << route.path);
    REQUIRE(document["paths"].contains(std::string(route.path)));
    const auto& operation = document["paths"][std::string(route.path)][verb];
    CHECK(operation["summary"] == route.summary);
    CHECK(operation["responses"].contains(std::to_string(route.success)));
    CHECK(operation.contains("requestBody") == !route.request_schema.empty());
    CHECK(operation["tags"] == json::array({api::tag_of(route)}));
    std::size_t in_path = 0;
    Names asked_for;
    for (const auto& parameter : operation.value("parameters", json::array())) {
      in_path += parameter["in"] == "path" ? 1 : 0;
      CHECK(asked_for.insert(parameter["name"]).second);
    }
    CHECK(in_path == static_cast<std::size_t>(std::count(route.path.begin(), route.path.end(), '{')));
    for (const auto& filter : route.filters == nullptr ? std::span<const api::Filter>() : route.filters()) {
      CHECK(asked_for.count("q[" + std::string(filter.name) + "]") == 1);
      CHECK((filter.plain.empty() || asked_for.count(std::string(filter.plain)) == 1));
    }
  }
}

// A second one of the same name would silently take the place of the first.
TEST_CASE("schemas: no member stands twice in its object") {
  std::vector<Names> open;
  const auto text = schema::file("api.json");
  const auto whole = json::parse(text, [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) {
      open.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      open.pop_back();
    } else if (event == json::parse_event_t::key) {
      INFO(parsed);
      CHECK(open.back().insert(parsed.get<std::string>()).second);
    }
    return true;
  });
  CHECK(whole.is_object());
}

TEST_CASE("schemas: each example keeps its schema") {
  const auto schemas = json::parse(schema::file("api.json"));
  for (const auto& [name, schema] : schemas.items()) {
    for (const auto& example : schema.value("examples", json::array())) {
      INFO(name << ": " << example.dump());
      const auto problems = contract().problems(name, example.dump());
      INFO(json(problems).dump());
      CHECK(problems.empty());
    }
  }
}

TEST_CASE("docs: every JSON example keeps the schema that it names") {
  for (const auto* page : k_pages) {
    const auto examples = json_examples(page);
    CHECK_FALSE(examples.empty());
    for (const auto& [schema, text] : examples) {
      INFO(page << ": " << text);
      REQUIRE_FALSE(schema.empty());
      const bool is_file = schema.find('/') != std::string::npos;
      const auto problems =
          is_file ? contract().problems_with(schema::file(schema), text) : contract().problems(schema, text);
      INFO(json(problems).dump());
      CHECK(problems.empty());
    }
  }
}

TEST_CASE("docs: the pages tell of every route, and of no other") {
  std::string text;
  for (const auto* page : k_pages) {
    text += page_text(page);
  }
  Names calls;
  for (const auto& route : api::routes()) {
    const auto call = api::call_name(route);
    calls.insert(call);
    if (route.is_alias()) {
      continue;
    }
    INFO(call);
    const bool elsewhere = route.path.rfind("/_sandbox/", 0) == 0;  // docs/sandbox-api.md
    CHECK((elsewhere || text.find("`" + call + "`") != std::string::npos));
  }
  for (const auto verb : k_verbs) {
    const auto start = "`" + std::string(api::to_string(verb)) + " /";
    for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
      const auto call = text.substr(at + 1, text.find('`', at + 1) - at - 1);
      INFO(call);
      CHECK(calls.count(call) == 1);
    }
  }
}

}  // namespace satsrail
