#pragma once
// Fields that take one of a few words.

#include "core/wire/fields.h"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace satsrail::wire {

// "must be active, inactive or archived" is noted for any other word.
std::optional<std::string> choice(Fields& fields, std::string_view name, std::span<const std::string_view> words);
// "a, b or c"
std::string listed(std::span<const std::string_view> words);
// Of a change: a field may be left out, but not emptied.
void refuse_blank(Fields& fields, std::initializer_list<std::string_view> names);

}  // namespace satsrail::wire
