#include "cli/help.h"

#include "cli/text.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

struct Section {
  std::string_view title;
  std::initializer_list<std::string_view> words;  // bare verbs and nouns
};

// The order of the overview. A test holds that it names every command.
const Section k_sections[]{
    {"Sandbox", {"start", "serve", "stop", "status", "reset", "snapshot", "doctor", "exec", "run"}},
    {"Selling", {"checkout", "pay", "orders", "invoices", "payment-requests", "payments", "transactions", "rates"}},
    {"What is sold", {"products", "product-types", "catalog", "taxes", "discounts", "access"}},
    {"Events", {"listen", "trigger", "webhooks", "events", "deliveries", "signature"}},
    {"Merchants", {"merchants", "keys", "wallets", "merchant-documents", "staff", "plans", "exchanges", "seed"}},
    {"Time and the node", {"clock", "node", "node payments", "node invoices"}},
    {"Failures and what was asked", {"faults", "logs", "inbox"}},
    {"Any request", {"api", "get", "post", "patch", "delete"}},
    {"Anything else", {"open", "config", "completion", "version", "help"}},
};

std::string verb_list(std::string_view noun) {
  std::vector<std::string> verbs;
  for (const auto& command : commands()) {
    if (command.noun == noun) {
      verbs.emplace_back(command.verb);
    }
  }
  return join(verbs, " ");  // nouns below it have a line of their own
}

std::size_t help_width(const Output& out) {
  return std::clamp<std::size_t>(out.options().width, 40, 100);
}

// Names and what they mean, in two columns; what does not fit goes on below itself.
void print_rows(Output& out, const std::vector<std::pair<std::string, std::string>>& rows, std::size_t at_least = 0) {
  constexpr std::size_t k_name_width_max = 28;  // a longer one has its text right behind it
  constexpr std::size_t k_text_width_min = 24;
  std::size_t width = at_least;
  for (const auto& [name, help] : rows) {
    width = std::max(width, std::min(display_width(name), k_name_width_max));
  }
  const auto column = width + 4;
  const auto text_width = std::max(help_width(out), column + k_text_width_min) - column;
  for (const auto& [name, help] : rows) {
    auto left = "  " + name;
    if (help.empty()) {
      out.line(left);
    }
    for (const auto& line : wrapped(help, text_width)) {
      const auto used = display_width(left);
      out.line(left + std::string(used + 2 <= column ? column - used : 2, ' ') + out.paint(Ink::dim, line));
      left.clear();
    }
  }
}

void print_text(Output& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void print_heading(Output& out, std::string_view title) {
  out.line(out.paint(Ink::bold, title));
}

// A paragraph, broken between words.
void print_wrapped(Output& out, std::string_view text) {
  for (const auto& line : wrapped(text, help_width(out))) {
    out.line(line);
  }
}

// The names that --outcome takes. What they do to the merchant is in the topic.
void print_outcomes(Output& out) {
  print_heading(out, "Outcomes");
  print_text(out, outcomes_text(help_width(out), OutcomeText::payer));
}

void print_globals(Output& out, const Command& command) {
  std::string line = "Global:";
  for (const auto& flag : global_flags()) {
    if (find_flag(command, flag.name) != &flag) {
      continue;
    }
    const auto name = flag.letter != 0 ? std::string("-") + flag.letter : "--" + std::string(flag.name);
    if (display_width(line) + name.size() + 1 > std::max<std::size_t>(out.options().width, 40)) {
      out.line(out.paint(Ink::dim, line));
      line = "       ";
    }
    line += " " + name;
  }
  out.line(out.paint(Ink::dim, line));
}

void print_examples(Output& out, const Command& command) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& example : command.shown_examples()) {
    rows.emplace_back("satsrail " + std::string(example.line),
                      example.says.empty() ? "" : "# " + std::string(example.says));
  }
  for (const auto& [line, says] : rows) {
    // A remark that does not fit beside its line goes above it.
    if (!says.empty() && display_width(line) + display_width(says) + 4 > out.options().width) {
      out.line("  " + out.paint(Ink::dim, says));
      out.line("  " + line);
    } else {
      out.line("  " + line + (says.empty() ? "" : "  " + out.paint(Ink::dim, says)));
    }
  }
}

}  // namespace

std::string flag_label(const Flag& flag) {
  auto label = (flag.letter != 0 ? std::string("-") + flag.letter + ", " : "") + "--" + std::string(flag.name);
  if (flag.optional_value) {
    label += "[=" + std::string(flag.value) + "]";
  } else if (!flag.value.empty()) {
    label += " " + std::string(flag.value);
  }
  return label;
}

std::vector<std::string_view> flag_groups(const Command& command) {
  std::vector<std::string_view> groups;
  for (const auto& flag : command.own_flags()) {
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) {
      groups.push_back(flag.group);
    }
  }
  return groups;
}

std::string usage_line(const Command& command) {
  auto out = "satsrail " + command.name();
  for (const auto& argument : command.arguments()) {
    const auto name = std::string(argument.name) + (argument.repeatable ? "…" : "");
    out += argument.required ? " " + name : " [" + name + "]";
  }
  for (const auto& flag : command.own_flags()) {
    if (flag.required) {
      out += " " + flag_label(flag);
    }
  }
  if (!command.own_flags().empty()) {
    out += " [flags]";
  }
  if (!command.tail.empty()) {
    out += " -- " + std::string(command.tail);
  }
  return out;
}

