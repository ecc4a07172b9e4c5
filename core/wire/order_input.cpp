#include "core/wire/order_input.h"

#include "core/limits.h"

#include <fmt/format.h>

namespace satsrail::wire {

namespace {

std::optional<FiatCents> read_cents(Fields& fields, std::string_view name, std::int64_t min) {
  const auto cents = fields.integer(name, min, limits::amount_cents_max);
  return cents ? std::optional(FiatCents{*cents}) : std::nullopt;
}

OrderItemInput read_item(Fields& fields) {
  OrderItemInput item;
  fields.require("name");
  fields.require("price_cents");
  item.name = fields.text("name", limits::text_chars_max).value_or("");
  item.price = read_cents(fields, "price_cents", 0).value_or(FiatCents{});
  item.quantity = fields.integer("qty", 1, limits::item_quantity_max).value_or(1);
  item.description = fields.text("description", limits::description_chars_max);
  item.sku = fields.text("sku", limits::sku_chars_max);
  item.product = fields.text("product_id", limits::slug_chars_max);
  return item;
}

std::optional<std::vector<OrderItemInput>> read_items(Fields& fields) {
  auto given = fields.objects("items", limits::order_items_max);
  if (!given) {
    return std::nullopt;
  }
  std::vector<OrderItemInput> items;
  for (std::size_t i = 0; i < given->size(); ++i) {
    items.push_back(read_item((*given)[i]));
    fields.take_errors_of((*given)[i], fmt::format("items[{}].", i));
  }
  return items;
}

std::optional<TenderType> read_tender(Fields& fields) {
  const auto text = fields.text("tender_type", limits::text_chars_max);
  const auto tender = text ? parse_tender_type(*text) : std::nullopt;
  if (text && !tender) {
    fields.fail("tender_type", "must be cash or bitcoin");
  }
  return tender;
}

std::optional<OrderState> read_status(Fields& fields) {
  const auto text = fields.text("status", limits::text_chars_max);
  const auto status = text ? find_order_state(*text) : std::nullopt;
  if (text && !status) {
    fields.fail("status", "must be pending, invoice_generated, paid, shipped, cancelled or refunded");
  }
  return status;
}

// It stands beside the order; one client puts everything inside.
bool read_mark_as_paid(Fields& top, Fields& fields) {
  const bool beside = top.boolean("mark_as_paid").value_or(false);
  return fields.boolean("mark_as_paid").value_or(false) || beside;
}

// Null clears: nothing inside.
std::optional<std::optional<std::string>> read_reference(Fields& fields, std::string_view name) {
  std::optional<std::optional<std::string>> change;
  if (fields.is_null(name)) {
    change.emplace();
  } else if (auto id = fields.text(name, limits::text_chars_max)) {
    change.emplace(std::move(id));
  }
  return change;
}

}  // namespace

InvoiceChoice read_invoice_choice(Fields& fields) {
  InvoiceChoice choice;
  const auto method = fields.text("payment_method", limits::text_chars_max).value_or("lightning");
  if (method == "onchain") {
    choice.method = PaymentMethod::onchain;
  } else if (method == "usdt") {
    choice.method = PaymentMethod::usdt;
  } else if (method != "lightning" && method != "auto") {  // what a wallet of this node does best
    fields.fail("payment_method", "must be lightning, onchain, usdt or auto");
  }
  const std::string_view name =
      !fields.has("required_confirmations") && fields.has("confirmations") ? "confirmations" : "required_confirmations";
  choice.confirmations = static_cast<int>(fields.integer(name, 1, limits::confirmations_max).value_or(1));
  return choice;
}

Result<OrderInput> parse_order(const JsonBody& body) {
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "order"));
  auto top = Fields::top(body);
  OrderInput input;
  input.total = read_cents(fields, "total_amount_cents", 1);
  input.tax = read_cents(fields, "tax_amount_cents", 0).value_or(FiatCents{});
  input.discount = read_cents(fields, "discount_amount_cents", 0).value_or(FiatCents{});
  input.currency = fields.currency("currency").value_or(Currency::usd());
  input.tender = read_tender(fields).value_or(TenderType::bitcoin);
  input.items = read_items(fields).value_or(std::vector<OrderItemInput>{});
  if (!fields.has("total_amount_cents") && input.items.empty()) {
    fields.fail("total_amount_cents", "can't be blank where no items give it");
  }
  input.wallet_id = fields.text("wallet_id", limits::text_chars_max);
  input.discount_id = fields.text("discount_id", limits::text_chars_max);
  input.metadata = fields.metadata("metadata").value_or(Metadata{});
  input.generate_invoice = top.boolean("generate_invoice").value_or(false);
  input.invoice = read_invoice_choice(top);
  input.mark_as_paid = read_mark_as_paid(top, fields);
  fields.take_errors_of(top);
  TRY(fields.finish());
  return input;
}

Result<OrderChange> parse_order_change(const JsonBody& body) {
  auto top = Fields::top(body);
  OrderChange change;
  if (!body.has("order") && body.has("mark_as_paid")) {  // cash came in: there is no more to say
    change.mark_as_paid = top.boolean("mark_as_paid").value_or(false);
    TRY(top.finish());
    return change;
  }
  TRY_ASSIGN(auto fields, Fields::wrapped(body, "order"));
  change.total = read_cents(fields, "total_amount_cents", 1);
  change.tax = read_cents(fields, "tax_amount_cents", 0);
  change.discount = read_cents(fields, "discount_amount_cents", 0);
  change.currency = fields.currency("currency");
  change.tender = read_tender(fields);
  change.items = read_items(fields);
  change.wallet_id = read_reference(fields, "wallet_id");
  change.discount_id = read_reference(fields, "discount_id");
  change.metadata = fields.metadata("metadata");
  change.status = read_status(fields);
  change.mark_as_paid = read_mark_as_paid(top, fields);
  fields.take_errors_of(top);
  TRY(fields.finish());
  return change;
}

}  // namespace satsrail::wire
