// The payer's wallet in LND's words: the node, its balance, reading invoices; and what the other files of /lnd share.

#include "daemon/api/lnd.h"

#include "core/limits.h"
#include "core/util/base64.h"
#include "core/util/hex.h"
#include "core/version.h"
#include "core/wire/lnd_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/stream.h"
#include "daemon/service/node_payments.h"
#include "daemon/store/node_payment_store.h"
#include "daemon/store/node_store.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace satsrail::api {

namespace lnd {

namespace {

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

Reply refused(Shape shape, int grpc_code, std::string_view message) {
  return Reply::json(wire::lnd_status(grpc_code).status, shape == Shape::line
                                                             ? wire::lnd_error_line(grpc_code, message)
                                                             : wire::lnd_error_json(grpc_code, message));
}

Readable read_invoice(std::string_view bolt11) {
  auto decoded = bolt11::decode(bolt11);
  if (!decoded) {
    return {std::nullopt, "invalid payment request: " + decoded.error().message()};
  }
  return {*std::move(decoded), {}};
}

std::optional<PaymentHash> read_hash(std::string_view text) {
  if (const auto hash = from_hex_array<32>(text)) {
    return hash;
  }
  const auto bytes = from_base64(text);
  PaymentHash hash;
  if (!bytes || bytes->size() != hash.size()) {
    return std::nullopt;
  }
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

Result<Body> Body::parse(std::string_view bytes) {
  TRY_ASSIGN(auto body, wire::JsonBody::parse(bytes));
  auto fields = wire::Fields::top(body);
  return Body(std::move(body), std::move(fields));
}

std::optional<std::int64_t> Body::integer(std::string_view name) {
  const auto text = m_fields.scalar(name);
  if (!text || text->empty()) {
    return std::nullopt;
  }
  const auto number = read_number(*text);
  if (!number || *number < 0) {
    m_fields.fail(name, "must be a whole number that is not negative");
    return std::nullopt;
  }
  return *number == 0 ? std::nullopt : number;
}

bool Body::flag(std::string_view name) {
  return m_fields.boolean(name).value_or(false);
}

std::string Body::text(std::string_view name, std::size_t chars_max) {
  return m_fields.text(name, chars_max).value_or("");
}

std::optional<std::vector<std::uint8_t>> Body::bytes(std::string_view name) {
  const auto text = m_fields.text(name, limits::bolt11_chars_max).value_or("");
  if (text.empty()) {
    return std::nullopt;
  }
  auto bytes = from_base64(text);
  if (!bytes) {
    m_fields.fail(name, "must be base64");
  }
  return bytes;
}

Result<Body> Body::object(std::string_view name) const {
  if (!m_fields.has(name)) {
    return Body::parse("");
  }
  TRY_ASSIGN(auto fields, wire::Fields::wrapped(m_body, name));
  return Body(m_body, std::move(fields));
}

std::int64_t query_number(const Call& call, std::string_view name, std::int64_t fallback) {
  const auto number = read_number(call.query_value(name));
  return number && *number > 0 ? *number : fallback;
}

bool query_flag(const Call& call, std::string_view name) {
  // As Go's strconv.ParseBool reads it: LNbits, for one, writes True.
  constexpr std::array<std::string_view, 6> k_yes{"true", "True", "TRUE", "t", "T", "1"};
  return std::find(k_yes.begin(), k_yes.end(), call.query_value(name)) != k_yes.end();
}

Reply lines(App& app, std::string so_far, std::function<bool(std::string& out)> next) {
  if (app.wallet_streams->fetch_add(1) >= limits::wallet_streams_max) {
    app.wallet_streams->fetch_sub(1);
    return refused(Shape::line, wire::grpc::resource_exhausted,
                   "more than " + std::to_string(limits::wallet_streams_max) + " answers are waiting to go on");
  }
  auto plan = std::make_shared<StreamPlan>();
  plan->preamble = std::move(so_far);
  plan->next = std::move(next);
  plan->on_close = [open = app.wallet_streams] { open->fetch_sub(1); };
  Reply reply;
  reply.stream = std::move(plan);
  return reply;
}

}  // namespace lnd

Result<Plan> lnd_info(const Call&, App& app) {
  return ReadPlan{[&app](Tx& tx) -> Result<Reply> {
    const auto info = app.context.payer_node.info();
    // Clients read a version of LND there, to decide what they may ask for.
    const auto version_text = "0.18.5-beta satsrail-sandbox-" + std::string(version());
    return Reply::json(200, wire::lnd_info_json({info.pubkey, info.alias, info.network, version_text,
                                                 store::chain::height(tx), to_unix_seconds(tx.now())}));
  }};
}

Result<Plan> lnd_channel_balance(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope](Tx& tx) -> Result<Reply> {
    constexpr auto k_owner = service::node_payments::k_first_payer;
    return Reply::json(200, wire::lnd_channel_balance_json(service::node_payments::spendable(tx, scope, k_owner),
                                                           store::node_payments::in_flight(tx, scope, k_owner)));
  }};
}

Result<Plan> lnd_decode(const Call& call, App&) {
  const auto read = lnd::read_invoice(call.param("pay_req"));
  if (!read.invoice) {
    return Plan(lnd::refused(lnd::Shape::object, wire::grpc::unknown, read.problem));
  }
  return Plan(Reply::json(200, wire::lnd_payment_request_json(*read.invoice)));
}

}  // namespace satsrail::api
