#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/help.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/domain/event_type.h"
#include "core/domain/node_settings.h"
#include "core/domain/payment_outcome.h"
#include "core/result.h"
#include "core/version.h"

#include <nlohmann/json.hpp>

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
  const auto wanted = context.in.arg(0).value_or("");
  if (wanted == source_name(Source::event_types)) {
    for (const auto type : event_type::all) {
      context.out.line(type);
    }
  } else if (wanted == source_name(Source::outcomes)) {
    for (const auto& info : payment_outcomes()) {
      context.out.line(info.name);
    }
  } else if (wanted == source_name(Source::node_settings)) {
    for (const auto& info : node_setting_table()) {
      context.out.line(info.name);
    }
  } else if (wanted == source_name(Source::help_topics)) {
    for (const auto& topic : topics()) {
      if (find_noun(topic.name) == nullptr) {  // `webhooks` and `time` are both
        context.out.line(topic.name);
      }
    }
    for (const auto& noun : nouns()) {
      if (noun.name.find(' ') == std::string_view::npos) {
        context.out.line(noun.name);
      }
    }
    for (const auto& command : commands()) {
      if (command.verb.empty() && !command.hidden) {
        context.out.line(command.noun);
      }
    }
  } else {
    for (const Source source : {Source::checkouts, Source::products, Source::transactions, Source::webhooks,
                                Source::events, Source::deliveries, Source::faults, Source::node_payments}) {
      if (wanted == source_name(source)) {
        if (const auto ids = known_ids(context, source); ids.ok()) {
          for (const auto& names : *ids) {
            context.out.line(printable(names.front()));
          }
        }
      }
    }
  }
  return 0;
}

Outcome<int> reference(Context& context) {
  context.out.raw(reference_markdown());
  return 0;
}

}  // namespace satsrail::cli::handlers
