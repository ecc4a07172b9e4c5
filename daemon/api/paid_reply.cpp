#include "daemon/api/paid_reply.h"

#include "core/wire/order_json.h"
#include "daemon/service/node_view.h"

namespace satsrail::api {

Reply paid_reply(Tx& tx, App& app, service::payments::Answer answer) {
  if (auto* error = std::get_if<Error>(&answer)) {
    return Reply::failed(std::move(*error));
  }
  const auto& paid = std::get<service::payments::Paid>(answer);
  Reply reply;
  if (paid.payment) {
    reply = Reply::json(paid.settled_now ? 201 : 200, wire::payment_json(*paid.payment, paid.event_ids));
  } else {
    const bool over = paid.attempt->is_over();
    reply = Reply::json(over ? 201 : 202, service::NodePaymentView::load(tx, *paid.attempt).json());
  }
  if (paid.dies) {
    reply.afterwards = [&app] { app.control.crash(); };
  }
  return reply;
}

Status may_die(const App& app, std::optional<PaymentOutcome> outcome) {
  if (outcome == PaymentOutcome::crash && app.store.in_memory()) {
    return Error(ErrorCode::conflict,
                 "A crash needs a database on disk to come back to; this sandbox keeps its data in memory");
  }
  return Done{};
}

}  // namespace satsrail::api
