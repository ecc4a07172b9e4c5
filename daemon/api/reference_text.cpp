#include "daemon/api/reference_text.h"

#include "core/result.h"
#include "schema/schema.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace satsrail::api {

namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// "start REST" -> REST
std::optional<std::string_view> after(std::string_view line, std::string_view start) {
  return starts_with(line, start) ? std::optional(line.substr(start.size())) : std::nullopt;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) {
      list.emplace_back(text.substr(at, end - at));
    }
    at = end + 1;
  }
  return list;
}

// Blank lines at both ends are of no account.
void trim_lines(std::string& text) {
  text.erase(0, std::min(text.find_first_not_of('\n'), text.size()));
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
}

class PageReader {
 public:
  ReferenceText read(std::string_view markdown) {
    bool in_block = false;
    for (std::size_t at = 0; at < markdown.size();) {
      const auto end = std::min(markdown.find('\n', at), markdown.size());
      const auto line = markdown.substr(at, end - at);
      if (starts_with(line, "```")) {
        in_block = !in_block;
      }
      if (in_block || !take(line)) {
        prose().append(line).push_back('\n');
      }
      at = end + 1;
    }
    trim();
    return std::move(m_page);
  }

 private:
  // Is the line more than prose?
  bool take(std::string_view line) {
    if (const auto call = after(line, "### ")) {
      return begin_call(*call);
    }
    if (const auto title = after(line, "## ")) {
      m_page.sections.push_back({std::string(*title), {}, {}, {}});
      return true;
    }
    if (const auto title = after(line, "# ")) {
      m_page.title = *title;
      return true;
    }
    if (const auto resources = after(line, "<!-- resource: ")) {
      section(line).resources = words(resources->substr(0, resources->find(" -->")));
      return true;
    }
    const auto note = after(line, "- ");
    return note && take_note(*note);
  }

  bool begin_call(std::string_view heading) {
    const auto blank = heading.find(' ');
    if (blank == std::string_view::npos || heading.substr(blank + 1, 1) != "/") {
      return false;  // a heading like any other
    }
    section(heading).calls.push_back({std::string(heading), {}, {}, {}});
    return true;
  }

  bool take_note(std::string_view note) {
    const auto colon = note.find(": ");
    if (colon == std::string_view::npos) {
      return false;
    }
    const std::string text(note.substr(colon + 2));
    if (note[0] == '!') {
      m_page.errors.push_back({std::string(note.substr(1, colon - 1)), text, 0});
      return true;
    }
    if (!in_call()) {
      return false;
    }
    auto& call = m_page.sections.back().calls.back();
    if (note[0] == '?') {
      call.queries.push_back({std::string(note.substr(1, colon - 1)), text, 0});
      return true;
    }
    int status = 0;
    const auto [end, error] = std::from_chars(note.data(), note.data() + colon, status);
    if (error != std::errc() || *end != ' ' || status < 200 || status > 599) {
      return false;
    }
    const auto code = static_cast<std::size_t>(end + 1 - note.data());
    call.errors.push_back({std::string(note.substr(code, colon - code)), text, status});
    return true;
  }

  bool in_call() const { return !m_page.sections.empty() && !m_page.sections.back().calls.empty(); }

  Section& section(std::string_view line) {
    if (m_page.sections.empty()) {
      throw std::runtime_error("schema/api.md: no section is open at: " + std::string(line));
    }
    return m_page.sections.back();
  }

  std::string& prose() {
    if (m_page.sections.empty()) {
      return m_page.prose;
    }
    auto& last = m_page.sections.back();
    return last.calls.empty() ? last.prose : last.calls.back().prose;
  }

  void trim() {
    trim_lines(m_page.prose);
    for (auto& section : m_page.sections) {
      trim_lines(section.prose);
      for (auto& call : section.calls) {
        trim_lines(call.prose);
      }
    }
  }

  ReferenceText m_page;
};

// "payment_requests" -> "Payment requests"
std::string title_of(std::string_view resource) {
  std::string title(resource.substr(resource.front() == '/' ? 1 : 0));
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') {
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  }
  return title;
}

const CallText* text_about(const std::string& call) {
  for (const auto& section : reference_text().sections) {
    for (const auto& text : section.calls) {
      if (text.call == call) {
        return &text;
      }
    }
  }
  return nullptr;
}

