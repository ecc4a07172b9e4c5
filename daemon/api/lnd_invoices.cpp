// The payer's wallet in LND's words: invoices of its own, for another wallet to pay.

#include "core/limits.h"
#include "core/wire/json_writer.h"
#include "core/wire/lnd_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/lnd.h"
#include "daemon/service/node_invoices.h"
#include "daemon/service/node_payments.h"
#include "daemon/service/wallet.h"
#include "daemon/store/node_invoice_store.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <set>

namespace satsrail::api {

namespace {

using lnd::Shape;
constexpr std::string_view k_owner = service::node_payments::k_first_payer;

Reply wrong(std::string_view message) {
  return lnd::refused(Shape::object, wire::grpc::unknown, message);
}

Bolt11 decoded(std::string_view bolt11) {
  auto read = bolt11::decode(bolt11);
  assert(read.ok());  // our own
  return *std::move(read);
}

std::string invoice_json(Tx& tx, const NodeInvoice& invoice) {
  return wire::lnd_invoice_json(invoice, decoded(invoice.bolt11), service::wallet::htlcs_for(tx, invoice));
}

struct Wanted {
  InvoiceTerms terms;
  std::optional<Preimage> preimage;
};

std::optional<Bytes32> bytes32(const std::vector<std::uint8_t>& bytes) {
  Bytes32 out;
  if (bytes.size() != out.size()) {
    return std::nullopt;
  }
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

// The invoice that was asked for, or what LND would say.
Result<std::variant<Wanted, Reply>> read_wanted(const Call& call, Time now) {
  using Answer = std::variant<Wanted, Reply>;
  TRY_ASSIGN(auto body, lnd::Body::parse(call.body));
  Wanted wanted;
  wanted.terms.description = body.text("memo", limits::description_chars_max);
  const auto sats = body.integer("value");
  const auto msat = body.integer("value_msat");
  const auto hash = body.bytes("description_hash");
  const auto preimage = body.bytes("r_preimage");
  constexpr std::int64_t k_day = 86'400;  // LND's default
  const auto expiry = body.integer("expiry").value_or(k_day);
  TRY(body.finish());
  if (sats && msat) {
    return Answer(wrong("amount in both sat and msat"));
  }
  if ((sats && *sats > limits::sats_max) || (msat && *msat > limits::sats_max * 1000)) {
    return Answer(wrong("payment of this size can't be: there are 21 million bitcoin"));
  }
  if (sats || msat) {
    wanted.terms.amount = sats ? to_msat(Sat{*sats}) : Msat{*msat};
  }
  if (wanted.terms.description.size() > limits::bolt11_description_bytes_max) {
    return Answer(wrong("memo too large: " + std::to_string(wanted.terms.description.size()) +
                        " bytes (maxsize=" + std::to_string(limits::bolt11_description_bytes_max) + ")"));
  }
  if (hash) {
    wanted.terms.description_hash = bytes32(*hash);
    if (!wanted.terms.description_hash) {
      return Answer(wrong("description hash must have 32 bytes, it has " + std::to_string(hash->size())));
    }
  }
  if (preimage) {
    wanted.preimage = bytes32(*preimage);
    if (!wanted.preimage) {
      return Answer(wrong("payment preimage must be 32 bytes, it has " + std::to_string(preimage->size())));
    }
  }
  constexpr auto k_expiry_max = std::chrono::seconds(limits::wallet_invoice_expiry_max).count();
  if (expiry > k_expiry_max) {
    return Answer(wrong("expiry of " + std::to_string(expiry) + " seconds greater than max of " +
                        std::to_string(k_expiry_max) + " seconds"));
  }
  wanted.terms.expires_at = std::chrono::floor<std::chrono::seconds>(now) + std::chrono::seconds(expiry);
  return Answer(std::move(wanted));
}

std::optional<NodeInvoice> find_own(Tx& tx, const Scope& scope, const PaymentHash& hash) {
  auto invoice = store::node_invoices::find_by_hash(tx, hash, std::nullopt);
  return invoice && invoice->scope == scope && invoice->owner == k_owner ? std::move(invoice) : std::nullopt;
}

Result<Plan> show_by(const Call& call, std::string_view text) {
  const auto hash = lnd::read_hash(text);
  if (!hash) {
    return Plan(lnd::refused(Shape::object, wire::grpc::invalid_argument,
                             "a payment hash has 32 bytes, in hex or in base64url"));
  }
  return ReadPlan{[scope = call.caller.scope, hash = *hash](Tx& tx) -> Result<Reply> {
    const auto invoice = find_own(tx, scope, hash);
    return invoice ? Reply::json(200, invoice_json(tx, *invoice))
                   : lnd::refused(Shape::object, wire::grpc::not_found, "unable to locate invoice");
  }};
}

// What a subscriber has been told of: all that was made up to `seen`, and of these the ones that may still settle.
struct Subscription {
  std::int64_t seen = 0;
  std::set<std::int64_t> waiting;
};

void tell_news(Tx& tx, const Scope& scope, Subscription& state, std::string& out) {
  const auto end = store::node_invoices::last_seq(tx);
  if (end < state.seen) {
    state = {};  // the sandbox was reset
  }
  while (true) {
    const auto added = store::node_invoices::of_owner(tx, scope, k_owner, store::node_invoices::Order::oldest_first,
                                                      state.seen, limits::wallet_page_max);
    for (const auto& invoice : added) {
      // As it was made: that it is settled already is a line of its own.
      auto fresh = invoice;
      fresh.state = NodeInvoiceState::open;
      fresh.received = Msat{0};
      fresh.settled_at.reset();
      out += wire::lnd_result_line(wire::lnd_invoice_json(fresh, decoded(fresh.bolt11), {}));
      state.seen = invoice.seq;
      state.waiting.insert(invoice.seq);
    }
    if (added.size() < static_cast<std::size_t>(limits::wallet_page_max)) {
      break;
    }
  }
  state.seen = std::max(state.seen, end);
  std::erase_if(state.waiting, [&](std::int64_t seq) {
    const auto invoice = store::node_invoices::find(tx, seq);
    if (invoice && invoice->state == NodeInvoiceState::settled) {
      out += wire::lnd_result_line(invoice_json(tx, *invoice));
    }
    return !invoice || !invoice->is_live();
  });
}

}  // namespace

Result<Plan> lnd_add_invoice(const Call& call, App& app) {
  const auto now = app.clock.now();
  TRY_ASSIGN(auto read, read_wanted(call, now));
  if (auto* reply = std::get_if<Reply>(&read)) {
    return Plan(std::move(*reply));
  }
  const auto& wanted = std::get<Wanted>(read);
  TRY_ASSIGN(auto draft, app.context.payer_node.draft_invoice(wanted.terms, now, wanted.preimage));
  auto read_back = decoded(draft.bolt11);
  return WritePlan{[scope = call.caller.scope, read_back = std::move(read_back), draft = std::move(draft),
                    chosen = wanted.preimage.has_value()](Tx& tx) -> Result<Reply> {
    if (chosen && store::node_invoices::find_by_hash(tx, draft.payment_hash, std::nullopt)) {
      return wrong("invoice with payment hash already exists");
    }
    const auto invoice = service::node_invoices::add(tx, scope, draft, draft.terms.expires_at, k_owner);
    return Reply::json(200, wire::lnd_added_invoice_json(invoice, read_back));
  }};
}

Result<Plan> lnd_show_invoice(const Call& call, App&) {
  return show_by(call, call.param("r_hash"));
}

Result<Plan> lnd_look_up_invoice(const Call& call, App&) {
  const auto hex = call.query_value("r_hash_str");
  return show_by(call, hex.empty() ? call.query_value("r_hash") : hex);
}

Result<Plan> lnd_list_invoices(const Call& call, App&) {
  constexpr std::int64_t k_page = 100;  // LND's default
  const auto from = lnd::query_number(call, "index_offset", 0);
  const auto count = lnd::query_number(call, "num_max_invoices", k_page);
  const auto limit = static_cast<int>(std::min<std::int64_t>(count, limits::wallet_page_max));
  const bool reversed = lnd::query_flag(call, "reversed");
  const bool pending_only = lnd::query_flag(call, "pending_only");
  return ReadPlan{[=, scope = call.caller.scope](Tx& tx) -> Result<Reply> {
    using store::node_invoices::Order;
    const auto begin = reversed && from == 0 ? std::numeric_limits<std::int64_t>::max() : from;
    auto invoices = store::node_invoices::of_owner(tx, scope, k_owner,
                                                   reversed ? Order::newest_first : Order::oldest_first, begin, limit);
    if (reversed) {
      std::reverse(invoices.begin(), invoices.end());  // a page reads forwards all the same
    }
    wire::JsonWriter json;
    json.begin_object().key("invoices").begin_array();
    for (const auto& invoice : invoices) {
      if (!pending_only || invoice.is_live()) {
        json.raw(invoice_json(tx, invoice));
      }
    }
    json.end_array()
        .field("last_index_offset", std::to_string(invoices.empty() ? 0 : invoices.back().seq))
        .field("first_index_offset", std::to_string(invoices.empty() ? 0 : invoices.front().seq))
        .end_object();
    return Reply::json(200, json.take());
  }};
}

Result<Plan> lnd_subscribe_invoices(const Call& call, App& app) {
  const auto after = lnd::query_number(call, "add_index", 0);
  return ReadPlan{[&app, after, scope = call.caller.scope](Tx& tx) -> Result<Reply> {
    auto state = std::make_shared<Subscription>();
    const auto end = store::node_invoices::last_seq(tx);
    state->seen = after > 0 ? std::min(after, end) : end;
    for (const auto seq : store::node_invoices::live_of_owner(tx, scope, k_owner)) {
      if (seq <= state->seen) {
        state->waiting.insert(seq);
      }
    }
    return lnd::lines(app, {}, [&app, scope, state](std::string& out) {
      app.store.read_snapshot([&](Tx& reading) { tell_news(reading, scope, *state, out); });
      return true;
    });
  }};
}

}  // namespace satsrail::api
