#include "daemon/api/reference.h"

#include "daemon/api/example_text.h"
#include "daemon/api/list.h"
#include "daemon/api/markdown.h"
#include "daemon/api/reference_text.h"
#include "daemon/api/schema_fields.h"
#include "schema/schema.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace satsrail::api {

namespace {

using markdown::anchor;
using markdown::cell;
using markdown::code;
using markdown::joined;
using markdown::sentence;

using json = nlohmann::ordered_json;
using Routes = std::vector<const Route*>;

// Paths that are the same call, the home of it first.
struct CallGroup {
  Routes routes;
  std::vector<std::string> aliases;

  const Route& home() const { return *routes.front(); }
};

// "product.key" -> "The product key"
std::string object_title(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  std::replace(name.begin(), name.end(), '.', ' ');
  return "The " + name;
}

std::string object_link(const std::string& name) {
  auto title = object_title(name);
  const auto link = "](#" + anchor(title) + ")";
  return "[t" + title.substr(1) + link;
}

std::string_view keys_text(Auth auth) {
  switch (auth) {
    case Auth::none:
      return "No key";
    case Auth::secret:
      return "Secret key";
    case Auth::secret_or_publishable:
      return "Secret or publishable key";
    case Auth::secret_or_publishable_body:
      return "Secret or publishable key, the latter also as `publishable_key` in the body";
    case Auth::secret_or_control:
      return "Secret or control key";
    case Auth::control:
      return "Control key";
    case Auth::staff_session:
      return "The token of a staff session";
    case Auth::macaroon:
      break;
  }
  return "A payer's macaroon";
}

std::vector<std::string> aliases_of(const CallGroup& group) {
  std::vector<std::string> paths;
  for (const auto& route : routes()) {
    const auto is_home = [&](const Route* home) { return route.verb == home->verb && route.canonical == home->path; };
    if (route.is_alias() && std::any_of(group.routes.begin(), group.routes.end(), is_home)) {
      paths.push_back(code(route.path));
    }
  }
  return paths;
}

// All calls in the order of the table, those behind one another that differ in their path only as one.
std::vector<CallGroup> all_calls() {
  std::vector<CallGroup> calls;
  for (const auto& route : routes()) {
    if (route.is_alias() || !is_in_reference(route)) {
      continue;
    }
    const bool again = !calls.empty() && calls.back().home().handler == route.handler &&
                       calls.back().home().verb == route.verb && calls.back().home().auth == route.auth &&
                       calls.back().home().cors == route.cors;
    if (again) {
      calls.back().routes.push_back(&route);
    } else {
      calls.push_back({{&route}, {}});
    }
  }
  for (auto& call : calls) {
    call.aliases = aliases_of(call);
  }
  return calls;
}

std::string filter_names(const Filter& filter) {
  return code(filter.name) + (filter.plain.empty() ? "" : " (or " + code(filter.plain) + ")");
}

class ReferenceWriter {
 public:
  ReferenceWriter() : m_schemas(json::parse(schema::file("api.json"))), m_calls(all_calls()) {
    for (const auto& call : m_calls) {
      for (const auto* route : call.routes) {
        note_object(std::string(route->response_schema));
      }
    }
  }

  std::string write() {
    std::string body;
    for (const auto& title : titles()) {
      add_section(body, title);
    }
    const auto& text = reference_text();
    std::string out = "# " + text.title + "\n\n" + filled(text.prose) + "\n";
    for (const auto& section : text.sections) {
      if (section.resources.empty()) {
        out += "\n## " + section.title + "\n\n" + filled(section.prose) + "\n";
      }
    }
    return out + body;
  }

 private:
  // Which objects have a heading of their own.
  void note_object(const std::string& schema) {
    if (schema.empty()) {
      return;
    }
    auto name = listed_schema(m_schemas, schema);
    if (name.empty()) {
      name = schema;
    }
    if (std::find(m_objects.begin(), m_objects.end(), name) == m_objects.end()) {
      m_objects.push_back(std::move(name));
    }
  }

  // The sections that have calls, in the order of the page; those that nobody wrote last.
  std::vector<std::string> titles() const {
    std::vector<std::string> list;
    const auto add = [&](const std::string& title) {
      if (std::find(list.begin(), list.end(), title) == list.end()) {
        list.push_back(title);
      }
    };
    std::set<std::string> with_calls;
    for (const auto& call : m_calls) {
      with_calls.insert(tag_of(call.home()));
    }
    for (const auto& section : reference_text().sections) {
      if (!section.resources.empty() && with_calls.count(section.title) > 0) {
        add(section.title);
      }
    }
    for (const auto& call : m_calls) {
      add(tag_of(call.home()));
    }
    return list;
  }

  void add_section(std::string& out, const std::string& title) {
    out += "\n## " + title + "\n";
    for (const auto& section : reference_text().sections) {
      if (section.title == title && !section.prose.empty()) {
        out += "\n" + section.prose + "\n";
      }
    }
    std::vector<std::string> objects;
    for (const auto& call : m_calls) {
      if (tag_of(call.home()) == title) {
        add_call(out, call);
        add_object_of(call, objects);
      }
    }
    for (const auto& name : objects) {
      add_object(out, name);
    }
  }

