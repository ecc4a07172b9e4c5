#pragma once
// Ids as people give them: whole, shortened to an unambiguous beginning, or misspelt.

#include "cli/context.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace satsrail::cli {

// A source of objects. One row of the table in identify.cpp makes its ids complete and shorten; where the sandbox has
// no list of them, `list_path` is empty and an id is written whole.
struct ObjectSource {
  Source source;
  std::string_view name;  // how `satsrail __complete` is asked for it
  std::string_view noun;
  std::string_view list_path;
  std::string_view object_path;
  std::vector<const char*> names;  // the fields that name an object; the first is what others are resolved to
  const char* said = "";           // the field that completion shows beside the name
  Key key = Key::merchant;
  // What the sandbox alone does to one: "/expire" below it, or a change of what the API only reads. Empty: object_path.
  std::string_view action_path = {};

  bool is_listed() const { return !list_path.empty(); }
};
std::span<const ObjectSource> object_sources();
const ObjectSource* find_object_source(Source source);

// What completion offers: the name of each of the newest objects, and one thing to tell them apart by.
struct NamedObject {
  std::string name;
  std::string said;
};
Outcome<std::vector<NamedObject>> newest_objects(Context& context, const ObjectSource& source);

// Ids (and tokens, slugs) of the newest objects of a source, for completion and for finding what was meant.
// Needs a sandbox that answers; at most limits::id_search_pages_max pages are read.
Outcome<std::vector<std::vector<std::string>>> known_ids(Context& context, Source source);

// One object as the list shows it, in the order of its fields; none when it is not among those that are read.
Outcome<std::optional<std::string>> find_in_list(Context& context, Source source, const std::string& id,
                                                 const client::Query& filter);

// The path of one object, escaped: "/api/v1/products/coffee".
std::string object_path(Source source, const std::string& id);

// The whole id for what was typed. A whole id is taken as it is; anything shorter is looked up.
// Error: not_found (1) with what may have been meant; ambiguous_id (2).
Outcome<std::string> resolve_id(Context& context, Source source, const std::string& typed);

// What is paid or looked up at the node, args[0]: "-" and "@file" are read, "lightning:" falls off a BOLT11 string, the
// beginning of a checkout's token is looked up, and anything else (an id, a payment hash) goes as it is.
Outcome<std::string> resolve_target(Context& context);

// resolve_id for args[0], then the call; a 404 is told with the nearest id there is. send_to_object answers
// every other status as it is, call_on_object only 2xx.
Outcome<client::ApiReply> send_to_object(Context& context, Source source, const std::string& method,
                                         const std::string& suffix = {}, const std::string& body = {});
Outcome<client::ApiReply> call_on_object(Context& context, Source source, const std::string& method,
                                         const std::string& suffix = {}, const std::string& body = {});

// The same at the action_path, which the source must have: /_sandbox/wallets/ID. Only 2xx.
Outcome<client::ApiReply> call_in_sandbox(Context& context, Source source, const std::string& method,
                                          const std::string& body = {});

}  // namespace satsrail::cli
