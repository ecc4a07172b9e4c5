#include "cli/scenario/answer.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::size_t k_said_lines_max = 12;  // of what a failing step printed last

std::string without_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) {
    text.pop_back();
  }
  return text;
}

// None when a line of the text is no JSON object.
std::optional<json> json_lines(const std::string& text) {
  json out = json::array();
  for (const auto& line : split(text, '\n')) {
    auto parsed = json::parse(line, nullptr, false);
    if (!parsed.is_object()) {
      return std::nullopt;
    }
    out.push_back(std::move(parsed));
  }
  return out.empty() ? std::nullopt : std::optional(std::move(out));
}

}  // namespace

json answer_of(const Step& step, const StepOutput& output) {
  if (step.as_json) {
    if (auto whole = json::parse(output.out, nullptr, false); whole.is_structured()) {
      return whole;
    }
    if (auto lines = json_lines(output.out)) {
      return std::move(*lines);
    }
    for (const auto& line : split(output.err, '\n')) {
      auto error = json::parse(line, nullptr, false);
      if (output.exit_code != 0 && error.is_object() && error.contains("error")) {
        return error;
      }
    }
  }
  return {{"exit", output.exit_code}, {"stdout", without_end(output.out)}, {"stderr", without_end(output.err)}};
}

std::optional<HttpAnswer> http_answer_in(const std::string& printed) {
  constexpr std::string_view k_version = "HTTP/1.1 ";
  const auto end = printed.find("\n\n");
  if (!printed.starts_with(k_version) || end == std::string::npos) {
    return std::nullopt;
  }
  HttpAnswer out;
  std::from_chars(printed.data() + k_version.size(), printed.data() + end, out.status);
  const auto body = printed.substr(end + 2);
  auto parsed = json::parse(body, nullptr, false);
  out.body =
      std::make_shared<const json>(parsed.is_structured() ? std::move(parsed) : json{{"body", without_end(body)}});
  return out;
}

std::vector<std::string> said_lines(const std::string& err) {
  std::vector<std::string> out;
  for (const auto& line : split(err, '\n')) {
    const auto parsed = json::parse(line, nullptr, false);
    if (!parsed.is_object()) {
      out.push_back(printable(line));
      continue;
    }
    for (const char* path : {"error.message", "error.reason", "error.hint", "note.message"}) {
      if (const auto text = text_at_path(parsed, path); !text.empty()) {
        out.push_back(printable(text));
      }
    }
  }
  if (out.size() > k_said_lines_max) {
    out.erase(out.begin(), out.end() - k_said_lines_max);
    out.insert(out.begin(), "…");
  }
  return out;
}

}  // namespace satsrail::cli
