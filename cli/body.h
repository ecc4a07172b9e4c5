#pragma once
// A JSON request body, put together from flags and from `-d a[b]=c`.

#include "cli/failure.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

class Body {
 public:
  Body();
  ~Body();
  Body(Body&&) noexcept;
  Body& operator=(Body&&) noexcept;

  // `path` is dotted: "checkout_session.amount_cents".
  void set(std::string_view path, const std::string& text);
  void set_number(std::string_view path, std::int64_t number);
  void set_flag(std::string_view path, bool value);
  void set_null(std::string_view path);
  void set_list(std::string_view path, const std::vector<std::string>& values);
  void set_object(std::string_view path);  // {} unless something is there
  void set_json(std::string_view path, const nlohmann::ordered_json& value);
  // "k=v" pairs as an object of texts. Error: invalid_pair (2).
  Outcome<Done> set_pairs(std::string_view path, const std::vector<std::string>& pairs);

  // "checkout_session[amount_cents]=5000", "events[]=a", "items[0][name]=x". Values that are a whole or decimal
  // number, true, false, null, or text in double quotes are typed; anything else is text.
  // Error: invalid_pair (2).
  Outcome<Done> add_field(const std::string& pair);

  std::string text() const;

 private:
  nlohmann::ordered_json& at(std::string_view dotted);

  std::unique_ptr<nlohmann::ordered_json> m_json;
};

}  // namespace satsrail::cli
