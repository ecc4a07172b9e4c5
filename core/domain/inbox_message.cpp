#include "core/domain/inbox_message.h"

#include "core/limits.h"

#include <algorithm>

namespace satsrail {

bool is_inbox_name(std::string_view name) {
  return !name.empty() && name.size() <= limits::inbox_name_chars_max &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

}  // namespace satsrail
