// Product types, the catalog, taxes and discounts: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr std::string_view k_off = "Off (one of)";
constexpr Argument k_tax{.name = "ID", .help = "id, or the beginning of one", .source = Source::taxes};
constexpr Argument k_discount{.name = "ID", .help = "id, or the beginning of one", .source = Source::discounts};

// clang-format off
constexpr Command k_rows[]{
    {.noun = "product-types", .verb = "create", .aliases = "new", .summary = "Add a product type",
     .args = {{.name = "NAME", .help = "what buyers see"}},
     .flags = {{.name = "position", .value = "N", .help = "where it stands (default: behind all others)"},
               {.name = "external-ref", .value = "TEXT", .help = "your own reference, unique"}},
     .examples = {{"product-types create Downloads", ""}, {"product-types create 'Day passes' --position 1 -q", "its id alone"}},
     .handler = h::product_types_create},
    {.noun = "product-types", .verb = "list", .aliases = "ls", .summary = "List product types by position, then name",
     .flags = {{.name = "name", .value = "TEXT", .help = "whose name holds this"}, {.name = "external-ref", .value = "TEXT", .help = "of this reference of yours"},
               k_page, k_per_page},
     .examples = {{"product-types list", ""}, {"product-types list --format '{position} {name}'", ""}}, .handler = h::product_types_list},
    {.noun = "product-types", .verb = "get", .aliases = "show|view", .summary = "Show one product type", .args = {k_product_type},
     .examples = {{"product-types get Downloads", ""}}, .handler = h::product_types_get},
    {.noun = "product-types", .verb = "update", .aliases = "edit", .summary = "Change a product type; what is not named stays", .args = {k_product_type},
     .flags = {{.name = "name", .value = "TEXT", .help = "what buyers see"}, {.name = "position", .value = "N", .help = "where it stands"},
               {.name = "external-ref", .value = "TEXT", .help = "your own reference, unique", .one_of = "ref"},
               {.name = "clear-external-ref", .help = "it has none any more", .one_of = "ref"}},
     .examples = {{"product-types update Downloads --position 2", ""}}, .handler = h::product_types_update},
    {.noun = "product-types", .verb = "delete", .aliases = "rm|remove", .summary = "Delete a product type that no product is of", .args = {k_product_type},
     .examples = {{"product-types delete Downloads", ""}}, .details = "Exit 1 while a product is of it, archived ones included.", .handler = h::product_types_delete},
    {.noun = "catalog", .verb = "show", .aliases = "get|list|view", .summary = "Show all that the shop shows: types, active products, taxes and discounts",
     .examples = {{"catalog show", ""}, {"catalog show --json", "as the API answers it"}}, .handler = h::catalog_show},
    {.noun = "catalog", .verb = "version", .summary = "Print the catalog's version, which every write to it changes",
     .examples = {{"catalog version -q", ""}}, .details = "It is also the ETag of the catalog: with If-None-Match the API answers 304 while nothing changed.",
     .handler = h::catalog_version},
    {.noun = "taxes", .verb = "create", .aliases = "new", .summary = "Add a tax to the catalog", .args = {{.name = "NAME", .help = "such as VAT"}},
     .flags = {{.name = "rate", .value = "PERCENT", .help = "with at most two decimals: 19.25", .required = true},
               {.name = "applies-to", .value = "TEXT", .help = "your word for what it is raised on (default all)"}},
     .examples = {{"taxes create VAT --rate 19.25", ""}, {"taxes create 'Reduced VAT' --rate 7 --applies-to books", ""}},
     .details = "The catalog shows it; the sandbox raises none itself. An order says what tax is in it.", .handler = h::taxes_create},
    {.noun = "taxes", .verb = "list", .aliases = "ls", .summary = "List taxes, newest first", .flags = {k_page, k_per_page},
     .examples = {{"taxes list", ""}}, .handler = h::taxes_list},
    {.noun = "taxes", .verb = "delete", .aliases = "rm|remove", .summary = "Delete a tax", .args = {k_tax},
     .examples = {{"taxes delete 0192f0c1", ""}}, .handler = h::taxes_delete},
    {.noun = "discounts", .verb = "create", .aliases = "new", .summary = "Add a discount to the catalog", .args = {{.name = "NAME", .help = "such as Spring"}},
     .flags = {{.name = "percent", .value = "PERCENT", .help = "of the total, with at most two decimals", .group = k_off, .one_of = "value"},
               {.name = "amount", .value = "5.00", .help = "in the usual unit of the merchant's currency", .group = k_off, .one_of = "value"},
               {.name = "amount-cents", .value = "500", .help = "in its smallest unit", .group = k_off, .one_of = "value"}},
     .examples = {{"discounts create Spring --percent 12.5", ""}, {"discounts create 'Five off' --amount 5.00", ""}},
     .one_of_required = "value", .handler = h::discounts_create},
    {.noun = "discounts", .verb = "list", .aliases = "ls", .summary = "List discounts, newest first", .flags = {k_page, k_per_page},
     .examples = {{"discounts list", ""}}, .handler = h::discounts_list},
    {.noun = "discounts", .verb = "delete", .aliases = "rm|remove", .summary = "Delete a discount", .args = {k_discount},
     .examples = {{"discounts delete 0192f0c1", ""}}, .handler = h::discounts_delete},
};
// clang-format on

}  // namespace

std::span<const Command> tables::product_types() {
  return k_rows;
}

}  // namespace satsrail::cli
