#include "tests/support/schema_check.h"

// g++ 12 sees std::regex use what it has set, once a sanitizer is on (its bug 105562).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <map>
#include <stdexcept>

namespace satsrail::test {

namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

// The steps of the path come as "<root>", "[data]", "[0]".
std::string pointer(const std::vector<std::string>& steps) {
  std::string text;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const bool bracketed = step.size() >= 2 && step.front() == '[' && step.back() == ']';
    text += "/" + (bracketed ? step.substr(1, step.size() - 2) : step);
  }
  return text.empty() ? "/" : text;
}

}  // namespace

class SchemaCheck::Impl {
 public:
  explicit Impl(std::string_view schemas) : m_schemas(json::parse(schemas)) {
    if (!m_schemas.is_object()) {
      throw std::invalid_argument("the named schemas must be members of one object");
    }
  }

  const valijson::Schema& named(const std::string& name) {
    if (!m_schemas.contains(name)) {
      throw std::out_of_range("there is no schema named " + name);
    }
    // Looked up by the text that the compiled schema was made of.
    return compiled(R"({"$ref":"#/components/schemas/)" + name + "\"}");
  }

  const valijson::Schema& compiled(const std::string& text) {
    auto& schema = m_compiled[text];
    if (!schema) {
      json root = json::parse(text);
      // Siblings of a $ref are ignored, so these stand beside one unnoticed and are found by its pointer.
      root["components"]["schemas"] = m_schemas;
      auto made = std::make_unique<valijson::Schema>();
      valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
      parser.populateSchema(Adapter(root), *made);
      schema = std::move(made);
    }
    return *schema;
  }

  std::vector<std::string> validate(const valijson::Schema& schema, std::string_view text) {
    const auto document = json::parse(text, nullptr, false);
    if (document.is_discarded()) {
      return {"/: this is no JSON: " + std::string(text.substr(0, 200))};
    }
    valijson::ValidationResults results;
    if (m_validator.validate(schema, Adapter(document), &results)) {
      return {};
    }
    std::vector<std::string> problems;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
      problems.push_back(pointer(error.context) + ": " + error.description);
    }
    return problems;
  }

 private:
  json m_schemas;
  std::map<std::string, std::unique_ptr<valijson::Schema>> m_compiled;
  valijson::Validator m_validator;
};

SchemaCheck::SchemaCheck(std::string_view schemas) : m_impl(std::make_unique<Impl>(schemas)) {}

SchemaCheck::~SchemaCheck() = default;

std::vector<std::string> SchemaCheck::problems(std::string_view name, std::string_view json) const {
  return m_impl->validate(m_impl->named(std::string(name)), json);
}

std::vector<std::string> SchemaCheck::problems_with(std::string_view schema, std::string_view json) const {
  return m_impl->validate(m_impl->compiled(std::string(schema)), json);
}

}  // namespace satsrail::test
