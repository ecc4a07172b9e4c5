// Manual pages: the command table in the language of man(7). Everything outside ASCII is written as an escape, so that
// a page reads the same whatever encoding its reader takes it for.

#include "cli/help.h"
#include "cli/text.h"
#include "core/version.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace satsrail::cli {

namespace {

constexpr std::string_view k_daemon = "satsraild";

// One character of UTF-8 as "\[u2026]". `text` begins with a lead byte.
std::string unicode_escape(std::string_view text, std::size_t& length) {
  const auto lead = static_cast<unsigned char>(text[0]);
  length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  constexpr std::string_view k_digits = "0123456789ABCDEF";
  std::string hex;
  for (int shift = 20; shift >= 0; shift -= 4) {
    if (const auto digit = code >> shift & 0xFU; digit != 0 || !hex.empty() || shift < 16) {
      hex += k_digits[digit];
    }
  }
  return "\\[u" + hex + "]";
}

// Text for the inside of a line.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      std::size_t length = 1;
      out += unicode_escape(text.substr(i), length);
      i += length - 1;
    } else if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";  // a dash that can be copied, and no hyphen
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '`') {
      out += "\\(ga";
    } else {
      out += c;
    }
  }
  return out;
}

// One or more lines of running text; a line may not begin like a request.
std::string line(std::string_view text) {
  auto out = escaped(text);
  return (out.starts_with('.') ? "\\&" : "") + out + "\n";
}

std::string macro(std::string_view name, std::string_view argument) {
  auto quoted = escaped(argument);
  for (auto found = quoted.find('"'); found != std::string::npos; found = quoted.find('"', found + 4)) {
    quoted.replace(found, 1, "\\(dq");
  }
  return "." + std::string(name) + " \"" + quoted + "\"\n";
}

std::string section(std::string_view title) {
  return macro("SH", title);
}

// Lines as they stand.
std::string verbatim(std::string_view text) {
  std::string out = ".PP\n.RS 4\n.nf\n";
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out += end == 0 ? ".sp\n" : line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + ".fi\n.RE\n";
}

std::string entry(std::string_view name, std::string_view help) {
  return ".TP\n" + macro("B", name) + (help.empty() ? "\\&\n" : line(help));
}

