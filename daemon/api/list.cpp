#include "daemon/api/list.h"

#include "core/limits.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"
#include "core/wire/json_writer.h"

#include <algorithm>
#include <charconv>

namespace satsrail::api {

namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

// "a" -> "%a%", with LIKE's own signs taken literally.
std::string like_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char letter : text) {
    if (letter == '%' || letter == '_' || letter == '\\') {
      pattern.push_back('\\');
    }
    pattern.push_back(letter);
  }
  return pattern + "%";
}

std::optional<store::Condition> time_condition(const Filter& filter, std::string_view value) {
  const auto parsed = parse_iso(value);
  if (!parsed) {
    return std::nullopt;
  }
  auto time = parsed->time;
  if (filter.op == "<=") {
    // The wire shows whole seconds and dates: an upper bound means all of that second or day.
    time += parsed->date_only ? Duration(std::chrono::hours(24)) : Duration(std::chrono::seconds(1));
    time -= Duration(1);
  }
  return store::Condition{std::string(filter.column) + " " + std::string(filter.op) + " ?", to_millis(time)};
}

std::optional<store::Condition> condition(const Filter& filter, std::string_view value) {
  const auto column = std::string(filter.column);
  // An operator that brings its own placeholder is a whole test, such as IN (SELECT … ?).
  const bool whole = filter.op.find('?') != std::string_view::npos;
  const auto compare = column + " " + std::string(filter.op) + (whole ? "" : " ?");
  switch (filter.kind) {
    case FilterKind::text:
      return store::Condition{compare, std::string(value)};
    case FilterKind::nocase:
      return store::Condition{compare + " COLLATE NOCASE", std::string(value)};
    case FilterKind::contains:
      return store::Condition{column + " LIKE ? ESCAPE '\\'", like_pattern(value)};
    case FilterKind::integer: {
      const auto number = parse_integer(value);
      return number ? std::optional(store::Condition{compare, *number}) : std::nullopt;
    }
    case FilterKind::boolean: {
      const bool yes = value == "true" || value == "1";
      const bool no = value == "false" || value == "0";
      return yes || no ? std::optional(store::Condition{compare, std::int64_t{yes ? 1 : 0}}) : std::nullopt;
    }
    case FilterKind::time:
      return time_condition(filter, value);
    case FilterKind::hex: {
      auto bytes = from_hex(value);
      return bytes ? std::optional(store::Condition{compare, *std::move(bytes)}) : std::nullopt;
    }
  }
  return std::nullopt;
}

// "amount_sats desc", "amount_sats": upwards unless it says otherwise. Of several fields the first one counts.
void read_sort(std::string_view text, std::span<const SortField> sortable, store::PageRequest& page) {
  constexpr std::string_view k_blanks = " \t";
  text = text.substr(0, text.find(','));
  text.remove_prefix(std::min(text.find_first_not_of(k_blanks), text.size()));
  const auto name = text.substr(0, text.find_first_of(k_blanks));
  text.remove_prefix(name.size());
  text.remove_prefix(std::min(text.find_first_not_of(k_blanks), text.size()));
  const auto direction = text.substr(0, text.find_first_of(k_blanks));
  const auto field =
      std::find_if(sortable.begin(), sortable.end(), [&](const auto& each) { return each.name == name; });
  if (field != sortable.end()) {
    page.sorted_by = field->column;
    page.ascending = direction != "desc" && direction != "DESC";
  }
}

}  // namespace

store::PageRequest read_page(const Call& call, std::span<const SortField> sortable) {
  constexpr std::int64_t k_page_max = 1'000'000'000;
  store::PageRequest page;
  page.page = std::clamp<std::int64_t>(parse_integer(call.query_value("page")).value_or(1), 1, k_page_max);
  page.per_page = std::clamp<std::int64_t>(
      parse_integer(call.query_value("per_page")).value_or(limits::per_page_default), 1, limits::per_page_max);
  page.ascending = call.query_value("order") == "asc";
  read_sort(call.query_value("q[s]"), sortable, page);
  return page;
}

std::vector<store::Condition> read_filters(const Call& call, std::span<const Filter> filters) {
  std::vector<store::Condition> conditions;
  for (const auto& [name, value] : call.query) {
    if (value.empty() || conditions.size() >= limits::filters_max) {
      continue;
    }
    for (const auto& filter : filters) {
      const bool wanted = name == filter.plain || name == "q[" + std::string(filter.name) + "]";
      if (!wanted) {
        continue;
      }
      if (auto found = condition(filter, value)) {
        conditions.push_back(*std::move(found));
      }
    }
  }
  return conditions;
}

std::string list_json(const std::vector<std::string>& items, const store::PageRequest& page, std::int64_t total,
                      std::string_view extra) {
  const auto pages = (total + page.per_page - 1) / page.per_page;
  wire::JsonWriter json;
  json.begin_object().field("object", "list").key("data").begin_array();
  for (const auto& item : items) {
    json.raw(item);
  }
  json.end_array()
      .key("meta")
      .begin_object()
      .field("current_page", page.page)
      .field("total_pages", pages)
      .field("total_count", total)
      .field("per_page", page.per_page)
      .field("next_page", page.page < pages ? std::optional(page.page + 1) : std::nullopt)
      .field("prev_page",
             page.page > 1 ? std::optional(std::min(page.page - 1, std::max<std::int64_t>(pages, 1))) : std::nullopt)
      .field("page", page.page)
      .field("total", total)
      .end_object();
  auto text = json.take();
  text.append(extra);
  text.push_back('}');
  return text;
}

}  // namespace satsrail::api
