// The simulated Lightning node: what it is, how it behaves, what passes through it.

#include "core/lightning/bolt11.h"
#include "core/lightning/lnurl.h"
#include "core/limits.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"
#include "core/wire/fields.h"
#include "core/wire/json_writer.h"
#include "core/wire/node_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/api/stream.h"
#include "daemon/service/chain.h"
#include "daemon/service/lnurl_pay.h"
#include "daemon/service/node_invoices.h"
#include "daemon/service/node_payments.h"
#include "daemon/service/node_view.h"
#include "daemon/store/account_store.h"
#include "daemon/store/checkout_session_store.h"
#include "daemon/store/invoice_store.h"
#include "daemon/store/node_invoice_store.h"
#include "daemon/store/node_payment_store.h"
#include "daemon/store/node_store.h"
#include "daemon/store/order_store.h"

#include <array>

namespace satsrail::api {

namespace node_invoices = service::node_invoices;

namespace {

// The control key looks at the first merchant's test mode.
Scope scope_of(Tx& tx, const Call& call) {
  if (call.caller.kind != CallerKind::control_key) {
    return call.caller.scope;
  }
  return {store::merchants::first(tx).value().seq, false};
}

void identity(wire::JsonWriter& json, const NodeInfo& info) {
  json.field("alias", info.alias)
      .field("pubkey", info.pubkey)
      .field("network", info.network)
      .field("prefix", info.prefix);
}

// Where other people's software gets in.
void doors(wire::JsonWriter& json, Tx& tx, App& app, const Scope& scope) {
  const bool in_the_file = !scope.livemode && scope.merchant_seq == store::merchants::first(tx).value().seq;
  json.key("lnd_rest")
      .begin_object()
      .field("base_url", "http://127.0.0.1:" + std::to_string(app.info.port) + "/lnd")
      .field("macaroon", to_hex(app.macaroons.mint(scope)))
      .field("macaroon_path", in_the_file ? std::optional(app.info.dir + "/payer.macaroon") : std::nullopt)
      .end_object();
  const auto url = service::lnurl_pay::url(app.context, service::lnurl_pay::name_of(tx, scope));
  const auto text = lnurl::encode(url);
  json.key("lnurl")
      .begin_object()
      .field("url", url)
      .field("lnurl", text ? std::optional(*text) : std::nullopt)
      .end_object();
}

std::string node_json(Tx& tx, App& app, const Scope& scope) {
  wire::JsonWriter json;
  json.begin_object().field("object", "node");
  identity(json, app.context.node.info());
  json.field("simulated", true)
      .field("block_height", store::chain::height(tx))
      .raw_field("settings", wire::node_settings_json(app.context.node_book.get(scope)))
      .key("balances")
      .begin_array();
  for (const auto& balance : store::node_balances::all(tx, scope)) {
    json.begin_object().field("owner", balance.owner).field("balance_msat", balance.balance.value).end_object();
  }
  json.end_array().key("payer").begin_object();
  identity(json, app.context.payer_node.info());
  json.end_object();
  doors(json, tx, app, scope);
  return json.end_object().take();
}

// What people call an invoice of the node: a payment hash, a BOLT11 text, the merchant's invoice, an order, a checkout,
// or a payment on its way to it.
Result<NodeInvoice> find_invoice(Tx& tx, const Scope& scope, std::string_view name) {
  std::optional<NodeInvoice> found;
  if (const auto hash = from_hex_array<32>(name)) {
    found = store::node_invoices::find_by_hash(tx, *hash, std::nullopt);
  } else if (const auto decoded = bolt11::decode(name)) {
    found = service::node_payments::payee_invoice(tx, *decoded);
  } else if (const auto payment = store::node_payments::find(tx, scope, name); payment && payment->node_invoice_seq) {
    found = store::node_invoices::get(tx, *payment->node_invoice_seq);
  } else {
    std::optional<std::int64_t> invoice_seq;
    if (const auto invoice = store::invoices::find(tx, scope, name)) {
      invoice_seq = invoice->seq;
    } else if (const auto order = store::orders::find(tx, scope, name)) {
      invoice_seq = order->invoice_seq;
    } else if (const auto session = store::checkout_sessions::find(tx, scope, name)) {
      invoice_seq = store::orders::get(tx, session->order_seq).invoice_seq;
    }
    if (invoice_seq) {
      const auto invoice = store::invoices::get(tx, *invoice_seq);
      if (invoice.method == PaymentMethod::lightning) {
        found = store::node_invoices::get(tx, invoice.node_invoice_seq);
      }
    }
  }
  if (!found || found->scope != scope) {
    return Error::not_found("Node invoice");
  }
  return *std::move(found);
}

Reply invoice_reply(Tx& tx, int status, NodeInvoice invoice) {
  return Reply::json(status, service::NodeInvoiceView::load(tx, std::move(invoice)).json());
}

}  // namespace

Result<Plan> show_node(const Call& call, App& app) {
  return ReadPlan{
      [&app, call](Tx& tx) -> Result<Reply> { return Reply::json(200, node_json(tx, app, scope_of(tx, call))); }};
}

Result<Plan> update_node(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  service::NodeSettingChanges changes;
  for (const auto& name : fields.names()) {
    if (auto text = fields.scalar(name)) {
      changes.emplace_back(name, *std::move(text));
    }
  }
  if (changes.empty()) {
    fields.fail("base", "Name at least one setting to change, such as {\"offline\": true}");
  }
  TRY(fields.finish());
  const auto scope = call.caller.scope;
  TRY_ASSIGN([[maybe_unused]] const auto checked, service::changed(app.context.node_book.get(scope), changes));
  return WritePlan{[&app, scope, changes = std::move(changes)](Tx& tx) -> Result<Reply> {
    // Upon what it is now: two changes at the same time keep each other's.
    TRY_ASSIGN(const auto settings, service::changed(app.context.node_book.get(scope), changes));
    service::remember(tx, scope, settings);
    app.context.node_book.set(scope, settings);
    return Reply::json(200, node_json(tx, app, scope));
  }};
}

Result<Plan> list_outcomes(const Call&, App&) {
  std::vector<std::string> items;
  for (const auto& info : payment_outcomes()) {
    items.push_back(wire::payment_outcome_json(info));
  }
  const auto total = static_cast<std::int64_t>(items.size());
  return Plan(Reply::json(200, list_json(items, {1, total, true}, total)));
}

std::span<const Filter> node_payment_filters() {
  static constexpr std::array k_filters{
      Filter{"status_eq", FilterKind::nocase, "state", "=", "status"},
      Filter{"payer_eq", FilterKind::text, "payer", "=", "payer"},
      Filter{"payment_hash_eq", FilterKind::hex, "payment_hash", "=", "payment_hash"},
  };
  return k_filters;
}

Result<Plan> list_node_payments(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, node_payment_filters())](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "node_payments", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(service::NodePaymentView::load(tx, store::node_payments::get(tx, seq)).json());
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_node_payment(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    auto payment = store::node_payments::find(tx, scope, id);
    if (!payment) {
      return Error::not_found("Node payment");
    }
    return Reply::json(200, service::NodePaymentView::load(tx, *std::move(payment)).json());
  }};
}

