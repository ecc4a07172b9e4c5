#include "core/wire/order_json.h"

#include "core/util/hex.h"
#include "core/wire/json_writer.h"

namespace satsrail::wire {

namespace {

int digits_of(std::string_view currency) {
  const auto known = Currency::parse(currency);
  return known ? known->minor_digits() : 2;
}

std::optional<std::string_view> id_of(const auto& maybe) {
  return maybe ? std::optional(maybe->view()) : std::nullopt;
}

void write_items(JsonWriter& json, const std::vector<OrderItem>& items) {
  json.key("items").begin_array();
  for (const auto& item : items) {
    json.begin_object()
        .field("id", item.id.view())
        .field("name", item.name)
        .field("price_cents", item.price)
        .field("qty", item.quantity)
        .field("description", item.description)
        .field("sku", item.sku)
        .field("product_id", id_of(item.product_id))
        .end_object();
  }
  json.end_array();
}

Time last_change(const Payment& payment) {
  return payment.refunded_at.value_or(payment.confirmed_at.value_or(payment.created_at));
}

}  // namespace

std::string amount_text(FiatCents amount, std::string_view currency) {
  return format_minor(amount.value, digits_of(currency));
}

std::string rate_text(ExchangeRate rate, std::string_view currency) {
  return format_minor(rate.minor_per_btc, digits_of(currency));
}

std::string order_json(const Order& order, const std::vector<OrderItem>& items, const OrderLinks& links,
                       const OrderExpansion& expansion) {
  JsonWriter json;
  json.begin_object()
      .field("object", "order")
      .field("id", order.id.view())
      .field("livemode", order.scope.livemode)
      .field("order_number", order.number)
      .field("status", to_string(order.state))
      .field("total_amount_cents", order.total)
      .field("total_cents", order.total)
      .field("tax_amount_cents", order.tax)
      .field("discount_amount_cents", order.discount)
      .field("currency", order.currency)
      .field("tender_type", to_string(order.tender))
      .field("wallet_id", id_of(order.wallet_id))
      .field("discount_id", id_of(order.discount_id));
  write_items(json, items);
  json.raw_field("metadata", order.metadata_json).field("merchant_id", order.merchant_id.view());
  json.text_or_null("checkout_session_id", links.checkout_session_id);
  json.text_or_null("checkout_token", links.checkout_token);
  json.text_or_null("invoice_id", links.invoice_id);
  json.text_or_null("payment_id", links.payment_id);
  if (expansion.invoice) {
    json.raw_field("invoice", *expansion.invoice);
  }
  if (expansion.payment) {
    json.raw_field("payment", *expansion.payment);
  }
  if (expansion.merchant) {
    json.raw_field("merchant", *expansion.merchant);
  }
  json.field("paid_at", order.paid_at)
      .field("shipped_at", order.shipped_at)
      .field("cancelled_at", order.cancelled_at)
      .field("refunded_at", order.refunded_at)
      .field("created_at", order.created_at)
      .field("updated_at", order.updated_at);
  return json.end_object().take();
}

void write_how_to_pay(JsonWriter& json, const Invoice& invoice) {
  const bool lightning = invoice.method == PaymentMethod::lightning;
  json.text_or_null("bolt11", invoice.bolt11);
  json.text_or_null("payment_request", invoice.bolt11);
  json.text_or_null("payment_hash", lightning ? to_hex(invoice.payment_hash) : "");
  json.text_or_null("payment_address", invoice.address);
  if (!lightning) {
    json.field("required_confirmations", invoice.required_confirmations).field("confirmations", invoice.confirmations);
  }
}

std::string invoice_json(const Invoice& invoice, const InvoiceLinks& links) {
  JsonWriter json;
  json.begin_object()
      .field("object", "invoice")
      .field("id", invoice.id.view())
      .field("livemode", invoice.scope.livemode)
      .field("status", to_string(invoice.state))
      .field("payment_method", to_string(invoice.method));
  write_how_to_pay(json, invoice);
  json.field("amount_sats", invoice.amount)
      .field("amount_cents", invoice.fiat)
      .field("currency", invoice.currency)
      .field("exchange_rate", rate_text(invoice.rate, invoice.currency))
      .field("order_id", links.order_id)
      .field("order_number", links.order_number);
  json.text_or_null("checkout_id", links.checkout_token);
  json.text_or_null("payment_id", links.payment_id);
  json.field("expires_at", invoice.expires_at)
      .field("settled_at", invoice.settled_at)
      .field("paid_at", invoice.settled_at)
      .field("created_at", invoice.created_at)
      .field("updated_at", invoice.updated_at);
  return json.end_object().take();
}

std::string payment_json(const Payment& payment, const std::vector<std::string>& event_ids) {
  JsonWriter json;
  json.begin_object()
      .field("object", "payment")
      .field("id", payment.id.view())
      .field("livemode", payment.scope.livemode)
      .field("status", to_string(payment.state))
      .field("exception", payment.exception ? std::optional(to_string(*payment.exception)) : std::nullopt)
      .field("amount_sats", payment.amount)
      .field("amount_cents", payment.fiat)
      .field("amount_usd", format_minor(payment.usd.value, 2))
      .field("currency", payment.currency)
      .field("exchange_rate", rate_text(payment.rate, payment.currency))
      .field("payment_hash", payment.payment_hash ? std::optional(to_hex(*payment.payment_hash)) : std::nullopt)
      .field("preimage", payment.preimage ? std::optional(to_hex(*payment.preimage)) : std::nullopt)
      .field("txid", payment.txid)
      .field("payment_method", to_string(payment.method))
      .field("checkout_id", payment.checkout_token)
      .field("order_id", payment.order_id)
      .field("order_number", payment.order_number)
      .field("invoice_id", payment.invoice_id)
      .field("product_id", payment.product_id)
      .raw_field("metadata", payment.metadata_json)
      .field("settled_at", payment.settled_at)
      .field("confirmed_at", payment.confirmed_at)
      .field("refunded_at", payment.refunded_at)
      .field("created_at", payment.created_at)
      .field("updated_at", last_change(payment));
  if (!event_ids.empty()) {
    json.key("event_ids").begin_array();
    for (const auto& id : event_ids) {
      json.value(id);
    }
    json.end_array();
  }
  return json.end_object().take();
}

std::string transaction_json(const Payment& payment) {
  JsonWriter json;
  json.begin_object()
      .field("object", "transaction")
      .field("id", payment.id.view())
      .field("livemode", payment.scope.livemode)
      .field("type", "payment")
      .field("status", payment.refunded_at ? "refunded" : to_string(payment.state))
      .field("exception", payment.exception ? std::optional(to_string(*payment.exception)) : std::nullopt)
      .field("amount_sats", payment.amount)
      .field("amount_cents", payment.fiat)
      .field("amount_usd", format_minor(payment.usd.value, 2))
      .field("currency", payment.currency)
      .field("exchange_rate", rate_text(payment.rate, payment.currency))
      .field("payment_hash", payment.payment_hash ? std::optional(to_hex(*payment.payment_hash)) : std::nullopt)
      .field("txid", payment.txid)
      .field("payment_method", to_string(payment.method))
      .field("checkout_id", payment.checkout_token)
      .field("order_id", payment.order_id)
      .field("order_number", payment.order_number)
      .field("invoice_id", payment.invoice_id)
      .field("payment_id", payment.id.view())
      .field("product_id", payment.product_id)
      .raw_field("metadata", payment.metadata_json)
      .field("timestamp", payment.confirmed_at.value_or(payment.created_at))
      .field("created_at", payment.created_at)
      .field("settled_at", payment.settled_at)
      .field("confirmed_at", payment.confirmed_at)
      .field("refunded_at", payment.refunded_at)
      .field("updated_at", last_change(payment));
  return json.end_object().take();
}

}  // namespace satsrail::wire
