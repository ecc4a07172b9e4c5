#include "cli/scenario/variables.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <optional>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::string_view k_env = "env.";
constexpr std::size_t k_name_chars_max = 64;

// One piece of a text: plain, or the name of a reference.
struct Piece {
  bool is_reference = false;
  std::string text;
};

Failure invalid_reference(const std::string& why) {
  return usage_failure("invalid_reference", "a ${ leads nowhere", why, "${name} refers; $${ stands for ${ itself");
}

Outcome<std::vector<Piece>> pieces_of(std::string_view text) {
  std::vector<Piece> out;
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "$${") {
      plain += "${";
      i += 2;
    } else if (text.substr(i, 2) == "${") {
      const auto end = text.find('}', i);
      const auto name = end == std::string_view::npos ? std::string_view() : trim(text.substr(i + 2, end - i - 2));
      if (name.empty()) {
        return invalid_reference(end == std::string_view::npos ? "its } is missing" : "there is no name in it");
      }
      out.push_back({false, std::exchange(plain, {})});
      out.push_back({true, std::string(name)});
      i = end;
    } else {
      plain += text[i];
    }
  }
  out.push_back({false, std::move(plain)});
  return out;
}

}  // namespace

Failure unknown_variable(const std::string& name, const std::vector<std::string>& known) {
  if (name.starts_with(k_env)) {
    return usage_failure("unknown_variable", "there is no environment variable '" + printable(name.substr(4)) + "'",
                         "it is not set, or empty", "set it, or use --var and a variable of the scenario");
  }
  const auto near = closest(name, known);
  return usage_failure(
      "unknown_variable", "there is no variable '" + printable(name) + "' here",
      known.empty() ? "none is set, and nothing was captured so far" : "known so far: " + printable(join(known, ", ")),
      near ? "did you mean:  ${" + *near + "}" : "give it under [vars], by --var, or capture it earlier");
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.size() <= k_name_chars_max && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

Outcome<std::vector<std::string>> references_in(std::string_view text) {
  TRY_ASSIGN(const auto pieces, pieces_of(text));
  std::vector<std::string> out;
  for (const auto& piece : pieces) {
    if (piece.is_reference) {
      out.push_back(piece.text);
    }
  }
  return out;
}

Outcome<JsonValue> Variables::look_up(const std::string& name) const {
  if (name.starts_with(k_env)) {
    if (const auto value = m_environment(name.substr(k_env.size()))) {
      return std::make_shared<const json>(*value);
    }
  } else if (const auto found = m_values.find(name); found != m_values.end()) {
    return found->second;
  }
  std::vector<std::string> known;
  for (const auto& [each, value] : m_values) {
    known.push_back(each);
  }
  return unknown_variable(name, known);
}

Outcome<std::string> Variables::fill(std::string_view text) const {
  TRY_ASSIGN(const auto pieces, pieces_of(text));
  std::string out;
  for (const auto& piece : pieces) {
    if (piece.is_reference) {
      TRY_ASSIGN(const auto value, look_up(piece.text));
      out += plain_text(value.get());
    } else {
      out += piece.text;
    }
  }
  return out;
}

Outcome<std::vector<std::string>> Variables::fill_all(const std::vector<std::string>& texts) const {
  std::vector<std::string> out;
  for (const auto& text : texts) {
    TRY_ASSIGN(auto filled_text, fill(text));
    out.push_back(std::move(filled_text));
  }
  return out;
}

Outcome<json> Variables::filled(const json& value) const {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    TRY_ASSIGN(const auto pieces, pieces_of(text));
    if (pieces.size() == 3 && pieces[0].text.empty() && pieces[2].text.empty()) {
      TRY_ASSIGN(const auto whole, look_up(pieces[1].text));
      return json(*whole);
    }
    TRY_ASSIGN(auto filled_text, fill(text));
    return json(std::move(filled_text));
  }
  if (!value.is_structured()) {
    return value;
  }
  json out = value;
  for (auto& member : out) {
    TRY_ASSIGN(member, filled(member));
  }
  return out;
}

Outcome<JsonValue> Variables::fill(const JsonValue& value) const {
  TRY_ASSIGN(auto out, filled(*value));
  return JsonValue(std::make_shared<const json>(std::move(out)));
}

}  // namespace satsrail::cli