namespace {

// Is nothing more to come? What an order asked for counts when the merchant's API knows of it.
bool is_settled(const service::NodePaymentView& view) {
  return view.payment.is_over() &&
         (view.payment.state == NodePaymentState::failed || view.invoice_id.empty() || !view.payment_id.empty());
}

std::string payment_block(std::string_view type, const std::string& json) {
  return "event: " + std::string(type) + "\ndata: {\"type\":\"" + std::string(type) + "\",\"node_payment\":" + json +
         "}\n\n";
}

}  // namespace

Result<Plan> follow_node_payment(const Call& call, App& app) {
  return ReadPlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    if (!store::node_payments::find(tx, scope, id)) {
      return Error::not_found("Node payment");
    }
    auto plan = std::make_shared<StreamPlan>();
    plan->beats = true;
    plan->next = [&app, scope, id, last = std::string()](std::string& out) mutable {
      return app.store.read_snapshot([&](Tx& reading) {
        auto payment = store::node_payments::find(reading, scope, id);
        if (!payment) {
          return false;  // the sandbox was reset
        }
        const auto view = service::NodePaymentView::load(reading, *std::move(payment));
        const bool settled = is_settled(view);
        if (auto json = view.json(); json != last) {
          out += payment_block(settled ? "settled" : "node_payment", json);
          last = std::move(json);
        }
        return !settled;
      });
    };
    Reply reply;
    reply.content_type = "text/event-stream; charset=utf-8";
    reply.headers = {{"Cache-Control", "no-store"}};
    reply.stream = std::move(plan);
    return reply;
  }};
}

