#include "daemon/store/customer_form_store.h"

#include "core/wire/fields.h"

namespace satsrail::store::customer_forms {

std::vector<std::string> unanswered(Tx& tx, std::int64_t session_seq) {
  auto row = tx.query(
      "SELECT m.customer_fields FROM checkout_sessions s JOIN merchants m ON m.seq = s.merchant_seq"
      " WHERE s.seq = ?1 AND s.customer_answered_at IS NULL AND m.customer_fields <> '[]'",
      session_seq);
  return row.step() ? wire::parse_strings(row.text(0)) : std::vector<std::string>{};
}

void put_answers(Tx& tx, const CheckoutSession& session) {
  tx.run(
      "UPDATE checkout_sessions SET customer_email = ?2, customer_name = ?3, customer_phone = ?4,"
      " customer_address = ?5, customer_answered_at = ?6, updated_at = ?6 WHERE seq = ?1",
      session.seq, session.customer_email, session.customer_name, session.customer_phone, session.customer_address,
      session.updated_at);
}

}  // namespace satsrail::store::customer_forms
