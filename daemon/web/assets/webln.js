// A WebLN wallet in the page, where a buyer would have one in the browser (webln.guide). It is there when the node's
// setting `webln` says so. It pays nothing but the invoice of its own page, as the sandbox's payer: what is asked for
// with `satsrail_outcome` happens to it as well.
(() => {
  'use strict';

  const FOLLOW_MS = 1000;

  const page = () => document.getElementById('page');
  if (!page() || !page().dataset.wallet) {
    return;
  }

  let enabled = false;

  // Wallets tell their errors apart by name; these are the names of the `webln` package.
  function failure(name, message) {
    const error = new Error(message);
    error.name = name;
    return error;
  }

  const NAMES = {
    no_route: 'RoutingError',
    timeout: 'RoutingError',
    canceled: 'RoutingError',
    insufficient_balance: 'InsufficientBalanceError',
    incorrect_payment_details: 'InvalidDataError',
  };

  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  async function ask(path, method) {
    try {
      const response = await fetch(page().dataset.base + path, {
        method,
        cache: 'no-store',
        credentials: 'same-origin',
        headers: { Accept: 'application/json' },
      });
      return { status: response.status, body: await response.json() };
    } catch {
      throw failure('ConnectionError', 'The sandbox did not answer');
    }
  }

  async function pay() {
    const { status, body } = await ask('/pay', 'POST');
    if (status === 202 || status < 300) {
      return body;
    }
    const message = (body.error && body.error.message) || 'The sandbox answered ' + status;
    if (status === 402) {
      const reason = body.node_payment && body.node_payment.failure_reason;
      throw failure(NAMES[reason] || 'InternalError', message);
    }
    throw failure(status === 409 || status === 410 ? 'InvalidDataError' : 'InternalError', message);
  }

  // The payee holds the money, or it is still on its way: as long as that lasts, so does the promise.
  async function follow(invoice) {
    for (;;) {
      await wait(FOLLOW_MS);
      let answer;
      try {
        answer = await ask('/status', 'GET');
      } catch {
        continue; // the sandbox may be down in the middle of it; the payment survives that
      }
      const session = answer.body;
      if (session.status === 'completed') {
        return pay(); // paid already: answers the payment
      }
      if (session.status !== 'pending' || (session.payment_request && session.payment_request !== invoice)) {
        throw failure('RoutingError', 'The payee sent the payment back');
      }
    }
  }

  async function sendPayment(paymentRequest) {
    if (!enabled) {
      throw failure('Error', 'The provider must be enabled before it can be asked');
    }
    const invoice = String(paymentRequest).trim().toLowerCase().replace(/^lightning:/, '');
    const field = page().querySelector('.bolt11');
    if (!field || field.value !== invoice) {
      throw failure('InvalidDataError', 'This wallet pays the invoice of its own page only');
    }
    if (page().dataset.wallet === 'reject') {
      throw failure('RejectionError', 'User rejected');
    }
    let paid = await pay();
    if (!paid.preimage) {
      paid = await follow(invoice);
    }
    return { preimage: paid.preimage, paymentHash: paid.payment_hash };
  }

  const wallet = {
    get enabled() {
      return enabled;
    },
    async isEnabled() {
      return enabled;
    },
    async enable() {
      enabled = true;
      return { enabled };
    },
    async getInfo() {
      return {
        node: { alias: 'satsrail-payer', pubkey: page().dataset.walletNode },
        version: 'satsrail',
        supports: ['lightning'],
        methods: ['enable', 'isEnabled', 'getInfo', 'sendPayment'],
      };
    },
    sendPayment,
  };
  for (const method of ['keysend', 'makeInvoice', 'signMessage', 'verifyMessage', 'lnurl', 'request']) {
    wallet[method] = async () => {
      throw failure('UnsupportedMethodError', method + ' is not supported by this wallet');
    };
  }

  // Also in the place of a real one: that would refuse the sandbox's invoices, and this one was asked for.
  Object.defineProperty(window, 'webln', { value: wallet, configurable: true, writable: true });
  document.dispatchEvent(new Event('webln:ready', { bubbles: true }));
})();
