#pragma once
// Every handler of the route table, by file.

#include "daemon/api/route.h"

namespace satsrail::api {

// checkout_sessions.cpp
Result<Plan> create_checkout_session(const Call& call, App& app);
Result<Plan> show_checkout_session(const Call& call, App& app);
Result<Plan> read_checkout_session(const Call& call, App& app);
Result<Plan> list_checkout_sessions(const Call& call, App& app);

// products.cpp
Result<Plan> create_product(const Call& call, App& app);
Result<Plan> show_product(const Call& call, App& app);
Result<Plan> update_product(const Call& call, App& app);
Result<Plan> delete_product(const Call& call, App& app);
Result<Plan> list_products(const Call& call, App& app);
Result<Plan> show_product_key(const Call& call, App& app);
Result<Plan> rotate_product_key(const Call& call, App& app);
Result<Plan> clear_old_product_key(const Call& call, App& app);

// product_types.cpp
Result<Plan> create_product_type(const Call& call, App& app);
Result<Plan> list_product_types(const Call& call, App& app);
Result<Plan> show_product_type(const Call& call, App& app);
Result<Plan> update_product_type(const Call& call, App& app);
Result<Plan> delete_product_type(const Call& call, App& app);

// catalog.cpp
Result<Plan> show_catalog(const Call& call, App& app);
Result<Plan> show_catalog_version(const Call& call, App& app);
Result<Plan> create_tax(const Call& call, App& app);
Result<Plan> list_taxes(const Call& call, App& app);
Result<Plan> delete_tax(const Call& call, App& app);
Result<Plan> create_discount(const Call& call, App& app);
Result<Plan> list_discounts(const Call& call, App& app);
Result<Plan> delete_discount(const Call& call, App& app);

// merchants.cpp
Result<Plan> create_merchant(const Call& call, App& app);
Result<Plan> list_merchants(const Call& call, App& app);
Result<Plan> show_merchant(const Call& call, App& app);
Result<Plan> update_merchant(const Call& call, App& app);

// wallets.cpp
Result<Plan> list_wallets(const Call& call, App& app);
Result<Plan> show_wallet(const Call& call, App& app);
Result<Plan> create_wallet(const Call& call, App& app);
Result<Plan> update_wallet(const Call& call, App& app);
Result<Plan> delete_wallet(const Call& call, App& app);

// merchant_documents.cpp
Result<Plan> list_merchant_documents(const Call& call, App& app);
Result<Plan> show_merchant_document(const Call& call, App& app);
Result<Plan> create_merchant_document(const Call& call, App& app);
Result<Plan> delete_merchant_document(const Call& call, App& app);

// staff.cpp, staff_sessions.cpp
Result<Plan> list_staff(const Call& call, App& app);
Result<Plan> create_staff(const Call& call, App& app);
Result<Plan> delete_staff(const Call& call, App& app);
Result<Plan> create_staff_session(const Call& call, App& app);
Result<Plan> activate_staff_session(const Call& call, App& app);

// public_lists.cpp, key_usage.cpp, seed.cpp
Result<Plan> list_subscription_plans(const Call& call, App& app);
Result<Plan> list_exchanges(const Call& call, App& app);
Result<Plan> show_key_usage(const Call& call, App& app);
Result<Plan> apply_seed(const Call& call, App& app);

// keys.cpp
Result<Plan> list_keys(const Call& call, App& app);
Result<Plan> create_key(const Call& call, App& app);
Result<Plan> revoke_key(const Call& call, App& app);

// transactions.cpp
Result<Plan> list_transactions(const Call& call, App& app);
Result<Plan> show_transaction(const Call& call, App& app);

// rates.cpp
Result<Plan> show_rate(const Call& call, App& app);
Result<Plan> list_rates(const Call& call, App& app);
Result<Plan> set_rate(const Call& call, App& app);
Result<Plan> set_rate_mode(const Call& call, App& app);

// webhooks.cpp
Result<Plan> create_webhook(const Call& call, App& app);
Result<Plan> list_webhooks(const Call& call, App& app);
Result<Plan> show_webhook(const Call& call, App& app);
Result<Plan> update_webhook(const Call& call, App& app);
Result<Plan> delete_webhook(const Call& call, App& app);

// events.cpp
Result<Plan> list_events(const Call& call, App& app);
Result<Plan> show_event(const Call& call, App& app);
Result<Plan> list_deliveries(const Call& call, App& app);
Result<Plan> show_delivery(const Call& call, App& app);
Result<Plan> retry_delivery(const Call& call, App& app);
Result<Plan> resend_event(const Call& call, App& app);
Result<Plan> show_delivery_mode(const Call& call, App& app);
Result<Plan> set_delivery_mode(const Call& call, App& app);

// stream.cpp
Result<Plan> open_stream(const Call& call, App& app);
Result<Plan> open_stream_by_body(const Call& call, App& app);

// payments.cpp
Result<Plan> pay(const Call& call, App& app);
Result<Plan> expire_checkout_session(const Call& call, App& app);
Result<Plan> cancel_checkout_session(const Call& call, App& app);
Result<Plan> invoice_checkout_session(const Call& call, App& app);

// invoices.cpp
Result<Plan> generate_invoice(const Call& call, App& app);
Result<Plan> show_invoice(const Call& call, App& app);
Result<Plan> show_invoice_status(const Call& call, App& app);
Result<Plan> show_invoice_qr(const Call& call, App& app);

// node.cpp
Result<Plan> show_node(const Call& call, App& app);
Result<Plan> update_node(const Call& call, App& app);
Result<Plan> list_outcomes(const Call& call, App& app);
Result<Plan> list_node_payments(const Call& call, App& app);
Result<Plan> show_node_payment(const Call& call, App& app);
Result<Plan> follow_node_payment(const Call& call, App& app);
Result<Plan> list_node_invoices(const Call& call, App& app);
Result<Plan> show_node_invoice(const Call& call, App& app);
Result<Plan> create_node_invoice(const Call& call, App& app);
Result<Plan> settle_node_invoice(const Call& call, App& app);
Result<Plan> cancel_node_invoice(const Call& call, App& app);
Result<Plan> mine_blocks(const Call& call, App& app);

// lnd.cpp, lnd_invoices.cpp, lnd_payments.cpp
Result<Plan> lnd_info(const Call& call, App& app);
Result<Plan> lnd_channel_balance(const Call& call, App& app);
Result<Plan> lnd_decode(const Call& call, App& app);
Result<Plan> lnd_add_invoice(const Call& call, App& app);
Result<Plan> lnd_list_invoices(const Call& call, App& app);
Result<Plan> lnd_show_invoice(const Call& call, App& app);
Result<Plan> lnd_look_up_invoice(const Call& call, App& app);
Result<Plan> lnd_subscribe_invoices(const Call& call, App& app);
Result<Plan> lnd_send_payment(const Call& call, App& app);
Result<Plan> lnd_send_payment_sync(const Call& call, App& app);
Result<Plan> lnd_track_payment(const Call& call, App& app);
Result<Plan> lnd_list_payments(const Call& call, App& app);

// lnurl.cpp
Result<Plan> lnurl_pay_request(const Call& call, App& app);
Result<Plan> lnurl_pay_callback(const Call& call, App& app);
Result<Plan> lnurl_pay_verify(const Call& call, App& app);

// checkout_pages.cpp
Result<Plan> show_checkout_page(const Call& call, App& app);
Result<Plan> show_checkout_status(const Call& call, App& app);
Result<Plan> show_checkout_qr(const Call& call, App& app);
Result<Plan> pay_on_page(const Call& call, App& app);
Result<Plan> cancel_on_page(const Call& call, App& app);
Result<Plan> expire_on_page(const Call& call, App& app);
Result<Plan> show_asset(const Call& call, App& app);

// sandbox.cpp
Result<Plan> livez(const Call& call, App& app);
Result<Plan> readyz(const Call& call, App& app);
Result<Plan> show_status(const Call& call, App& app);
Result<Plan> shut_down(const Call& call, App& app);
Result<Plan> reset(const Call& call, App& app);
Result<Plan> check_database(const Call& call, App& app);

// snapshots.cpp
Result<Plan> save_snapshot(const Call& call, App& app);
Result<Plan> list_snapshots(const Call& call, App& app);
Result<Plan> restore_snapshot(const Call& call, App& app);
Result<Plan> delete_snapshot(const Call& call, App& app);

// clock.cpp
Result<Plan> show_clock(const Call& call, App& app);
Result<Plan> advance_clock(const Call& call, App& app);
Result<Plan> set_clock(const Call& call, App& app);
Result<Plan> freeze_clock(const Call& call, App& app);
Result<Plan> resume_clock(const Call& call, App& app);

// faults.cpp
Result<Plan> add_fault(const Call& call, App& app);
Result<Plan> list_faults(const Call& call, App& app);
Result<Plan> show_fault(const Call& call, App& app);
Result<Plan> delete_fault(const Call& call, App& app);
Result<Plan> delete_faults(const Call& call, App& app);

// logs.cpp
Result<Plan> list_requests(const Call& call, App& app);
Result<Plan> show_request(const Call& call, App& app);
Result<Plan> follow_requests(const Call& call, App& app);

// inbox.cpp
Result<Plan> receive_in_inbox(const Call& call, App& app);
Result<Plan> list_inbox(const Call& call, App& app);
Result<Plan> show_inbox_message(const Call& call, App& app);
Result<Plan> empty_inbox(const Call& call, App& app);

// openapi.cpp
Result<Plan> show_openapi(const Call& call, App& app);

}  // namespace satsrail::api
