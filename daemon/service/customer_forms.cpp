#include "daemon/service/customer_forms.h"

#include "daemon/store/customer_form_store.h"

namespace satsrail::service::customer_forms {

std::vector<std::string> asked_first(Tx& tx, const CheckoutSession& session) {
  if (session.state != SessionState::pending || session.customer_email) {
    return {};
  }
  return store::customer_forms::unanswered(tx, session.seq);
}

CheckoutSession answer(Tx& tx, CheckoutSession session, const wire::CustomerAnswers& answers) {
  const auto put = [](std::optional<std::string>& member, const std::optional<std::string>& given) {
    if (given) {
      member = given;
    }
  };
  put(session.customer_email, answers.email);
  put(session.customer_name, answers.name);
  put(session.customer_phone, answers.phone);
  put(session.customer_address, answers.address);
  session.updated_at = tx.now();
  store::customer_forms::put_answers(tx, session);
  return session;
}

}  // namespace satsrail::service::customer_forms
