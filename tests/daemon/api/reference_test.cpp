// docs/api.md is made of the route table, the schemas and schema/api.md.

#include "daemon/api/reference.h"

#include "daemon/api/example_text.h"
#include "daemon/api/list.h"
#include "daemon/api/reference_text.h"
#include "daemon/api/schema_fields.h"
#include "schema/schema.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace satsrail {

namespace {

using json = nlohmann::ordered_json;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The first difference: of two long pages nobody wants to see all.
std::string first_difference(const std::string& ours, const std::string& made) {
  std::istringstream left(ours), right(made);
  std::string a, b;
  while (std::getline(left, a) && std::getline(right, b) && a == b) {
  }
  return "there: " + a + "\nmade:  " + b;
}

std::vector<api::Field> fields(const char* schemas, std::string_view name,
                               api::Reader reader = api::Reader::of_response) {
  return api::fields_of(json::parse(schemas), name, reader, {"invoice"});
}

}  // namespace

TEST_CASE("docs/api.md is what the route table, the schemas and schema/api.md say") {
  const auto there = file_text(SATSRAIL_SOURCE_DIR "/docs/api.md");
  const auto made = api::reference_markdown();
  INFO("./dev docs brings it up to date");
  INFO(first_difference(there, made));
  CHECK((there == made));
}

TEST_CASE("reference: what is written about a call is about one that exists") {
  std::set<std::string> calls, resources;
  for (const auto& route : api::routes()) {
    if (!route.is_alias() && api::is_in_reference(route)) {
      calls.insert(api::call_name(route));
    }
  }
  for (const auto& section : api::reference_text().sections) {
    for (const auto& resource : section.resources) {
      INFO(resource);
      CHECK(resources.insert(resource).second);
    }
    for (const auto& call : section.calls) {
      INFO("schema/api.md: " << call.call);
      CHECK(calls.count(call.call) == 1);
    }
  }
}

TEST_CASE("reference: every error code is explained, and no other is told of") {
  std::set<std::string> codes;
  for (const auto& error : api::error_texts()) {
    INFO(error.name);
    CHECK_FALSE(error.text.empty());
    codes.insert(error.name);
  }
  for (const auto& written : api::reference_text().errors) {
    INFO(written.name);
    CHECK(codes.count(written.name) == 1);
  }
  for (const auto& section : api::reference_text().sections) {
    for (const auto& call : section.calls) {
      for (const auto& error : call.errors) {
        INFO(call.call << " " << error.name);
        CHECK(codes.count(error.name) == 1);
      }
    }
  }
}

TEST_CASE("reference: the answer of every call has an example") {
  const auto schemas = json::parse(schema::file("api.json"));
  for (const auto& route : api::routes()) {
    const std::string name(route.response_schema);
    if (name.empty() || !api::is_in_reference(route) || !api::listed_schema(schemas, name).empty()) {
      continue;
    }
    INFO("schema/api.json: " << name << ", for " << api::call_name(route));
    CHECK_FALSE(schemas.at(name).value("examples", json::array()).empty());
  }
}

TEST_CASE("reference: a list that reads filters names them in its row") {
  // read_filters(call, order_filters()): a function, so that the row can name it, too.
  std::set<std::string> read;
  std::set<std::string> named;
  for (const auto& entry : std::filesystem::directory_iterator(SATSRAIL_SOURCE_DIR "/daemon/api")) {
    if (entry.path().extension() != ".cpp" || entry.path().filename() == "list.cpp") {
      continue;
    }
    const auto text = file_text(entry.path());
    constexpr std::string_view k_call = "read_filters(call, ";
    for (auto at = text.find(k_call); at != std::string::npos; at = text.find(k_call, at + 1)) {
      const auto name = text.substr(at + k_call.size(), text.find('(', at + k_call.size()) - at - k_call.size());
      INFO(entry.path().filename() << ": " << name);
      CHECK(text.find("std::span<const Filter> " + name + "(") != std::string::npos);
      read.insert(entry.path().stem());
    }
  }
  std::set<api::Filters> tables;
  for (const auto& route : api::routes()) {
    if (route.filters == nullptr) {
      continue;
    }
    INFO(route.path);
    CHECK(route.verb == api::Verb::get);
    CHECK_FALSE(route.filters().empty());
    tables.insert(route.filters);
  }
  CHECK(tables.size() >= read.size());
}

