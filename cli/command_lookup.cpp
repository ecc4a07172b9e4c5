#include "cli/commands.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

template <class Row, std::size_t N>
std::span<const Row> until_unnamed(const Row (&rows)[N], std::string_view Row::*name) {
  std::size_t count = 0;
  while (count < N && !(rows[count].*name).empty()) {
    ++count;
  }
  return {rows, count};
}

}  // namespace

std::string Command::name() const {
  std::string out(noun);
  if (!verb.empty()) {
    out += ' ';
    out += verb;
  }
  return out;
}

std::span<const Argument> Command::arguments() const {
  return until_unnamed(args, &Argument::name);
}
std::span<const Flag> Command::own_flags() const {
  return until_unnamed(flags, &Flag::name);
}
std::span<const Example> Command::shown_examples() const {
  return until_unnamed(examples, &Example::line);
}

bool is_one_of(std::string_view alternatives, std::string_view word) {
  while (!word.empty() && !alternatives.empty()) {
    const auto end = alternatives.find('|');
    if (alternatives.substr(0, end) == word) {
      return true;
    }
    alternatives = end == std::string_view::npos ? std::string_view() : alternatives.substr(end + 1);
  }
  return false;
}

const Noun* find_noun(std::string_view word) {
  const auto all = nouns();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Noun& noun) { return noun.name == word || is_one_of(noun.aliases, word); });
  return found == all.end() ? nullptr : &*found;
}

std::string_view word_below(const Noun& noun, std::string_view above) {
  const bool below =
      noun.name.size() > above.size() + 1 && noun.name.starts_with(above) && noun.name[above.size()] == ' ';
  return below ? noun.name.substr(above.size() + 1) : std::string_view();
}

std::vector<std::string> words_after(std::string_view noun) {
  std::vector<std::string> words;
  for (const auto& command : commands()) {
    if (command.noun == noun && !command.hidden) {
      words.emplace_back(command.verb);
    }
  }
  for (const auto& other : nouns()) {
    if (const auto word = word_below(other, noun); !word.empty()) {
      words.emplace_back(word);
    }
  }
  return words;
}

NamedNoun longest_noun(const std::vector<std::string>& words) {
  if (words.empty()) {
    return {};
  }
  const auto* first = find_noun(words[0]);
  if (first != nullptr && words.size() > 1) {
    if (const auto* below = find_noun(std::string(first->name) + " " + words[1])) {
      return {below, 2};
    }
  }
  return {first, first != nullptr ? std::size_t{1} : 0};
}

const Command* find_command(std::string_view noun, std::string_view verb) {
  for (const auto& command : commands()) {
    if (command.noun == noun && (command.verb == verb || (!verb.empty() && is_one_of(command.aliases, verb)))) {
      return &command;
    }
  }
  return nullptr;
}

const Flag* find_flag(const Command& command, std::string_view name) {
  for (const auto& flag : command.own_flags()) {
    if (flag.name == name) {
      return &flag;
    }
  }
  for (const auto& flag : global_flags()) {
    if (flag.name == name) {
      return &flag;
    }
  }
  return nullptr;
}

std::string environment_name(const Flag& flag) {
  std::string out = "SATSRAIL_";
  for (const char c : flag.name) {
    out += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return out;
}

}  // namespace satsrail::cli
