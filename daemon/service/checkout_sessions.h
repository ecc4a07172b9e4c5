#pragma once
// The life of a checkout session, and of the order and invoice under it.

#include "core/domain/checkout_session.h"
#include "core/domain/invoice.h"
#include "core/domain/order.h"
#include "core/result.h"
#include "daemon/service/context.h"
#include "daemon/service/event_log.h"
#include "daemon/service/invoicing.h"

#include <optional>
#include <string_view>
#include <vector>

namespace satsrail::service::checkout_sessions {

// Makes and signs an invoice ahead of the transaction that will store it, if the request is going to need one.
// Errors: as create().
Result<std::optional<InvoiceDraft>> draft_for_new(Tx& tx, const Context& context, const Scope& scope,
                                                  const CheckoutSessionInput& input);
Result<std::optional<InvoiceDraft>> draft_for_existing(Tx& tx, const Context& context, const CheckoutSession& session);
// Will looking at this session make an invoice?
bool lacks_invoice(Tx& tx, const CheckoutSession& session);

// Order and session, and with `input.generate_invoice` the invoice. A draft whose terms do not fit any more is
// replaced by a new one. Errors: not_found (product), validation_error, wallet_unavailable.
Result<CheckoutSession> create(Tx& tx, const Context& context, const Scope& scope, const CheckoutSessionInput& input,
                               const std::optional<InvoiceDraft>& draft);

// The session as it stands at this moment: one whose deadline has come is expired first. In a read-only
// transaction that answers needs_write. Errors: not_found.
Result<CheckoutSession> find(Tx& tx, const Context& context, const Scope& scope, std::string_view id_or_token);
Result<CheckoutSession> find_by_token(Tx& tx, const Context& context, std::string_view token);
// The same for a payer: in the very instant of the deadline the session may still be paid.
Result<CheckoutSession> bring_up_to_date(Tx& tx, const Context& context, CheckoutSession session, bool paying);

// Errors: conflict when the session is not pending any more.
Result<CheckoutSession> cancel(Tx& tx, const Context& context, CheckoutSession session);
Result<CheckoutSession> expire(Tx& tx, const Context& context, CheckoutSession session);

// All whose deadline has come are expired, so that a list shows what is true now. Error: needs_write.
Status expire_all_due(Tx& tx, const Context& context);
// Expires up to `limit` sessions that are due; returns their tokens.
std::vector<std::string> expire_due(Tx& tx, const Context& context, int limit);

// The session's open invoice; made now if there is none (any more). The session must be pending.
Result<Invoice> ensure_invoice(Tx& tx, const Context& context, const CheckoutSession& session,
                               const std::optional<InvoiceDraft>& draft);

// Another invoice for the session, at today's rate. Errors: wallet_unavailable, and those of rates.
Result<Invoice> new_invoice(Tx& tx, const Context& context, const CheckoutSession& session,
                            const std::optional<InvoiceDraft>& draft,
                            invoicing::Older older = invoicing::Older::as_the_node_does);

// "Checkout session has expired. …", with the session inside.
Error gone(const CheckoutSession& session);

}  // namespace satsrail::service::checkout_sessions