std::span<const Filter> node_invoice_filters() {
  static constexpr std::array k_filters{
      Filter{"state_eq", FilterKind::nocase, "state", "=", "state"},
      Filter{"node_eq", FilterKind::text, "owner", "=", "node"},
  };
  return k_filters;
}

Result<Plan> list_node_invoices(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call),
                   conditions = read_filters(call, node_invoice_filters())](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "node_invoices", scope, conditions, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(service::NodeInvoiceView::load(tx, store::node_invoices::get(tx, seq)).json());
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> show_node_invoice(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto invoice, find_invoice(tx, scope, id));
    return invoice_reply(tx, 200, std::move(invoice));
  }};
}

Result<Plan> create_node_invoice(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  InvoiceTerms terms;
  const auto sats = fields.integer("amount_sats", 1, limits::sats_max);
  const auto msat = fields.integer("amount_msat", 1, limits::sats_max * 1000);
  const bool any = fields.boolean("any_amount").value_or(false);
  if (int(sats.has_value()) + int(msat.has_value()) + int(any) != 1) {
    fields.fail("base", "Give one of amount_sats, amount_msat and any_amount");
  }
  if (!any && (sats || msat)) {
    terms.amount = sats ? to_msat(Sat{*sats}) : Msat{*msat};
  }
  terms.description = fields.text("description", limits::description_chars_max).value_or("");
  const auto expiry = fields.integer("expiry_seconds", 1, std::chrono::seconds(limits::node_delay_max).count());
  TRY(fields.finish());
  const auto scope = call.caller.scope;
  const auto settings = app.context.node_book.get(scope);
  if (settings.offline) {
    return Error(ErrorCode::wallet_unavailable, "The node could not make an invoice: it is offline");
  }
  const auto now = app.clock.now();
  terms.expires_at = std::chrono::floor<std::chrono::seconds>(now) + std::chrono::seconds(expiry.value_or(3600));
  terms.skew = settings.clock_skew;
  TRY_ASSIGN(auto draft, app.context.node.draft_invoice(terms, now));
  return WritePlan{[scope, draft = std::move(draft)](Tx& tx) -> Result<Reply> {
    return invoice_reply(tx, 201, node_invoices::add(tx, scope, draft, draft.terms.expires_at));
  }};
}

Result<Plan> settle_node_invoice(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto invoice, find_invoice(tx, scope, id));
    if (invoice.state != NodeInvoiceState::accepted) {
      return Error(ErrorCode::conflict, "Nothing is held for this invoice: it is " +
                                            std::string(to_string(invoice.state)) + ", not accepted");
    }
    node_invoices::settle(tx, app.context, invoice);
    return invoice_reply(tx, 200, store::node_invoices::get(tx, invoice.seq));
  }};
}

Result<Plan> cancel_node_invoice(const Call& call, App& app) {
  return WritePlan{[&app, scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(auto invoice, find_invoice(tx, scope, id));
    if (!invoice.is_live()) {
      return Error(ErrorCode::conflict, "This invoice is " + std::string(to_string(invoice.state)) + " already");
    }
    node_invoices::cancel(tx, app.context, invoice, "the merchant cancelled it", service::settlements::Owner::lives);
    return invoice_reply(tx, 200, store::node_invoices::get(tx, invoice.seq));
  }};
}

Result<Plan> mine_blocks(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  auto fields = wire::Fields::top(body);
  const auto blocks = fields.integer("blocks", 1, limits::blocks_mined_max).value_or(1);
  TRY(fields.finish());
  return WritePlan{[&app, blocks](Tx& tx) -> Result<Reply> {
    const auto mined = service::chain::mine(tx, app.context, static_cast<int>(blocks));
    wire::JsonWriter json;
    json.begin_object()
        .field("object", "blocks")
        .field("mined", blocks)
        .field("height", mined.height)
        .key("confirmed_payments")
        .begin_array();
    for (const auto& id : mined.payment_ids) {
      json.value(id);
    }
    json.end_array().end_object();
    return Reply::json(200, json.take());
  }};
}

}  // namespace satsrail::api
