#pragma once
// Fields that a PATCH may clear: absent leaves them as they are, null empties them.

#include "core/wire/fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace satsrail::wire {

template <class T>
using Clearable = std::optional<std::optional<T>>;  // nothing: as it is; an empty optional inside: cleared

// `read` is what Fields made of the field of this name.
template <class T>
Clearable<T> clearable(const Fields& fields, std::string_view name, std::optional<T> read) {
  if (read || fields.is_null(name)) {
    return Clearable<T>(std::in_place, std::move(read));
  }
  return std::nullopt;
}

// An empty reference is none: forms send what nobody filled in.
inline std::optional<std::string> unless_empty(std::optional<std::string> text) {
  return text && text->empty() ? std::nullopt : std::move(text);
}

inline Clearable<std::string> clearable_reference(Fields& fields, std::string_view name, std::size_t chars_max) {
  auto change = clearable(fields, name, fields.text(name, chars_max));
  if (change) {
    *change = unless_empty(*std::move(change));
  }
  return change;
}

}  // namespace satsrail::wire
