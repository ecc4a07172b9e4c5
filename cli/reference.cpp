// docs/cli.md and `help --json`: the command table in two more forms.

#include "cli/help.h"
#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli {

namespace {

using json = nlohmann::ordered_json;

json flag_json(const Flag& flag) {
  json out{{"name", flag.name},
           {"value", flag.value},
           {"help", flag.help},
           {"group", flag.group},
           {"required", flag.required},
           {"repeatable", flag.repeatable},
           {"environment", environment_name(flag)}};
  if (flag.letter != 0) {
    out["letter"] = std::string(1, flag.letter);
  }
  if (!flag.choices.empty()) {
    out["choices"] = split(flag.choices, '|');
  }
  return out;
}

json command_json(const Command& command) {
  json out{{"name", command.name()},     {"summary", command.summary}, {"usage", usage_line(command)},
           {"arguments", json::array()}, {"flags", json::array()},     {"examples", json::array()}};
  for (const auto& argument : command.arguments()) {
    out["arguments"].push_back({{"name", argument.name},
                                {"help", argument.help},
                                {"required", argument.required},
                                {"repeatable", argument.repeatable}});
  }
  for (const auto& flag : command.own_flags()) {
    out["flags"].push_back(flag_json(flag));
  }
  if (!command.timeout_help.empty()) {
    out["timeout"] = command.timeout_help;
  }
  for (const auto& example : command.shown_examples()) {
    out["examples"].push_back("satsrail " + std::string(example.line));
  }
  return out;
}

// A cell of a Markdown table: a bar would end it.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? std::string("\\|") : c == '\n' ? std::string(" ") : std::string(1, c);
  }
  return out;
}

void add_flags(std::string& out, std::span<const Flag> flags, bool with_variables) {
  out += with_variables ? "| flag | variable | |\n|---|---|---|\n" : "| flag | |\n|---|---|\n";
  for (const auto& flag : flags) {
    const auto help = std::string(flag.help) + (flag.required ? (flag.help.empty() ? "needed" : " (needed)") : "");
    out += "| `" + cell(flag_label(flag)) + "` | " + (with_variables ? "`" + environment_name(flag) + "` | " : "") +
           cell(help) + " |\n";
  }
  out += '\n';
}

void add_command(std::string& out, const Command& command) {
  out += "### `" + command.name() + "`\n\n" + std::string(command.summary) + ".\n\n```\n";
  for (const auto& example : command.shown_examples()) {
    out += "satsrail " + std::string(example.line) + (example.says.empty() ? "" : "   # " + std::string(example.says)) +
           "\n";
  }
  out += "```\n\n`" + usage_line(command) + "`\n\n";
  for (const auto& argument : command.arguments()) {
    out += "- `" + std::string(argument.name) + "`: " + std::string(argument.help) + "\n";
  }
  out += command.arguments().empty() ? "" : "\n";
  if (!command.own_flags().empty()) {
    add_flags(out, command.own_flags(), false);
  }
  if (!command.timeout_help.empty()) {
    out += "`--timeout DURATION`: " + cell(command.timeout_help) + "\n\n";
  }
  if (!command.details.empty()) {
    out += std::string(command.details) + "\n\n";
  }
}

}  // namespace

std::string help_json() {
  json out{{"commands", json::array()}, {"global_flags", json::array()}, {"topics", json::array()}};
  for (const auto& command : commands()) {
    if (!command.hidden) {
      out["commands"].push_back(command_json(command));
    }
  }
  for (const auto& flag : global_flags()) {
    out["global_flags"].push_back(flag_json(flag));
  }
  for (const auto& topic : topics()) {
    out["topics"].push_back({{"name", topic.name}, {"summary", topic.summary}});
  }
  return out.dump();
}

std::string reference_markdown() {
  std::string out = R"(# The command line

`satsrail NOUN VERB [ID] [flags]`. Flags may stand anywhere, the global ones too. Nouns may be singular or plural,
ids may be shortened to an unambiguous beginning, `-` is stdin and `@file` a file. This page is what
`satsrail __reference` prints; a test holds the two together.

## Global flags

)";
  add_flags(out, global_flags(), true);
  out += "Every other flag has a variable too: `SATSRAIL_` and its name in capitals.\n\n## Commands\n\n";
  for (const auto& command : commands()) {
    if (!command.hidden) {
      add_command(out, command);
    }
  }
  out += "## Topics\n";
  for (const auto& topic : topics()) {
    out += "\n### " + std::string(topic.name) + "\n\n" + std::string(topic.summary) + ".\n\n```\n" +
           std::string(topic.text) + "\n";
    if (const auto generated = generated_text(topic, 80); !generated.empty()) {
      out += "\n" + generated + "\n";
    }
    out += "```\n";
  }
  return out;
}

}  // namespace satsrail::cli
