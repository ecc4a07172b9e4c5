#include "daemon/web/customer_form.h"

#include "core/limits.h"

#include <array>

namespace satsrail::web {

namespace {

// How a browser helps to fill a field in, and which keys a phone offers.
struct FieldKind {
  std::string_view name;
  std::string_view label;
  std::string_view type;
  std::string_view autocomplete;
  std::size_t chars_max;
};
constexpr std::array k_kinds{
    FieldKind{"email", "Email", "email", "email", limits::email_chars_max},
    FieldKind{"name", "Name", "text", "name", limits::text_chars_max},
    FieldKind{"phone", "Phone", "tel", "tel", limits::text_chars_max},
    FieldKind{"address", "Address", "text", "street-address", limits::text_chars_max},
};

const FieldKind& kind_of(std::string_view name) {
  for (const auto& kind : k_kinds) {
    if (kind.name == name) {
      return kind;
    }
  }
  return k_kinds[1];
}

Html input(const FieldKind& kind, const CustomerField& field) {
  const auto chars_max = static_cast<std::int64_t>(kind.chars_max);
  const std::string_view invalid = field.error.empty() ? "false" : "true";
  Html html;
  if (kind.name == "address") {
    html.put(
        R"(<textarea id="customer-{}" name="customer_{}" class="input" rows="3" autocomplete="{}" maxlength="{}" required aria-invalid="{}" aria-describedby="error-{}" dir="auto">{}</textarea>)",
        field.name, field.name, kind.autocomplete, chars_max, invalid, field.name, field.value);
  } else {
    html.put(
        R"(<input id="customer-{}" name="customer_{}" class="input" type="{}" autocomplete="{}" maxlength="{}" required aria-invalid="{}" aria-describedby="error-{}" dir="auto" value="{}">)",
        field.name, field.name, kind.type, kind.autocomplete, chars_max, invalid, field.name, field.value);
  }
  return html;
}

}  // namespace

Html customer_form(std::string_view action, const std::vector<CustomerField>& fields) {
  Html rows;
  for (const auto& field : fields) {
    const auto& kind = kind_of(field.name);
    Html error;
    if (!field.error.empty()) {
      error.put("<p id=\"error-{}\" class=\"field-error\">{}</p>", field.name, field.error);
    }
    rows.put("<div class=\"field\"><label for=\"customer-{}\">{}</label>{}{}</div>\n", field.name, kind.label,
             input(kind, field), error);
  }
  Html html;
  html.put(R"(<form method="post" action="{}" class="customer-form">
{}<button type="submit" class="button primary">Continue to payment</button>
</form>
)",
           action, rows);
  return html;
}

}  // namespace satsrail::web
