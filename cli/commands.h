#pragma once
// The shape of the command table. Parsing, help, completion and docs/cli.md are all driven by it: a command
// that is not a row does not exist, and a flag that is not in its row is refused.

#include "cli/failure.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

class Context;

// Where values come from, for completion and for ids that are shortened.
enum class Source : std::uint8_t {
  none,
  checkouts,
  products,
  transactions,
  webhooks,
  events,
  deliveries,
  event_types,
  node_payments,
  merchants,
  keys,
  snapshots,
  faults,
  requests,       // of the log of requests
  outcomes,       // of the table in core/domain/payment_outcome.h
  node_settings,  // of the one in core/domain/node_settings.h
  files,
  help_topics,
  api_methods,
  api_paths,    // of the sandbox's /openapi.json
  config_keys,  // flags, alone or behind the command that they are set for
  profiles,     // that the config files define
  product_types,
  taxes,
  discounts,
  wallets,
  merchant_documents,
  staff,
  orders,
  invoices,
  payments,
  payment_requests,
};

inline constexpr std::size_t k_arguments_max = 2;
inline constexpr std::size_t k_flags_max = 20;
inline constexpr std::size_t k_examples_max = 3;

struct Argument {
  std::string_view name = {};  // in capitals, as help prints it
  std::string_view help = {};
  bool required = true;
  Source source = Source::none;
  std::string_view choices = {};  // "bash|zsh|fish"; empty: anything
  bool repeatable = false;        // the last argument only
};

struct Flag {
  std::string_view name;        // long form, without dashes
  char letter = 0;              // short form, or 0
  std::string_view value = {};  // what help prints for its value; empty: a switch
  std::string_view help = {};
  std::string_view group = "Flags";  // heading in help
  bool required = false;
  bool repeatable = false;
  bool optional_value = false;   // --json, --json=fields
  std::string_view one_of = {};  // flags of one command with the same text exclude each other
  Source source = Source::none;
  std::string_view choices = {};
  bool explained = false;  // help goes on with what the names of its source mean
  // "FILE [KEY]": the word behind its value belongs to it as well, unless that is a flag. Read both by values().
  bool takes_two = false;
  bool hides_global = false;  // replaces the global flag of this name, and has no variable

  bool takes_value() const { return !value.empty() && !optional_value; }
};

struct Example {
  std::string_view line = {};  // without the leading "satsrail "
  std::string_view says = {};
};

using Handler = Outcome<int> (*)(Context&);

struct Command {
  std::string_view noun;          // or the bare verb; two words for a noun below another: "node payments"
  std::string_view verb = {};     // empty for a bare verb
  std::string_view aliases = {};  // other spellings of the verb: "show|view"
  std::string_view summary = {};
  // Plain arrays, so that the whole table is one constant; a row without a name ends each. Read them through
  // arguments(), own_flags() and shown_examples().
  Argument args[k_arguments_max + 1] = {};
  Flag flags[k_flags_max + 1] = {};
  Example examples[k_examples_max + 1] = {};
  std::string_view details = {};          // paragraphs below the flags
  std::string_view one_of_required = {};  // a `one_of` group of which one flag must be given
  Handler handler = nullptr;
  std::string_view tail = {};  // what follows `--`, if the command takes that: "CMD…"
  // What the global --timeout is for here, where it is not for the sandbox: then the command reads it itself.
  std::string_view timeout_help = {};
  bool hidden = false;
  bool despite_bad_config = false;  // works, without the config files, when one of them cannot be read

  std::string name() const;  // "checkout create", "start"
  std::span<const Argument> arguments() const;
  std::span<const Flag> own_flags() const;  // without the global ones
  std::span<const Example> shown_examples() const;
};

struct Noun {
  std::string_view name;
  std::string_view aliases;  // "product" for "products"
  std::string_view summary;
};

std::span<const Command> commands();
std::span<const Noun> nouns();  // of two-word commands, in the order help lists them
std::span<const Flag> global_flags();

const Noun* find_noun(std::string_view word);  // by name or alias
// Is this noun below that one? Then answers its own word: "payments" of "node payments".
std::string_view word_below(const Noun& noun, std::string_view above);
// The words that may follow a noun: its verbs and the nouns below it.
std::vector<std::string> words_after(std::string_view noun);

// How many words at the beginning of a line name the noun, the longest that fits: 2 for "node payments list".
struct NamedNoun {
  const Noun* noun = nullptr;
  std::size_t words = 0;
};
NamedNoun longest_noun(const std::vector<std::string>& words);
// `noun` is a bare verb or a canonical noun; `verb` may be an alias. Null when there is none.
const Command* find_command(std::string_view noun, std::string_view verb);
const Flag* find_flag(const Command& command, std::string_view name);  // of the command, else global
// Is `word` one of "a|b|c"?
bool is_one_of(std::string_view alternatives, std::string_view word);

// SATSRAIL_FORWARD_TO for --forward-to.
std::string environment_name(const Flag& flag);

}  // namespace satsrail::cli
