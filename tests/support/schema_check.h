#pragma once
// Does a JSON text keep the contract? Checks it against the named schemas of schema/api.json.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::test {

class SchemaCheck {
 public:
  // `schemas`: one JSON object of named schemas, the text of schema/api.json. Throws when it is none.
  explicit SchemaCheck(std::string_view schemas);
  ~SchemaCheck();
  SchemaCheck(const SchemaCheck&) = delete;
  SchemaCheck& operator=(const SchemaCheck&) = delete;

  // What is wrong with `json`, one line for each problem: "/data/0/id: Value type not permitted …"; a text that is
  // no JSON is a problem too. Throws std::out_of_range for an unknown name, std::runtime_error for a schema that
  // cannot be read, such as one with a $ref into nowhere. For one thread at a time.
  std::vector<std::string> problems(std::string_view name, std::string_view json) const;
  // The same against a schema of its own, whose $refs lead into the named ones: a file of schema/events.
  std::vector<std::string> problems_with(std::string_view schema, std::string_view json) const;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace satsrail::test
