#include "core/wire/customer_json.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/json_writer.h"

#include <algorithm>
#include <map>

namespace satsrail::wire {

namespace {

// "  12 Main St\r\nParis " -> "12 Main St, Paris": the lines of an address become one.
std::string tidy(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\n";
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(k_blank), line.size()));
    line = line.substr(0, line.find_last_not_of(k_blank) + 1);
    if (!line.empty()) {
      out.append(out.empty() ? "" : ", ").append(line);
    }
  }
  return out;
}

}  // namespace

Result<CustomerAnswers> parse_customer(const JsonBody& body, const std::vector<std::string>& asked) {
  JsonWriter tidied;
  tidied.begin_object();
  auto sent = Fields::top(body);
  for (const auto& name : asked) {
    const auto field = customer_field(name);
    if (const auto text = sent.scalar(field)) {
      tidied.field(field, tidy(*text));
    }
  }
  TRY_ASSIGN(const auto clean, JsonBody::parse(tidied.end_object().text()));
  auto fields = Fields::top(clean);
  CustomerAnswers answers;
  for (const auto& name : asked) {
    const auto field = customer_field(name);
    fields.require(field);
    if (name == "email") {
      answers.email = customer_text(clean, name).empty() ? std::nullopt : fields.email(field);
    } else if (name == "name") {
      answers.name = fields.text(field, limits::text_chars_max);
    } else if (name == "phone") {
      answers.phone = fields.text(field, limits::text_chars_max);
    } else {
      answers.address = fields.text(field, limits::text_chars_max);
    }
  }
  TRY(fields.finish());
  return answers;
}

Result<JsonBody> form_body(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::map<std::string_view, std::string_view> members;
  JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : pairs) {
    const bool is_field = !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
      return (letter >= 'a' && letter <= 'z') || letter == '_';
    });
    if (!is_valid_utf8(value)) {
      return Error(ErrorCode::bad_request, "The form is not valid UTF-8");
    }
    if (is_field && members.emplace(name, value).second) {
      json.field(name, value);
    }
  }
  return JsonBody::parse(json.end_object().text());
}

std::string customer_field(std::string_view asked) {
  return "customer_" + std::string(asked);
}

std::string customer_text(const JsonBody& body, std::string_view asked) {
  return Fields::top(body).scalar(customer_field(asked)).value_or("");
}

}  // namespace satsrail::wire
