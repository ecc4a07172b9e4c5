#include "cli/recipe.h"

#include "cli/body.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/domain/event_type.h"
#include "schema/schema.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::string_view k_subjects = "checkout|order|product";
constexpr std::string_view k_methods = "GET|POST|PATCH|DELETE";
constexpr std::string_view k_shared_steps = "triggers/steps.json";
// A value that differs from another one: {"other_than": "{merchant.plan}", "of": ["pro", "free"]}.
constexpr const char* k_other_than = "other_than";
constexpr const char* k_of = "of";

Failure invalid_recipe(const std::string& place, const std::string& why) {
  return usage_failure("invalid_recipe", "cannot use the recipe: " + place + " " + why,
                       "it says which calls make an event happen", "see:  satsrail help triggers");
}

bool is_choice(const json& value) {
  return value.is_object() && value.size() == 2 && value.contains(k_other_than) && value.contains(k_of);
}

// Text is literal but for "{checkout.token}", which refers to an answer; "{{" and "}}" are braces.
struct Piece {
  bool is_reference;
  std::string text;
};

std::vector<Piece> pieces_of(const std::string& text) {
  std::vector<Piece> out;
  std::string literal;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto close = text[at] == '{' ? text.find('}', at) : std::string::npos;
    if ((text[at] == '{' || text[at] == '}') && at + 1 < text.size() && text[at + 1] == text[at]) {
      literal += text[at++];
    } else if (close != std::string::npos) {
      out.push_back({false, std::move(literal)});
      out.push_back({true, text.substr(at + 1, close - at - 1)});
      literal.clear();
      at = close;
    } else {
      literal += text[at];
    }
  }
  out.push_back({false, std::move(literal)});
  return out;
}

bool refers(const std::string& text) {
  return pieces_of(text).size() > 1;
}

json literally(json value) {
  if (value.is_string()) {
    std::string out;
    for (const char letter : value.get<std::string>()) {
      out += letter == '{' || letter == '}' ? std::string(2, letter) : std::string(1, letter);
    }
    value = out;
  }
  return value;
}

json body_of(const RecipeStep& step) {
  return step.body.empty() ? json::object() : json::parse(step.body);
}

template <class Visit>
void each_text(const json& value, Visit visit) {
  if (value.is_string()) {
    visit(value.get<std::string>());
  }
  for (const auto& item : value) {
    if (value.is_structured()) {
      each_text(item, visit);
    }
  }
}

// Reads one recipe; `m_place` names where it is.
class Reader {
 public:
  explicit Reader(std::string place) : m_place(std::move(place)) {}

  Outcome<Recipe> read(const json& root) {
    TRY(check_keys(root, m_place, "event|summary|takes|steps|match"));
    Recipe recipe;
    TRY_ASSIGN(recipe.event, text(root, "event", m_place));
    if (!event_type::is_known(recipe.event)) {
      return invalid_recipe(m_place + ".event", "'" + printable(recipe.event) + "' is no event type");
    }
    TRY_ASSIGN(recipe.summary, text(root, "summary", m_place));
    if (root.contains("takes")) {
      TRY_ASSIGN(recipe.takes, texts(root["takes"], m_place + ".takes"));
    }
    for (const auto& subject : recipe.takes) {
      if (!is_one_of(k_subjects, subject)) {
        return invalid_recipe(m_place + ".takes", "may hold checkout, order and product");
      }
      m_names.push_back(subject == "order" ? "checkout" : subject);  // an order stands for its checkout
    }
    if (!root.contains("steps") || !root["steps"].is_array() || root["steps"].empty()) {
      return invalid_recipe(m_place + ".steps", "must be a list of calls");
    }
    for (std::size_t i = 0; i < root["steps"].size(); ++i) {
      TRY_ASSIGN(auto made, step(root["steps"][i], m_place + ".steps[" + std::to_string(i) + "]"));
      recipe.steps.push_back(std::move(made));
    }
    TRY_ASSIGN(recipe.match, match(root));
    return recipe;
  }

