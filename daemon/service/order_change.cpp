#include "daemon/service/order_change.h"

#include "core/wire/fields.h"
#include "daemon/service/event_log.h"
#include "daemon/service/invoicing.h"
#include "daemon/service/order_terms.h"
#include "daemon/service/settlements.h"
#include "daemon/store/order_store.h"

#include <tuple>

namespace satsrail::service::orders {

namespace {

Error refused(std::string sentence) {
  return Error::validation("base", std::move(sentence));
}

bool asks_for_terms(const OrderChange& change) {
  return change.total || change.tax || change.discount || change.currency || change.tender || change.items ||
         change.wallet_id || change.discount_id || change.metadata;
}

// What payers are asked for.
bool same_price(const Order& a, const Order& b) {
  return a.total == b.total && Currency::parse(a.currency) == Currency::parse(b.currency);
}

bool same_terms(const Order& a, const Order& b) {
  const auto terms = [](const Order& order) {
    return std::tie(order.total, order.tax, order.discount, order.currency, order.tender, order.wallet_id,
                    order.discount_id, order.metadata_json);
  };
  return terms(a) == terms(b);
}

std::string in_words(OrderState state) {
  return state == OrderState::invoice_generated ? "invoiced" : std::string(to_string(state));
}

class Update {
 public:
  Update(Tx& tx, const Context& context, OrderView view, const OrderChange& change)
      : m_tx(tx), m_context(context), m_before(view.order), m_view(std::move(view)), m_change(change) {}

  Result<OrderView> run() {
    TRY(set_terms());
    TRY(check_checkout());
    TRY(void_invoice());
    TRY(set_status());
    if (same_terms(m_before, order()) && m_before.state == order().state && !m_change.items) {
      return std::move(m_view);
    }
    return write();
  }

 private:
  Order& order() { return m_view.order; }
  bool is_open() { return order().state == OrderState::pending || order().state == OrderState::invoice_generated; }

  Status set_terms() {
    if (!asks_for_terms(m_change)) {
      return Done{};
    }
    if (!is_open()) {
      return refused("Order cannot be modified once " + in_words(order().state));
    }
    std::vector<FieldError> errors;
    order().tax = m_change.tax.value_or(order().tax);
    order().discount = m_change.discount.value_or(order().discount);
    order().tender = m_change.tender.value_or(order().tender);
    if (m_change.currency) {
      order().currency = m_change.currency->text();
    }
    if (m_change.metadata) {
      order().metadata_json = wire::metadata_json(*m_change.metadata);
    }
    if (m_change.wallet_id) {
      order().wallet_id = wallet_of(m_tx, order().scope, *m_change.wallet_id, errors);
    }
    if (m_change.discount_id) {
      order().discount_id = discount_of(m_tx, order().scope, *m_change.discount_id, errors);
    }
    if (m_change.items) {
      m_view.items = items_of(m_tx, m_context, order().scope, *m_change.items, errors);
    }
    set_total(errors);
    return errors.empty() ? Status(Done{}) : Status(Error::validation(std::move(errors)));
  }

  // As it is asked for; else it follows the items, where there are any and something that it is made of was sent.
  void set_total(std::vector<FieldError>& errors) {
    if (m_change.total) {
      order().total = *m_change.total;
    } else if ((m_change.items || m_change.tax || m_change.discount) && !m_view.items.empty()) {
      order().total = sum_of(m_view.items, order().tax, order().discount, errors);
    }
  }

  // A customer is looking at the page: what it sells and for how much is settled.
  Status check_checkout() {
    if (!m_view.session) {
      return Done{};
    }
    const bool sells_the_same = same_price(m_before, order()) && m_before.tax == order().tax &&
                                m_before.discount == order().discount && m_before.tender == order().tender &&
                                !m_change.items;
    return sells_the_same ? Status(Done{})
                          : refused("Order belongs to a checkout: its price and items can't be changed");
  }

  // An invoice that asks for what is not owed any more.
  Status void_invoice() {
    const bool asks_wrongly =
        !same_price(m_before, order()) || (order().tender == TenderType::cash && m_before.tender != TenderType::cash);
    if (!asks_wrongly) {
      return Done{};
    }
    if (settlements::money_is_on_its_way(m_tx, order().seq)) {
      return refused("Order can't be changed so while a payment for it is on its way");
    }
    invoicing::close_open(m_tx, m_context, order().seq, invoicing::Closing::superseded);
    if (const auto* step = find_transition(k_order_transitions, order().state, OrderTrigger::expire_invoice)) {
      order().state = step->to;
    }
    return Done{};
  }

  Status set_status() {
    const auto wanted = m_change.mark_as_paid ? OrderState::paid : m_change.status.value_or(m_before.state);
    if (m_change.mark_as_paid && m_change.status && *m_change.status != OrderState::paid) {
      return Error::validation("status", "contradicts mark_as_paid");
    }
    if (wanted == m_before.state) {
      return Done{};
    }
    switch (wanted) {
      case OrderState::paid:
        return pay_in_cash();
      case OrderState::shipped:
        return ship();
      case OrderState::cancelled:
        return Error::validation("status", "can't be set to cancelled; delete the order to cancel it");
      default:
        return Error::validation("status", "can't be changed from " + std::string(to_string(m_before.state)) + " to " +
                                               std::string(to_string(wanted)));
    }
  }

  Status pay_in_cash() {
    if (order().tender != TenderType::cash) {
      return m_change.mark_as_paid
                 ? Error::validation("mark_as_paid", std::string(k_cash_only))
                 : Error::validation("status", "can be set to paid for cash orders only; set tender_type to cash");
    }
    const auto* step = find_transition(k_order_transitions, order().state, OrderTrigger::mark_as_paid);
    if (step == nullptr) {
      return refused("Order is " + in_words(order().state) + ": it can't be marked as paid");
    }
    order().state = step->to;
    order().paid_at = m_tx.now();
    return Done{};
  }

  Status ship() {
    const auto* step = find_transition(k_order_transitions, order().state, OrderTrigger::ship);
    if (step == nullptr) {
      return Error::validation(
          "status", "can be set to shipped once the order is paid; it is " + std::string(to_string(order().state)));
    }
    order().state = step->to;
    order().shipped_at = m_tx.now();
    return Done{};
  }

  OrderView write() {
    order().updated_at = m_tx.now();
    store::orders::update(m_tx, order());
    store::orders::update_terms(m_tx, order());
    if (m_change.items) {
      store::orders::remove_items(m_tx, order().seq);
      for (const auto& item : m_view.items) {
        store::orders::insert_item(m_tx, order().seq, item);
      }
    }
    auto view = OrderView::load(m_tx, order().seq);
    EventLog events(m_tx, m_context, order().scope);
    events.append(event_type::order_updated, view.order_json(), view.facts());
    return view;
  }

  Tx& m_tx;
  const Context& m_context;
  const Order m_before;
  OrderView m_view;
  const OrderChange& m_change;
};

}  // namespace

Result<OrderView> changed(Tx& tx, const Context& context, OrderView view, const OrderChange& change) {
  return Update(tx, context, std::move(view), change).run();
}

}  // namespace satsrail::service::orders
