#include "cli/commands/handlers.h"
#include "cli/complete.h"
#include "cli/context.h"
#include "cli/help.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/result.h"
#include "core/version.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace satsrail::cli::handlers {

namespace {

Failure unknown_topic(const std::vector<std::string>& words) {
  auto failure = unknown_command(words);
  failure.code = "unknown_topic";
  std::vector<std::string> names;
  for (const auto& topic : topics()) {
    names.emplace_back(topic.name);
  }
  if (const auto near = closest(words[0], names)) {
    failure.hint = "did you mean:  satsrail help " + *near;
  }
  failure.what = "there is no help on '" + printable(join(words, " ")) + "'";
  failure.why = "it is no command and no topic (" + join(names, ", ") + ")";
  return failure;
}

// A command is in the page of its noun.
Outcome<int> print_man(Context& context) {
  const auto& words = context.in.args;
  std::string name;
  if (!words.empty()) {
    const auto* bare = find_command(words[0], "");
    const auto* noun = bare == nullptr ? longest_noun(words).noun : nullptr;
    name = noun != nullptr ? std::string(noun->name) : words[0];
  }
  const auto page = man_page(name);
  if (page.empty()) {
    return unknown_topic(words);
  }
  context.out.raw(page);
  return 0;
}

Outcome<Done> write_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (error || !(file << text) || !file.flush()) {
    return Failure{ExitCode::refused,
                   "cannot_write",
                   "cannot write " + path.string(),
                   std::strerror(errno),
                   "is there room, and may you write there?",
                   {}};
  }
  return Done{};
}

}  // namespace

Outcome<int> version(Context& context) {
  const std::string number(satsrail::version());
  if (context.out.machine()) {
    return context.out.object(R"({"version":")" + number + R"("})", View{.id = "version"});
  }
  context.out.line(context.out.options().quiet ? number : "satsrail " + number);
  return 0;
}

Outcome<int> help(Context& context) {
  auto& out = context.out;
  const auto& words = context.in.args;
  if (context.in.has("man")) {
    return print_man(context);
  }
  if (out.options().json) {
    out.line(help_json());
  } else if (context.in.has("tree")) {
    print_tree(out);
  } else if (words.empty()) {
    print_overview(out);
  } else if (const auto* bare = find_command(words[0], ""); bare != nullptr && !bare->hidden) {
    print_command(out, *bare);
  } else if (const auto* topic = find_topic(words[0]); topic != nullptr && words.size() == 1) {
    // `webhooks` is a topic and a noun: both are wanted.
    if (const auto* noun = find_noun(words[0]); noun != nullptr && noun->name == words[0]) {
      print_noun(out, *noun);
      out.line();
    }
    print_topic(out, *topic);
  } else if (const auto [noun, named] = longest_noun(words); noun != nullptr) {
    if (words.size() == named) {
      print_noun(out, *noun);
    } else if (const auto* command = find_command(noun->name, words[named])) {
      print_command(out, *command);
    } else {
      return unknown_verb(*noun, words[named]);
    }
  } else {
    return unknown_topic(words);
  }
  return 0;
}

Outcome<int> completion(Context& context) {
  context.out.raw(completion_script(context.in.args[0]));
  return 0;
}

// Never fails: a completion that complains is worse than none.
Outcome<int> complete(Context& context) {
  const auto show = [&](const std::vector<Candidate>& candidates, bool with_meaning) {
    for (const auto& candidate : candidates) {
      const bool says = with_meaning && !candidate.says.empty();
      context.out.line(printable(candidate.word) + (says ? "\t" + printable(candidate.says) : ""));
    }
  };
  if (const auto source = context.in.arg(0)) {
    show(candidates_of(context, *source), false);
    return 0;
  }
  const auto found = complete_line(context, context.in.tail);
  show(found.candidates, true);
  if (found.files) {
    context.out.line(":files");
  }
  if (found.commands) {
    context.out.line(":commands");
  }
  return 0;
}

Outcome<int> reference(Context& context) {
  context.out.raw(reference_markdown());
  return 0;
}

// For the build: what is installed below share/.
Outcome<int> share(Context& context) {
  const std::filesystem::path folder = context.in.args[0];
  for (const auto& page : man_pages()) {
    TRY(write_file(folder / "man/man1" / (page.file + ".1"), man_page(page.name)));
  }
  TRY(write_file(folder / "bash-completion/completions/satsrail", completion_script("bash")));
  TRY(write_file(folder / "zsh/site-functions/_satsrail", completion_script("zsh")));
  TRY(write_file(folder / "fish/vendor_completions.d/satsrail.fish", completion_script("fish")));
  return 0;
}

}  // namespace satsrail::cli::handlers