 private:
  static Outcome<Done> check_keys(const json& object, const std::string& place, std::string_view known) {
    if (!object.is_object()) {
      return invalid_recipe(place, "is no JSON object");
    }
    for (const auto& [key, value] : object.items()) {
      if (!is_one_of(known, key)) {
        const auto near = closest(key, split(known, '|'));
        return invalid_recipe(
            place, "has no use for '" + printable(key) + "'" + (near ? " (did you mean " + *near + "?)" : ""));
      }
    }
    return Done{};
  }

  static Outcome<std::string> text(const json& object, const std::string& key, const std::string& place) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) {
      return invalid_recipe(place + "." + key, "must be text");
    }
    return found->get<std::string>();
  }

  static Outcome<std::vector<std::string>> texts(const json& list, const std::string& place) {
    const bool good =
        list.is_array() && std::all_of(list.begin(), list.end(), [](const json& item) { return item.is_string(); });
    return good ? Outcome<std::vector<std::string>>(list.get<std::vector<std::string>>())
                : Outcome<std::vector<std::string>>(invalid_recipe(place, "must be a list of texts"));
  }

  // A step is written out, or the name of one that recipes share.
  Outcome<RecipeStep> step(const json& given, const std::string& place) {
    if (!given.is_string()) {
      return written_step(given, place);
    }
    static const auto k_shared = json::parse(schema::file(k_shared_steps));
    const auto name = given.get<std::string>();
    if (!k_shared.contains(name)) {
      std::vector<std::string> known;
      for (const auto& [key, value] : k_shared.items()) {
        known.push_back(key);
      }
      return invalid_recipe(place, "names no shared step; there are " + join(known, ", "));
    }
    return written_step(k_shared[name], place);
  }

  Outcome<RecipeStep> written_step(const json& given, const std::string& place) {
    TRY(check_keys(given, place, "for|call|body|optional|as|fixed"));
    RecipeStep step;
    TRY_ASSIGN(const auto call, text(given, "call", place));
    const auto blank = call.find(' ');
    step.method = call.substr(0, blank);
    step.path = blank == std::string::npos ? "" : call.substr(blank + 1);
    if (!is_one_of(k_methods, step.method) || !step.path.starts_with('/')) {
      return invalid_recipe(place + ".call", "must be a method and a path, as in POST /_sandbox/pay");
    }
    if (given.contains("for")) {
      TRY_ASSIGN(step.subjects, texts(given["for"], place + ".for"));
    }
    for (const auto& subject : step.subjects) {
      if (subject != k_new_objects && !is_one_of(k_subjects, subject)) {
        return invalid_recipe(place + ".for", "may hold new, checkout, order and product");
      }
    }
    if (given.contains("body")) {
      if (!given["body"].is_object()) {
        return invalid_recipe(place + ".body", "must be a JSON object");
      }
      step.body = dump(given["body"]);
    }
    if (given.contains("optional")) {
      TRY_ASSIGN(step.optional, texts(given["optional"], place + ".optional"));
    }
    if (given.contains("fixed") && !given["fixed"].is_boolean()) {
      return invalid_recipe(place + ".fixed", "must be true or false");
    }
    step.fixed = given.value("fixed", false);
    TRY(check_references(step.path, place + ".call"));
    TRY(check_body(given, place + ".body"));
    if (given.contains("as")) {
      TRY_ASSIGN(step.name, text(given, "as", place));
      m_names.push_back(step.name);
    }
    return step;
  }

  Outcome<Done> check_body(const json& given, const std::string& place) const {
    Outcome<Done> result = Done{};
    each_text(given.value("body", json::object()), [&](const std::string& each) {
      if (result.ok()) {
        result = check_references(each, place);
      }
    });
    return result;
  }

  // Every reference begins with what an earlier step or a flag gives.
  Outcome<Done> check_references(const std::string& text, const std::string& place) const {
    for (const auto& piece : pieces_of(text)) {
      const auto name = piece.text.substr(0, piece.text.find('.'));
      if (piece.is_reference && std::find(m_names.begin(), m_names.end(), name) == m_names.end()) {
        return invalid_recipe(
            place, "refers to {" + printable(piece.text) + "}, and no step before is named '" + printable(name) + "'");
      }
    }
    return Done{};
  }

  Outcome<std::vector<std::pair<std::string, std::string>>> match(const json& root) const {
    const auto place = m_place + ".match";
    std::vector<std::pair<std::string, std::string>> out;
    const auto found = root.find("match");
    if (found == root.end() || !found->is_object() || found->empty()) {
      return invalid_recipe(place, "must say whose event it is, as in {\"order_id\": \"{checkout.order_id}\"}");
    }
    for (const auto& [path, value] : found->items()) {
      TRY_ASSIGN(auto expected, text(*found, path, place));
      TRY(check_references(expected, place + "." + path));
      out.emplace_back(path, std::move(expected));
    }
    return out;
  }

  std::string m_place;
  std::vector<std::string> m_names;  // known so far
};

