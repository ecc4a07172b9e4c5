#pragma once
// Reads a JSON object into typed input, and gathers every problem on the way, named by field, so that one answer
// tells them all. The sentences are those of a Rails validation, as the real service's clients expect.

#include "core/domain/metadata.h"
#include "core/money.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::wire {

// A parsed request body. Error bad_request: not JSON, too deep, not an object, or not UTF-8. Empty bytes are `{}`.
class JsonBody {
 public:
  static Result<JsonBody> parse(std::string_view bytes);
  bool has(std::string_view key) const;

 private:
  friend class Fields;
  std::shared_ptr<const nlohmann::json> m_root;
};

class Fields {
 public:
  // Over the member `wrapper` of the body. Error parameter_missing when it is absent, bad_request when no object.
  static Result<Fields> wrapped(const JsonBody& body, std::string_view wrapper);
  // Over the body itself.
  static Fields top(const JsonBody& body);

  bool has(std::string_view name) const;      // present and not null
  bool is_null(std::string_view name) const;  // present and null

  std::vector<std::string> names() const;  // of all members, in order

  // A string, number or boolean as text ("5", "true"); `names()` that are none of these are noted.
  std::optional<std::string> scalar(std::string_view name);
  // Each reads a field; absent or null is nothing. What is wrong is noted, and nothing returned.
  std::optional<std::string> text(std::string_view name, std::size_t chars_max);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<bool> boolean(std::string_view name);
  std::optional<std::string> http_url(std::string_view name);
  std::optional<std::string> email(std::string_view name);
  std::optional<Currency> currency(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name, std::size_t count_max, std::size_t chars_max);
  // At most 50 keys of 40 characters with scalar values of 500; numbers and booleans become text.
  std::optional<Metadata> metadata(std::string_view name);

  // An array of objects, each to be read as this one.
  std::optional<std::vector<Fields>> objects(std::string_view name, std::size_t count_max);
  // An object inside, to be read field by field; its errors are its own (take_errors_of).
  std::optional<Fields> object(std::string_view name);

  // What has a shape of its own; null when it is absent or null.
  const nlohmann::json* find(std::string_view name) const;

  // Notes "can't be blank" where the field is absent or empty.
  void require(std::string_view name);
  void fail(std::string_view name, std::string message);
  // So that fields of two objects are answered for together.
  void take_errors_of(const Fields& other, std::string_view prefix = {});
  // Done, or the 422 with everything that was noted.
  Status finish() const;

 private:
  explicit Fields(std::shared_ptr<const nlohmann::json> object) : m_object(std::move(object)) {}

  std::shared_ptr<const nlohmann::json> m_object;  // shares the whole body's life
  std::vector<FieldError> m_errors;
};

// {"order_id":"ORD-1"}; "{}" for none.
std::string metadata_json(const Metadata& metadata);
// A JSON array of strings, and back; what cannot be read is empty.
std::string strings_json(const std::vector<std::string>& strings);
std::vector<std::string> parse_strings(std::string_view json);
// {"name":"value"} from header pairs.
std::string headers_json(const std::vector<std::pair<std::string, std::string>>& headers);
// And back, in its order; what cannot be read is empty.
std::vector<std::pair<std::string, std::string>> parse_headers(std::string_view json);

}  // namespace satsrail::wire
