#pragma once
// A file of settings or steps as it was read: its values, and where in the text each of them stands, so that what is
// wrong with one can be said with its line.

#include "cli/failure.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace satsrail::cli {

// Counted from 1, columns in characters as the parser counts them; 0 is unknown.
struct TextPlace {
  std::size_t line = 0;
  std::size_t column = 0;
};

struct Document {
  std::string name;                                    // the file, as errors name it
  std::shared_ptr<const nlohmann::ordered_json> root;  // an object, its members in the order of the text
  // By JSON pointer, "/steps/0/run": the key of a member, the value of an element. The root has none.
  std::map<std::string, TextPlace, std::less<>> places;

  // Of the value, else of the nearest one around it.
  TextPlace place_of(std::string_view pointer) const;
  // "FILE:LINE:COLUMN", or "FILE" when nothing is known.
  std::string at(std::string_view pointer) const;
};

// A step deeper into a JSON pointer: "/steps" and "a/b" make "/steps/a~1b".
std::string pointer_to(std::string_view parent, std::string_view key);
std::string pointer_to(std::string_view parent, std::size_t index);

// "FILE:LINE:COLUMN", with as much of it as is known.
std::string place_text(std::string_view name, TextPlace place);

// A whole file's bytes. Error: unreadable_file (2), also for one above `bytes_max`, a folder or a device.
Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace satsrail::cli