  void add_call(std::string& out, const CallGroup& call) {
    const auto& route = call.home();
    out += "\n### " + code(call_name(route)) + "\n\n" + sentence(std::string(route.summary)) + "\n\n";
    out += std::string(keys_text(route.auth)) + ". ";
    if (route.repeats == Repeats::by_key) {
      out += "May be repeated under an [Idempotency-Key](#idempotency). ";
    }
    out += route.limit == Limit::exempt ? "Not counted by the [rate limit](#rate-limits). " : "";
    out += route.cors == Cors::any_origin ? "Open to pages of any origin. " : "";
    std::vector<std::string> same;
    for (std::size_t i = 1; i < call.routes.size(); ++i) {
      same.push_back(code(call_name(*call.routes[i])));
    }
    out += same.empty() ? "" : "The same call: " + joined(same, ", ") + ". ";
    out += call.aliases.empty() ? "" : "Aliases: " + joined(call.aliases, ", ") + ". ";
    out.back() = '\n';
    const auto* text = text_of(route);
    if (text != nullptr && !text->prose.empty()) {
      out += "\n" + text->prose + "\n";
    }
    add_queries(out, route, text);
    add_request(out, route);
    add_answer(out, route);
  }

  static void add_queries(std::string& out, const Route& route, const CallText* text) {
    if (text != nullptr && !text->queries.empty()) {
      out += "\n| query | |\n|---|---|\n";
      for (const auto& query : text->queries) {
        out += "| " + code(query.name) + " | " + cell(query.text) + " |\n";
      }
    }
    if (route.filters != nullptr) {
      std::vector<std::string> names;
      for (const auto& filter : route.filters()) {
        names.push_back(filter_names(filter));
      }
      out += "\n[Filters](#lists): " + joined(names, ", ") + ".\n";
    }
  }

  void add_request(std::string& out, const Route& route) {
    const std::string name(route.request_schema);
    if (name.empty()) {
      return;
    }
    if (const auto before = m_requests.find(name); before != m_requests.end()) {
      out += "\nThe request is that of [" + code(before->second) + "](#" + anchor(before->second) + ").\n";
      return;
    }
    m_requests[name] = call_name(route);
    const auto& schema = m_schemas.at(name);
    if (const auto description = schema.value("description", std::string()); !description.empty()) {
      out += "\n" + sentence(description) + "\n";
    }
    out += "\n| field | type | needed | |\n|---|---|---|---|\n";
    for (const auto& field : fields_of(m_schemas, name, Reader::of_request, {})) {
      note_type(field.type);
      out += "| " + code(field.name) + " | " + cell(field.type) + " | " + (field.required ? "yes" : "") + " | " +
             cell(field.rule) + " |\n";
    }
    add_examples(out, name);
  }

  void add_answer(std::string& out, const Route& route) {
    out += "\n" + std::to_string(route.success);
    const std::string name(route.response_schema);
    if (name.empty()) {
      out += route.success == 204 ? " without a body." : ".";
    } else if (const auto item = listed_schema(m_schemas, name); !item.empty()) {
      out += ": a [list](#lists); each item is " + object_link(item) + ".";
      add_list_extras(out, name);
    } else {
      out += ": " + object_link(name) + ".";
    }
    std::vector<std::string> codes;
    std::string own;
    for (const auto& failure : failures_of(route)) {
      codes.push_back(std::to_string(failure.status));
      if (failure.own) {
        own += "- " + std::to_string(failure.status) + " " + code(failure.codes) + ": " + failure.when + "\n";
      }
    }
    out += codes.empty() ? "\n" : " [Errors](#errors): " + joined(codes, ", ") + ".\n";
    out += own.empty() ? "" : "\n" + own;
  }

  // What a list answers beside its items.
  void add_list_extras(std::string& out, const std::string& name) {
    const std::set<std::string> usual{"object", "data", "meta"};
    for (const auto& [member, schema] : m_schemas.at(name)["properties"].items()) {
      if (usual.count(member) == 0) {
        const auto description = schema.value("description", std::string());
        out += " Beside them: " + code(member) + (description.empty() ? "" : ", " + description) + ".";
      }
    }
  }

  void add_object_of(const CallGroup& call, std::vector<std::string>& objects) {
    const std::string name(call.home().response_schema);
    if (name.empty()) {
      return;
    }
    const auto item = listed_schema(m_schemas, name);
    const auto& object = item.empty() ? name : item;
    if (m_told.insert(object).second) {
      objects.push_back(object);
    }
  }

  void add_object(std::string& out, const std::string& name) {
    out += "\n### " + object_title(name) + "\n";
    if (const auto description = m_schemas.at(name).value("description", std::string()); !description.empty()) {
      out += "\n" + sentence(description) + "\n";
    }
    out += "\n| field | type | |\n|---|---|---|\n";
    for (const auto& field : fields_of(m_schemas, name, Reader::of_response, m_objects)) {
      note_type(field.type);
      auto rule = field.rule;
      if (!field.object.empty()) {
        rule = object_link(field.object) + (rule.empty() ? "" : ". " + rule);
      }
      if (!field.required) {
        rule += (rule.empty() ? "" : ". ") + std::string("Not always there");
      }
      out += "| " + code(field.name) + " | " + cell(field.type) + " | " + cell(rule) + " |\n";
    }
    add_examples(out, name);
  }