std::string head(const std::string& file, std::string_view summary) {
  auto title = file;
  std::transform(title.begin(), title.end(), title.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  const std::string version(satsrail::version());
  return ".TH \"" + escaped(title) + "\" 1 \"\" \"satsrail " + version + "\" \"satsrail manual\"\n" + section("NAME") +
         escaped(file) + " \\- " + line(summary);
}

std::string file_of(std::string_view noun) {
  auto out = "satsrail-" + std::string(noun);
  std::replace(out.begin(), out.end(), ' ', '-');
  return out;
}

std::string see_also(const std::vector<std::string>& files) {
  std::string out = section("SEE ALSO");
  for (const auto& file : files) {
    out += ".BR " + escaped(file) + " (1)" + (&file == &files.back() ? "\n" : ",\n");
  }
  return out;
}

std::string flag_entries(std::span<const Flag> flags, std::string_view group) {
  std::string out;
  for (const auto& flag : flags) {
    if (flag.group == group) {
      out += entry(flag_label(flag), std::string(flag.help) + (flag.required ? " (needed)" : ""));
    }
  }
  return out;
}

// What the names mean that an argument or a flag takes.
std::string tables_of(const Command& command) {
  constexpr std::size_t k_width = 66;  // within a page's margins of 80 columns
  const auto flags = command.own_flags();
  const auto arguments = command.arguments();
  std::string out;
  if (std::any_of(flags.begin(), flags.end(), [](const Flag& flag) { return flag.explained; })) {
    out += ".PP\nOutcomes:\n" + verbatim(outcomes_text(k_width, OutcomeText::payer));
  }
  if (std::any_of(arguments.begin(), arguments.end(),
                  [](const Argument& argument) { return argument.source == Source::node_settings; })) {
    out += ".PP\nSettings:\n" + verbatim(settings_text(k_width));
  }
  return out;
}

std::string examples_of(const Command& command) {
  std::string lines;
  for (const auto& example : command.shown_examples()) {
    lines += example.says.empty() ? "" : "# " + std::string(example.says) + "\n";
    lines += "satsrail " + std::string(example.line) + "\n";
  }
  return lines.empty() ? "" : verbatim(lines);
}

std::string command_section(const Command& command) {
  auto out = macro("SS", "satsrail " + command.name()) + line(std::string(command.summary) + ".");
  out += examples_of(command) + ".PP\n" + macro("B", usage_line(command));
  for (const auto& argument : command.arguments()) {
    out += entry(argument.name, argument.help);
  }
  for (const auto group : flag_groups(command)) {
    out += group == "Flags" ? "" : ".PP\n" + line(std::string(group) + ":");
    out += flag_entries(command.own_flags(), group);
  }
  if (!command.timeout_help.empty()) {
    out += entry("--timeout DURATION", command.timeout_help);
  }
  out += tables_of(command);
  return out + (command.details.empty() ? "" : ".PP\n" + line(command.details));
}

// Of a noun with its verbs, or of a bare verb.
std::string noun_page(std::string_view name, std::string_view summary) {
  auto out = head(file_of(name), summary) + section("SYNOPSIS");
  std::string commands_text;
  for (const auto& command : commands()) {
    if (command.noun == name && !command.hidden) {
      out += (commands_text.empty() ? "" : ".br\n") + macro("B", usage_line(command));
      commands_text += command_section(command);
    }
  }
  out += section("DESCRIPTION") + commands_text +
         ".SH \"GLOBAL FLAGS, ENVIRONMENT, EXIT STATUS\"\nAs in\n.BR satsrail (1).\n";
  std::vector<std::string> others{"satsrail"};
  for (const auto& noun : nouns()) {
    if (!word_below(noun, name).empty()) {
      others.push_back(file_of(noun.name));
    }
  }
  return out + see_also(others);
}

std::string words_of(std::string_view noun) {
  return join(words_after(noun), ", ");
}

std::string overview_page() {
  auto out = head("satsrail", "drive a local SatsRail sandbox: Bitcoin Lightning checkouts without money");
  out += section("SYNOPSIS") + macro("B", "satsrail NOUN VERB [ID] [flags]") + ".br\n" +
         macro("B", "satsrail VERB [flags]");
  out +=
      section("DESCRIPTION") +
      line(
          "Starts and drives satsraild, a sandbox of the SatsRail payments API on this machine: hosted checkouts, a "
          "simulated Lightning node, signed webhooks, and a clock that can be moved.") +
      ".PP\n" +
      line(
          "Flags may stand anywhere, the global ones too. Nouns may be singular or plural, ids may be shortened to an "
          "unambiguous beginning, - is stdin and @file a file. Durations are written 500ms, 20s, 16m, 2h, 1h30m, 3d.") +
      verbatim(
          "satsrail start\nsatsrail checkout create --amount 50.00\nsatsrail listen --forward-to 3000/webhooks\n"
          "satsrail pay cs_…\n");
  out += section("COMMANDS") + "Each has a manual page of its own.\n";
  for (const auto& command : commands()) {
    if (command.verb.empty() && !command.hidden) {
      out += entry(command.noun, std::string(command.summary) + ".");
    }
  }
  for (const auto& noun : nouns()) {
    out += entry(noun.name, std::string(noun.summary) + ": " + words_of(noun.name) + ".");
  }
  out += section("GLOBAL FLAGS");
  for (const auto& flag : global_flags()) {
    out += entry(flag_label(flag), flag.help);
  }
  out += section("ENVIRONMENT") +
         line(
             "Each flag has a variable: SATSRAIL_ and its name in capitals, as SATSRAIL_BASE_URL for --base-url. A "
             "flag on the command line wins over it, and it wins over the config files. Besides:");
  for (const auto& [name, help] : other_variables()) {
    out += entry(name, help);
  }
  out += section("FILES");
  for (const auto& [name, help] : std::to_array<std::pair<std::string_view, std::string_view>>({
           {"./satsrail.toml", "defaults of flags for a project; also looked for above, up to the folder with .git"},
           {"$XDG_CONFIG_HOME/satsrail/config.toml", "the user's defaults (~/.config); see satsrail help config"},
           {"$XDG_STATE_HOME/satsrail/", "the sandbox folder (~/.local/state), unless --dir names another"},
           {"credentials.json", "in the sandbox folder: address and keys, for its owner alone"},
           {"sandbox.db", "in the sandbox folder: everything the sandbox holds"},
           {"daemon.log", "in the sandbox folder: what a sandbox in the background has to say"},
       })) {
    out += entry(name, help);
  }
  out += section("EXIT STATUS") + verbatim(find_topic("exit-codes")->text);
  out += section("TOPICS") + line("satsrail help TOPIC explains:");
  for (const auto& topic : topics()) {
    out += entry(topic.name, topic.summary);
  }
  std::vector<std::string> others{std::string(k_daemon)};
  for (const auto& page : man_pages()) {
    if (page.file != "satsrail" && page.file != k_daemon) {
      others.push_back(page.file);
    }
  }
  return out + see_also(others);
}

struct Option {
  std::string_view name;
  std::string_view help;
};
// As `satsraild --help` has them; a test holds the two together.
constexpr Option k_daemon_options[]{
    {"--dir DIR", "the sandbox folder (SATSRAIL_DIR; default $XDG_STATE_HOME/satsrail)"},
    {"--db PATH", "the database file, or :memory: (default sandbox.db in the folder)"},
    {"--port N", "the port on 127.0.0.1; 0 picks a free one (default 7287)"},
    {"--rate-limit N", "requests a minute and key, or off (default 6000)"},
    {"--strict-namespaces", "serve no aliases of older clients: /api/v1/orders for /api/v1/m/orders, /m, /pub"},
    {"--seed-file FILE", "put the shop of this seed (JSON) in place first; a bad one ends the start"},
    {"--key KEY", "use this API key (sk_test_…, pk_live_…, ak_…); may be repeated"},
    {"--host NAME", "also answer to this name in the Host header; may be repeated"},
    {"--public-url URL", "how customers reach the checkout pages (default http://127.0.0.1:PORT)"},
    {"--webhook URL", "register this webhook endpoint for test mode"},
    {"--webhook-ca FILE", "trust these certificates (PEM) for https webhooks"},
    {"--seed N", "repeatable ids and preimages"},
    {"--clock TIME", "where a new sandbox's clock begins, such as 2026-01-31T12:00:00Z"},
    {"--network NAME",
     "whose invoices it makes: regtest (default), signet, testnet or mainnet. A real wallet may try "
     "to pay any but regtest's"},
    {"--autopay DURATION", "test-mode invoices pay themselves after this long; off: not (default: as it was)"},
    {"--delivery MODE",
     "of test-mode webhooks: async, sync (a call waits for first attempts) or collect (kept, not sent)"},
    {"--sync full|normal", "how a commit is made durable (default full)"},
    {"--ready-fd FD", "write one line of JSON there when ready"},
    {"--json", "print that line on stdout"},
    {"--exit-with-parent", "end when the parent process ends"},
    {"--help, --version", "say what they say, and end"},
};

std::string daemon_page() {
  auto out = head(std::string(k_daemon), "the SatsRail sandbox's daemon") + section("SYNOPSIS") +
             macro("B", "satsraild [flags]") + section("DESCRIPTION") +
             line(
                 "Serves the SatsRail API, a simulated Lightning node, hosted checkout pages and signed webhooks on "
                 "127.0.0.1, over one SQLite database. Usually run by satsrail start, in the background, or satsrail "
                 "serve, in the foreground. Its log goes to stderr. SIGTERM and SIGINT stop it: what was answered is "
                 "on disk.") +
             section("OPTIONS");
  for (const auto& option : k_daemon_options) {
    out += entry(option.name, option.help);
  }
  return out + section("EXIT STATUS") +
         line("0 when it was stopped, 2 for a wrong command line, 1 for anything else.") +
         see_also({"satsrail", "satsrail-start", "satsrail-serve"});
}

}  // namespace

std::vector<ManPage> man_pages() {
  std::vector<ManPage> out{{"satsrail", ""}, {std::string(k_daemon), std::string(k_daemon)}};
  for (const auto& command : commands()) {
    if (command.verb.empty() && !command.hidden) {
      out.push_back({file_of(command.noun), std::string(command.noun)});
    }
  }
  for (const auto& noun : nouns()) {
    out.push_back({file_of(noun.name), std::string(noun.name)});
  }
  return out;
}

std::string man_page(std::string_view name) {
  if (name.empty()) {
    return overview_page();
  }
  if (name == k_daemon) {
    return daemon_page();
  }
  if (const auto* command = find_command(name, ""); command != nullptr) {
    return command->hidden ? std::string() : noun_page(command->noun, command->summary);
  }
  const auto* noun = find_noun(name);
  return noun != nullptr ? noun_page(noun->name, noun->summary) : std::string();
}

}  // namespace satsrail::cli