// -- setting and unsetting

// The leaves of a body that are the recipe's own choice: what it refers to it needs as it is.
void add_leaves(const json& value, const std::string& path, std::vector<std::string>& out) {
  if (value.is_object() && !is_choice(value)) {
    for (const auto& [key, inner] : value.items()) {
      add_leaves(inner, path.empty() ? key : path + "." + key, out);
    }
  } else if (!value.is_string() || !refers(value.get<std::string>())) {
    out.push_back(path);
  }
}

std::vector<std::string> paths_of(const RecipeStep& step) {
  std::vector<std::string> out;
  if (!step.fixed && !step.body.empty()) {
    add_leaves(body_of(step), "", out);
  }
  for (const auto& optional : step.optional) {
    out.push_back(optional);
  }
  return out;
}

bool covers(const std::string& known, std::string_view path) {
  return known == path || (known.ends_with(".*") && path.size() > known.size() - 1 &&
                           path.starts_with(std::string_view(known).substr(0, known.size() - 1)));
}

// The step that has the path, and the keys that lead to it: behind "a.*" stands one key, whatever is in it.
struct Place {
  RecipeStep* step = nullptr;
  std::vector<std::string> keys;
};

Outcome<Place> find_place(Recipe& recipe, std::string_view subject, const std::string& path) {
  for (auto& step : recipe.steps) {
    for (const auto& known : step.is_for(subject) ? paths_of(step) : std::vector<std::string>()) {
      if (covers(known, path)) {
        const bool open = known.ends_with(".*");
        auto keys = split(open ? known.substr(0, known.size() - 2) : path, '.');
        if (open) {
          keys.push_back(path.substr(known.size() - 1));
        }
        return Place{&step, std::move(keys)};
      }
    }
  }
  const auto known = settable_paths(recipe, subject);
  const auto inner = std::find_if(known.begin(), known.end(), [&](const std::string& each) {
    return each.ends_with("." + path);  // "amount_cents" alone
  });
  const auto near = inner != known.end() ? std::optional(*inner) : closest(path, known);
  const auto name = recipe.event + (subject == k_new_objects ? "" : " --" + std::string(subject));
  return usage_failure("unknown_path", "no step of " + name + " has '" + printable(path) + "'",
                       known.empty() ? "nothing of it can be set" : "it has: " + join(known, ", "),
                       near ? "did you mean:  " + *near : "see:  satsrail trigger " + recipe.event + " --list");
}

Outcome<Done> set_path(Recipe& recipe, std::string_view subject, const std::string& pair) {
  const auto equals = pair.find('=');
  if (equals == std::string::npos || equals == 0) {
    return usage_failure("invalid_pair", "cannot read '" + printable(pair) + "'", "--set takes path=value",
                         "as in:  --set checkout_session.amount_cents=100");
  }
  TRY_ASSIGN(const auto place, find_place(recipe, subject, pair.substr(0, equals)));
  Body typed;
  TRY(typed.add_field("value=" + pair.substr(equals + 1)));
  auto body = body_of(*place.step);
  auto* at = &body;
  for (const auto& key : place.keys) {
    at = &(*at)[key];
  }
  *at = literally(json::parse(typed.text())["value"]);
  place.step->body = dump(body);
  return Done{};
}