void add_note(std::vector<Failure>& list, const Note& note) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const Failure& old) { return old.status == note.status; });
  if (at == list.end()) {
    list.push_back({note.status, note.name, note.text, true});
    return;
  }
  if (!at->own) {
    *at = {note.status, at->codes == note.name ? note.name : at->codes + ", " + note.name, note.text, true};
    return;
  }
  at->codes += at->codes.find(note.name) == std::string::npos ? ", " + note.name : "";
  at->when += "; " + note.text;
}

}  // namespace

const ReferenceText& reference_text() {
  static const auto text = parse_reference_text(schema::file("api.md"));
  return text;
}

ReferenceText parse_reference_text(std::string_view markdown) {
  return PageReader().read(markdown);
}

std::vector<Note> error_texts() {
  std::vector<Note> list;
  for (int i = 0; i < static_cast<int>(ErrorCode::needs_write); ++i) {
    const auto info = error_info(static_cast<ErrorCode>(i));
    Note note{std::string(info.code), {}, info.status};
    for (const auto& written : reference_text().errors) {
      if (written.name == info.code) {
        note.text = written.text;
      }
    }
    list.push_back(std::move(note));
  }
  std::stable_sort(list.begin(), list.end(), [](const Note& a, const Note& b) { return a.status < b.status; });
  return list;
}

std::string call_name(const Route& route) {
  return std::string(to_string(route.verb)) + " " + std::string(route.path);
}

std::string resource_of(std::string_view path) {
  for (const auto* const space : {"/api/v1/m/", "/api/v1/pub/", "/api/v1/"}) {
    if (const auto rest = after(path, space)) {
      return std::string(rest->substr(0, rest->find('/')));
    }
  }
  return std::string(path.substr(0, path.find('/', 1)));
}

std::string tag_of(const Route& route) {
  if (const auto rest = after(route.path, "/_sandbox/")) {
    return "Sandbox: " + title_of(rest->substr(0, rest->find('/')));
  }
  switch (route.surface) {
    case Surface::lnd:
    case Surface::lnd_lines:
      return "Lightning: LND";
    case Surface::lnurl:
      return "Lightning: LNURL";
    case Surface::api:
    case Surface::sandbox:
    case Surface::page:
      break;
  }
  const auto resource = resource_of(route.path);
  for (const auto& section : reference_text().sections) {
    if (std::find(section.resources.begin(), section.resources.end(), resource) != section.resources.end()) {
      return section.title;
    }
  }
  return title_of(resource);
}

const CallText* text_of(const Route& route) {
  if (const auto* text = text_about(call_name(route))) {
    return text;
  }
  // The same call in two namespaces is written about once.
  for (const auto& twin : routes()) {
    if (!twin.is_alias() && twin.verb == route.verb && twin.handler == route.handler && twin.auth == route.auth) {
      if (const auto* text = text_about(call_name(twin))) {
        return text;
      }
    }
  }
  return nullptr;
}

std::vector<Failure> failures_of(const Route& route) {
  std::vector<Failure> list;
  if (route.surface == Surface::lnurl) {
    return list;  // its failures come with 200 too
  }
  if (!route.request_schema.empty()) {
    list.push_back(
        {400, "bad_request, parameter_missing", "The body is no valid JSON, or its wrapper is missing", false});
  }
  if (route.auth != Auth::none) {
    list.push_back({401, "unauthorized", "No key, or one that is unknown", false});
    list.push_back({403, "forbidden, merchant_inactive",
                    "The key is not of a kind that may do this, or its merchant is suspended", false});
  }
  if (route.path.find('{') != std::string_view::npos) {
    list.push_back({404, "not_found", "Unknown, or of another merchant or mode", false});
  }
  if (!route.request_schema.empty()) {
    list.push_back({413, "payload_too_large", "The body is larger than 1 MiB", false});
    const bool by_key = route.repeats == Repeats::by_key;
    list.push_back({422, by_key ? "validation_error, idempotency_key_reused" : "validation_error",
                    by_key
                        ? "A field is wrong; `fields` says which. Or the Idempotency-Key came with another body before"
                        : "A field is wrong; `fields` says which",
                    false});
  }
  if (route.auth != Auth::none) {
    list.push_back({429, "rate_limited", "Too many requests with this key; see Retry-After", false});
  }
  if (const auto* text = text_of(route)) {
    for (const auto& note : text->errors) {
      add_note(list, note);
    }
  }
  std::stable_sort(list.begin(), list.end(), [](const Failure& a, const Failure& b) { return a.status < b.status; });
  return list;
}

}  // namespace satsrail::api