  void add_examples(std::string& out, const std::string& name) const {
    for (const auto& example : m_schemas.at(name).value("examples", json::array())) {
      out += "\n<!-- " + name + " -->\n```json\n" + example_text(example) + "\n```\n";
    }
  }

  void note_type(const std::string& type) { m_types += " " + type + " "; }

  std::string filled(std::string text) const {
    const std::map<std::string, std::function<std::string()>> tables{
        {"{{calls}}", [this] { return calls_table(); }},
        {"{{errors}}", [] { return errors_table(); }},
        {"{{error examples}}", [this] { return examples("error"); }},
        {"{{filters}}", [this] { return filters_table(); }},
        {"{{page}}", [this] { return examples("list.meta"); }},
        {"{{repeats}}", [this] { return repeats_list(); }},
        {"{{cors}}", [this] { return cors_list(); }},
        {"{{types}}", [this] { return types_table(); }},
        {"{{legacy}}", [] { return legacy_table(); }},
    };
    for (const auto& [mark, table] : tables) {
      if (const auto at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), table());
      }
    }
    return text;
  }

  std::string examples(const std::string& name) const {
    std::string out;
    add_examples(out, name);
    return out.substr(1, out.size() - 2);
  }

  std::string calls_table() const {
    std::string out = "| | calls |\n|---|---|";
    for (const auto& title : titles()) {
      std::vector<std::string> names;
      for (const auto& call : m_calls) {
        if (tag_of(call.home()) == title) {
          const auto name = call_name(call.home());
          names.push_back("[" + code(name) + "](#" + anchor(name) + ")");
        }
      }
      out += "\n| [" + title + "](#" + anchor(title) + ") | " + joined(names, "<br>") + " |";
    }
    return out;
  }

  static std::string errors_table() {
    std::string out = "| status | code | when |\n|---|---|---|";
    for (const auto& error : error_texts()) {
      out += "\n| " + std::to_string(error.status) + " | " + code(error.name) + " | " + cell(error.text) + " |";
    }
    return out;
  }

  // Calls that live nowhere any more.
  static std::string legacy_table() {
    std::string out = "| calls of older clients | |\n|---|---|";
    std::set<std::string> known;
    for (const auto& route : routes()) {
      const bool has_home = std::any_of(routes().begin(), routes().end(), [&](const Route& other) {
        return other.verb == route.verb && other.path == route.canonical;
      });
      if (!has_home && known.insert(std::string(route.canonical) + std::string(to_string(route.verb))).second) {
        out += "\n| " + code(call_name(route)) + " | " + sentence(std::string(route.summary)) + " |";
      }
    }
    return out;
  }

  std::string filters_table() const {
    std::string out = "| list | filters |\n|---|---|";
    for (const auto& call : m_calls) {
      if (call.home().filters == nullptr) {
        continue;
      }
      std::vector<std::string> names;
      for (const auto& filter : call.home().filters()) {
        names.push_back(filter_names(filter));
      }
      out += "\n| " + code(call_name(call.home())) + " | " + joined(names, ", ") + " |";
    }
    return out;
  }

  std::string list_where(const std::function<bool(const Route&)>& wanted) const {
    std::vector<std::string> names;
    for (const auto& call : m_calls) {
      if (wanted(call.home())) {
        names.push_back(code(call_name(call.home())));
      }
    }
    return names.empty() ? "none yet" : joined(names, ", ");
  }
  std::string repeats_list() const {
    return list_where([](const Route& route) { return route.repeats == Repeats::by_key; });
  }
  std::string cors_list() const {
    return list_where([](const Route& route) { return route.cors == Cors::any_origin; });
  }

  // The named types that a table of this page speaks of.
  std::string types_table() const {
    std::string out = "| type | |\n|---|---|";
    for (const auto& type : named_types(m_schemas)) {
      const bool used = m_types.find(" " + type.name + " ") != std::string::npos ||
                        m_types.find(" " + type.name + "s ") != std::string::npos;
      out += used ? "\n| `" + type.name + "` | " + cell(type.rule) + " |" : "";
    }
    return out;
  }

  json m_schemas;
  std::vector<CallGroup> m_calls;
  std::vector<std::string> m_objects;             // told under a heading of their own
  std::set<std::string> m_told;                   // so far
  std::map<std::string, std::string> m_requests;  // schema -> the call that told it
  std::string m_types;                            // of all fields so far
};

}  // namespace

bool is_in_reference(const Route& route) {
  const bool of_wallets =
      route.surface == Surface::lnd || route.surface == Surface::lnd_lines || route.surface == Surface::lnurl;
  return !of_wallets && route.path.rfind("/_sandbox/", 0) != 0;
}

std::string reference_markdown() {
  return ReferenceWriter().write();
}

}  // namespace satsrail::api
