#pragma once
// Lists: page and per_page, filters, and the envelope around one page.

#include "daemon/api/call.h"
#include "daemon/store/list_query.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::api {

// A field that a list may be sorted by, with q[s]=field or q[s]="field desc".
struct SortField {
  std::string_view name;
  std::string_view column;  // SQL expression of ours
};

// What was made first has the smaller number, and the clock never goes back: no index is needed for these two.
inline constexpr SortField k_by_id{"id", "seq"};
inline constexpr SortField k_by_creation{"created_at", "seq"};

// Out-of-range values are clamped and words are ignored, as the real service does; so is a field that is not among
// `sortable`.
store::PageRequest read_page(const Call& call, std::span<const SortField> sortable = {});

enum class FilterKind : std::uint8_t {
  text,      // exact
  nocase,    // exact, without case
  contains,  // substring, without case
  integer,
  boolean,
  time,  // RFC 3339, or a date; a date as upper bound means its end
  hex,   // bytes
};

struct Filter {
  std::string_view name;  // "status_eq" in q[status_eq]
  FilterKind kind;
  std::string_view column;      // SQL expression of ours
  std::string_view op;          // "=", ">=", "<="
  std::string_view plain = {};  // the same filter as a plain query parameter: "status"
};

// Conditions for every filter that the call uses. Unknown names and values that cannot be read are ignored, as
// the real service ignores them; an empty value too.
std::vector<store::Condition> read_filters(const Call& call, std::span<const Filter> filters);

// {"object":"list","data":[…],"meta":{…}}; `extra` are further members, as JSON text beginning with a comma.
std::string list_json(const std::vector<std::string>& items, const store::PageRequest& page, std::int64_t total,
                      std::string_view extra = {});

}  // namespace satsrail::api
