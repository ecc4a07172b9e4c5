#pragma once
// One visit to the hosted checkout: opened by the merchant, ended by payment, deadline or cancel.

#include "core/domain/event_type.h"
#include "core/domain/invoice.h"
#include "core/domain/metadata.h"
#include "core/domain/order.h"
#include "core/domain/payment_outcome.h"
#include "core/domain/scope.h"
#include "core/domain/transition.h"
#include "core/id.h"
#include "core/money.h"
#include "core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace satsrail {

enum class SessionState : std::uint8_t { pending, completed, expired, cancelled };
enum class SessionTrigger : std::uint8_t { pay, expire, cancel };

using SessionTransition = Transition<SessionState, SessionTrigger>;
inline constexpr std::array k_session_transitions{
    SessionTransition{SessionState::pending, SessionTrigger::pay, SessionState::completed,
                      event_type::checkout_completed},
    // The order's own event tells of these two.
    SessionTransition{SessionState::pending, SessionTrigger::expire, SessionState::expired, {}},
    SessionTransition{SessionState::pending, SessionTrigger::cancel, SessionState::cancelled, {}},
};
static_assert(is_final(k_session_transitions, SessionState::completed));
static_assert(is_final(k_session_transitions, SessionState::expired));
static_assert(is_final(k_session_transitions, SessionState::cancelled));

struct CheckoutSessionInput {
  std::optional<FiatCents> amount;     // required without a product
  std::optional<std::string> product;  // UUID or slug; wins over the amount
  std::optional<Currency> currency;
  std::optional<std::string> success_url;
  std::optional<std::string> cancel_url;
  std::optional<std::string> customer_email;
  std::optional<std::string> customer_name;
  std::optional<std::string> customer_phone;
  std::optional<std::string> customer_address;
  Metadata metadata;
  std::optional<PaymentOutcome> outcome;  // of the metadata's "satsrail_outcome"
  bool generate_invoice = false;          // make the Lightning invoice at once instead of at the first look
};

// A session with what its readers always want beside it.
struct CheckoutSession {
  std::int64_t seq = 0;
  CheckoutSessionId id;
  Scope scope;
  std::string token;  // cs_…: whoever holds it may look at the session and pay it
  SessionState state = SessionState::pending;
  FiatCents amount;
  std::string currency;
  std::optional<std::string> success_url;
  std::optional<std::string> cancel_url;
  std::optional<std::string> customer_email;
  std::optional<std::string> customer_name;
  std::optional<std::string> customer_phone;
  std::optional<std::string> customer_address;
  std::string metadata_json = "{}";
  Time created_at{};
  Time updated_at{};
  Time expires_at{};
  bool held = false;  // money is on its way: it was accepted in time, and the deadline waits for what becomes of it
  std::optional<PaymentOutcome> outcome;  // what its payers are to meet
  std::optional<Time> completed_at;
  std::optional<Time> cancelled_at;

  std::optional<std::string> product_id;
  std::int64_t order_seq = 0;
  std::string order_id;
  std::string order_number;
  std::optional<Sat> amount_sats;           // of its newest invoice
  std::optional<PaymentHash> payment_hash;  // of its newest invoice
  std::optional<std::string> payment_id;

  // At the deadline the session is over, though a payment that arrives in that very instant still wins.
  bool is_due(Time now) const { return state == SessionState::pending && !held && now >= expires_at; }
};

std::string_view to_string(SessionState state);
SessionState parse_session_state(std::string_view stored);

}  // namespace satsrail