void print_overview(Output& out) {
  out.line(out.paint(Ink::bold, "satsrail") +
           " drives a local SatsRail sandbox: Bitcoin Lightning checkouts without money.");
  out.line();
  print_rows(out, {{"satsrail start", "starts it"},
                   {"satsrail checkout create --amount 50.00", ""},
                   {"satsrail listen --forward-to 3000/webhooks", ""},
                   {"satsrail pay cs_…", ""}});
  for (const auto& section : k_sections) {
    out.line();
    print_heading(out, section.title);
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto word : section.words) {
      const auto* command = find_command(word, "");
      rows.emplace_back(word, command != nullptr ? std::string(command->summary) : verb_list(word));
    }
    print_rows(out, rows, 12);
  }
  out.line();
  std::string names;
  for (const auto& topic : topics()) {
    names += " " + std::string(topic.name);
  }
  out.line("satsrail COMMAND --help explains one; topics (satsrail help TOPIC):");
  out.line(" " + names);
}

void print_noun(Output& out, const Noun& noun) {
  out.line(out.paint(Ink::bold, "satsrail " + std::string(noun.name)) + ": " + std::string(noun.summary));
  out.line();
  std::vector<std::pair<std::string, std::string>> rows;
  const Command* first = nullptr;
  for (const auto& command : commands()) {
    const auto* own = find_noun(command.noun);
    const bool below = own != nullptr && !word_below(*own, noun.name).empty();
    if (command.noun == noun.name || below) {
      first = first == nullptr ? &command : first;
      auto left = (below ? std::string(word_below(*own, noun.name)) + " " : "") + std::string(command.verb);
      for (const auto& argument : command.arguments()) {
        left += " " + std::string(argument.name);
      }
      rows.emplace_back(left, std::string(command.summary));
    }
  }
  if (first != nullptr) {
    print_examples(out, *first);
    out.line();
  }
  print_rows(out, rows);
  out.line();
  out.line(out.paint(Ink::dim, "satsrail help " + std::string(noun.name) + " VERB explains one."));
}

void print_command(Output& out, const Command& command) {
  out.line(out.paint(Ink::bold, "satsrail " + command.name()) + ": " + std::string(command.summary));
  out.line();
  print_examples(out, command);
  out.line();
  out.line(out.paint(Ink::bold, "Usage") + "  " + usage_line(command));
  if (!command.arguments().empty()) {
    out.line();
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& argument : command.arguments()) {
      rows.emplace_back(argument.name, argument.help);
    }
    print_rows(out, rows);
  }
  std::size_t width = 0;
  for (const auto& flag : command.own_flags()) {
    width = std::max(width, display_width(flag_label(flag)));
  }
  for (const auto group : flag_groups(command)) {
    out.line();
    print_heading(out, group);
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& flag : command.own_flags()) {
      if (flag.group == group) {
        rows.emplace_back(flag_label(flag), std::string(flag.help) + (flag.required ? " (needed)" : ""));
      }
    }
    print_rows(out, rows, width);
  }
  if (!command.timeout_help.empty()) {
    print_rows(out, {{"--timeout DURATION", std::string(command.timeout_help)}}, width);
  }
  const auto flags = command.own_flags();
  if (std::any_of(flags.begin(), flags.end(), [](const Flag& flag) { return flag.explained; })) {
    out.line();
    print_outcomes(out);
  }
  const auto arguments = command.arguments();
  if (std::any_of(arguments.begin(), arguments.end(),
                  [](const Argument& argument) { return argument.source == Source::node_settings; })) {
    out.line();
    print_heading(out, "Settings");
    print_text(out, settings_text(help_width(out)));
  }
  if (!command.details.empty()) {
    out.line();
    print_wrapped(out, command.details);
  }
  out.line();
  print_globals(out, command);
}

void print_topic(Output& out, const Topic& topic) {
  out.line(out.paint(Ink::bold, topic.name) + ": " + std::string(topic.summary));
  out.line();
  print_text(out, topic.text);
  if (const auto generated = generated_text(topic, help_width(out)); !generated.empty()) {
    out.line();
    print_text(out, generated);
  }
  if (topic.name != "environment") {
    return;
  }
  out.line();
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& flag : global_flags()) {
    rows.emplace_back(environment_name(flag), std::string(flag.help) + "  (" + flag_label(flag) + ")");
  }
  print_rows(out, rows);
  out.line();
  out.line("Without a flag:");
  const auto others = other_variables();
  print_rows(out, {others.begin(), others.end()});
}

std::span<const std::pair<std::string_view, std::string_view>> other_variables() {
  static constexpr std::pair<std::string_view, std::string_view> k_variables[]{
      {"SATSRAIL_CONTROL_KEY", "the control key (ak_…) of a sandbox whose folder is not here"},
      {"SATSRAIL_DAEMON", "the program satsraild, when it is not beside satsrail"},
      {"XDG_STATE_HOME", "holds the default sandbox folder (~/.local/state)"},
      {"XDG_CONFIG_HOME", "holds the user's config file (~/.config)"},
      {"NO_COLOR, TERM=dumb", "no colour"},
  };
  return k_variables;
}

void print_tree(Output& out) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& command : commands()) {
    if (!command.hidden) {
      rows.emplace_back(usage_line(command).substr(9), std::string(command.summary));
    }
  }
  print_rows(out, rows, 28);
}

}  // namespace satsrail::cli