TEST_CASE("reference: the page of words is read by section and call") {
  const auto page = api::parse_reference_text(
      "# Title\n\nBefore.\n\n## Keys\n\nProse.\n- !not_found: Unknown\n\n## Orders\n<!-- resource: orders /pay -->\n\n"
      "About orders.\n\n- a list in prose\n\n### POST /api/v1/m/orders\n\nSays more.\n- ?expand: Embeds\n- 409 "
      "conflict: "
      "Paid\n\n```\n### GET /not/a/heading\n```\n");
  CHECK(page.title == "Title");
  CHECK(page.prose == "Before.");
  REQUIRE(page.sections.size() == 2);
  CHECK(page.sections[0].prose == "Prose.");
  REQUIRE(page.errors.size() == 1);
  CHECK(page.errors[0].name == "not_found");
  const auto& orders = page.sections[1];
  CHECK(orders.resources == std::vector<std::string>{"orders", "/pay"});
  CHECK(orders.prose == "About orders.\n\n- a list in prose");
  REQUIRE(orders.calls.size() == 1);
  const auto& call = orders.calls[0];
  CHECK(call.call == "POST /api/v1/m/orders");
  CHECK(call.prose == "Says more.\n\n```\n### GET /not/a/heading\n```");
  REQUIRE(call.queries.size() == 1);
  CHECK(call.queries[0].name == "expand");
  REQUIRE(call.errors.size() == 1);
  CHECK(call.errors[0].status == 409);
  CHECK(call.errors[0].name == "conflict");
  CHECK_THROWS(api::parse_reference_text("### GET /nowhere\n"));
}

TEST_CASE("reference: the fields of a schema, with their types and rules") {
  const auto* const schemas = R"({
    "uuid_or_null": {"type": ["string", "null"]},
    "cents": {"description": "Minor units", "type": "integer", "minimum": 0},
    "invoice": {"type": "object", "properties": {"id": {"type": "string"}}},
    "order": {"type": "object", "required": ["total", "items"], "properties": {
      "total": {"description": "Of all items", "$ref": "#/components/schemas/cents"},
      "product_id": {"$ref": "#/components/schemas/uuid_or_null"},
      "status": {"type": "string", "enum": ["pending", "paid"]},
      "object": {"const": "order"},
      "note": {"type": ["string", "null"], "maxLength": 500},
      "items": {"type": "array", "maxItems": 9, "items": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"}, "qty": {"description": "1 when left out", "type": "integer", "minimum": 1, "maximum": 6}}}},
      "invoice": {"anyOf": [{"$ref": "#/components/schemas/invoice"}, {"type": "null"}]}}},
    "order.create": {"type": "object", "properties": {"paid": {"type": ["boolean", "null"]}}, "anyOf": [
      {"required": ["order"], "properties": {"order": {"$ref": "#/components/schemas/order"}}},
      {"allOf": [{"$ref": "#/components/schemas/order"}]}]}})";
  std::string text;
  for (const auto& field : fields(schemas, "order")) {
    text += field.name + " | " + field.type + " | " + field.object + " | " + field.rule +
            (field.required ? " | needed\n" : "\n");
  }
  CHECK(text ==
        "total | cents |  | Of all items | needed\n"
        "product_id | uuid or null |  | \n"
        "status | string |  | `pending`, `paid`\n"
        "object | string |  | `order`\n"
        "note | string or null |  | at most 500 characters\n"
        "items | list of objects |  | at most 9 items | needed\n"
        "items[].name | string |  |  | needed\n"
        "items[].qty | integer |  | 1 when left out. From 1 to 6\n"
        "invoice | object or null | invoice | \n");

  const auto request = fields(schemas, "order.create", api::Reader::of_request);
  REQUIRE(request.size() == 11);
  CHECK(request[0].name == "paid");
  CHECK(request[0].type == "boolean");  // null counts as left out everywhere
  CHECK(request[1].name == "order");
  CHECK_FALSE(request[1].required);  // it need not be wrapped
  CHECK(request[2].name == "order.total");
  CHECK(request[2].required);
}

TEST_CASE("reference: examples stand in lines that fit") {
  const auto list = json::parse(R"({"object":"list","data":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"empty":[]})");
  CHECK(api::example_text(list) == R"({"object":"list","data":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"empty":[]})");
  json wide;
  for (int i = 0; i < 12; ++i) {
    wide["member_" + std::to_string(i)] = "sixteen letters.";
  }
  const auto text = api::example_text(wide);
  CHECK(json::parse(text) == wide);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    CHECK(line.size() <= 115);
  }
}

}  // namespace satsrail