Outcome<Done> unset_path(Recipe& recipe, std::string_view subject, const std::string& path) {
  TRY_ASSIGN(const auto place, find_place(recipe, subject, path));
  auto body = body_of(*place.step);
  auto* parent = &body;
  for (std::size_t i = 0; parent != nullptr && i + 1 < place.keys.size(); ++i) {
    parent = parent->contains(place.keys[i]) ? &(*parent)[place.keys[i]] : nullptr;
  }
  if (parent == nullptr || parent->erase(place.keys.back()) == 0) {
    return usage_failure("unknown_path", "'" + printable(path) + "' is not set, so it cannot be unset",
                         "the recipe sends it only with --set", "leave --unset " + printable(path) + " out");
  }
  place.step->body = dump(body);
  return Done{};
}

// -- filling

Outcome<std::string> value_of(const std::string& reference, const json& names) {
  const auto* value = at_path(names, reference);
  if (value == nullptr || value->is_null()) {
    return invalid_recipe("{" + printable(reference) + "}", "is in no answer so far");
  }
  return plain_text(value);
}

Outcome<json> filled(const json& value, const json& names) {
  if (value.is_string()) {
    TRY_ASSIGN(auto text, fill_references(value.get<std::string>(), names));
    return json(std::move(text));
  }
  if (is_choice(value)) {
    TRY_ASSIGN(const auto other, filled(value[k_other_than], names));
    for (const auto& candidate : value[k_of]) {
      if (candidate != other) {
        return candidate;
      }
    }
    return invalid_recipe("of", "holds nothing but " + dump(other));
  }
  if (!value.is_structured()) {
    return value;
  }
  json out = value;
  for (auto item = out.begin(); item != out.end(); ++item) {
    TRY_ASSIGN(*item, filled(*item, names));
  }
  return out;
}

}  // namespace

bool RecipeStep::is_for(std::string_view subject) const {
  return subjects.empty() || std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
}

Recipe built_in_recipe(std::string_view event) {
  const auto name = "triggers/" + std::string(event) + ".json";
  return std::move(parse_recipe(std::string(schema::file(name)), name)).value();
}

Outcome<Recipe> parse_recipe(const std::string& text, const std::string& place) {
  const auto root = json::parse(text, nullptr, false);
  if (root.is_discarded()) {
    return invalid_recipe(place, "is no JSON");
  }
  return Reader(place).read(root);
}

std::vector<std::string> settable_paths(const Recipe& recipe, std::string_view subject) {
  std::vector<std::string> out;
  for (const auto& step : recipe.steps) {
    if (step.is_for(subject)) {
      const auto paths = paths_of(step);
      out.insert(out.end(), paths.begin(), paths.end());
    }
  }
  return out;
}

Outcome<Done> change_recipe(Recipe& recipe, std::string_view subject, const std::vector<std::string>& set,
                            const std::vector<std::string>& unset) {
  for (const auto& pair : set) {
    TRY(set_path(recipe, subject, pair));
  }
  for (const auto& path : unset) {
    TRY(unset_path(recipe, subject, path));
  }
  return Done{};
}

Outcome<std::string> fill_references(const std::string& text, const json& names) {
  std::string out;
  for (const auto& piece : pieces_of(text)) {
    TRY_ASSIGN(const auto filled, piece.is_reference ? value_of(piece.text, names) : Outcome<std::string>(piece.text));
    out += filled;
  }
  return out;
}

Outcome<std::string> fill_body(const std::string& body, const json& names) {
  if (body.empty()) {
    return std::string();
  }
  TRY_ASSIGN(const auto out, filled(json::parse(body), names));
  return dump(out);
}

}  // namespace satsrail::cli
