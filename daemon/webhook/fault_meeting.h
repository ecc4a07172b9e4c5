#pragma once
// Faults on their way to a receiver: what becomes of an attempt before anything is sent.

#include "core/domain/delivery.h"
#include "core/domain/fault.h"
#include "core/ports/webhook_transport.h"
#include "core/time.h"
#include "daemon/service/fault_book.h"
#include "daemon/store/store.h"

#include <optional>

namespace satsrail::webhook {

struct PutOff {
  Time until{};  // on the sandbox clock
  FaultId by;
};

struct MetOnTheWay {
  std::optional<PutOff> put_off;            // the attempt is due later
  std::optional<WebhookResponse> response;  // the attempt is over, as if the receiver had done this
};

// Nothing of both: the attempt goes out. What was counted is on its way to the database. A fault that has put the
// attempt off before strikes now, whatever else is in the book: an attempt is delayed once.
MetOnTheWay meet_fault(store::Store& store, service::FaultBook& faults, const Delivery& delivery, Time now);

}  // namespace satsrail::webhook
