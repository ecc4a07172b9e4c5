// Speaks as the MCP server of SatsRail does (satsrail-mcp 1.2): one call for each of its tools, with a base URL that has
// no path.

import assert from 'node:assert/strict';
import { base, finish, idOf, key, pay, step, tokenId } from './expect.mjs';

class ToolError extends Error {
  constructor(status, body) {
    const error = body?.error;
    super(typeof error === 'string' ? error : (error?.message ?? body?.message ?? `HTTP ${status}`));
    this.status = status;
    this.code = error?.code;
  }
}

async function request(method, path, { query = {}, body, idempotencyKey } = {}) {
  const url = new URL(base.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, String(value)); // brackets leave as q%5B…%5D
  }
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', Accept: 'application/json' };
  if (idempotencyKey !== undefined) {
    headers['Idempotency-Key'] = idempotencyKey;
  }
  const answer = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 204) {
    return { status: 204 };
  }
  const isSvg = (answer.headers.get('content-type') ?? '').includes('image/svg+xml');
  const content = isSvg ? await answer.text() : await answer.json();
  if (!answer.ok) {
    throw new ToolError(answer.status, content);
  }
  return { status: answer.status, content, replayed: answer.headers.get('idempotent-replayed') };
}

// A tool: its name, its call, and what it needs of the answer.
async function tool(name, method, path, options, check, status) {
  const expected = status ?? (method === 'DELETE' ? 204 : 200);
  return step(`${name}: ${method} ${path}`, async () => {
    const answer = await request(method, path, options);
    assert.equal(answer.status, expected, `status ${answer.status}, expected ${expected}`);
    check?.(answer.content, answer);
    return answer.content;
  });
}

async function refused(name, method, path, options, status, code) {
  await step(`${name} is refused: ${method} ${path}`, async () => {
    const error = await request(method, path, options).then(
      () => assert.fail('it was not refused'),
      (failure) => failure,
    );
    assert.equal(error.status, status, `status ${error.status} (${error.message}), expected ${status}`);
    assert.equal(error.code, code);
  });
}

const isObject = (name) => (answer) => assert.equal(answer.object, name, JSON.stringify(answer).slice(0, 200));
const isList =
  (name, count) =>
  ({ object, data, meta }) => {
    assert.equal(object, 'list');
    assert.ok(data.every((item) => item.object === name), `an item is no ${name}`);
    assert.ok(Number.isInteger(meta.total_count));
    if (count !== undefined) {
      assert.equal(data.length, count, `${data.length} items, expected ${count}`);
    }
  };
const m = (path) => `/api/v1/m${path}`;
const q = (filters) => Object.fromEntries(Object.entries(filters).map(([name, value]) => [`q[${name}]`, value]));
const day = new Date().toISOString().slice(0, 10);
const today = { created_at_gteq: day, created_at_lteq: day };

// -- orders

const orderBody = {
  order: {
    total_amount_cents: 5000, currency: 'usd', metadata: { agent: 'mcp' },
    items: [{ name: 'Tea', price_cents: 2500, qty: 2, description: 'green', sku: 'T-1' }],
  },
  generate_invoice: true, payment_method: 'lightning',
};
const order = await tool('create_order', 'POST', m('/orders'), { body: orderBody, idempotencyKey: 'order-1' }, (o) => {
  assert.equal(o.status, 'invoice_generated');
  assert.match(o.invoice.bolt11, /^ln/);
}, 201);
await tool('create_order again', 'POST', m('/orders'), { body: orderBody, idempotencyKey: 'order-1' }, (o) => {
  assert.equal(o.id, idOf(order));
}, 201);
await refused('create_order with another body', 'POST', m('/orders'),
  { body: { ...orderBody, payment_method: 'onchain' }, idempotencyKey: 'order-1' }, 422, 'idempotency_key_reused');
const query = {
  ...q({ ...today, status_eq: 'invoice_generated', currency_eq: 'USD', total_amount_cents_gteq: 4000,
    total_amount_cents_lteq: 6000, order_number_eq: order?.order_number ?? '' }),
  expand: 'invoice,payment,merchant', page: 1, per_page: 10,
};
await tool('list_orders', 'GET', m('/orders'), { query }, (list) => {
  isList('order', 1)(list);
  assert.equal(list.data[0].invoice.object, 'invoice');
  assert.equal(list.data[0].merchant.object, 'merchant');
  assert.equal(list.data[0].payment, null);
});
await tool('get_order', 'GET', m(`/orders/${idOf(order)}`), { query: { expand: 'invoice' } }, isObject('order'));
const second = await tool('create_order without an invoice', 'POST', m('/orders'),
  { body: { order: { total_amount_cents: 900 }, generate_invoice: false } }, (o) => assert.equal(o.status, 'pending'), 201);
await tool('update_order', 'PATCH', m(`/orders/${idOf(second)}`),
  { body: { order: { total_amount_cents: 950, metadata: { note: 'more' } } } },
  (o) => assert.equal(o.total_amount_cents, 950));
await tool('cancel_order', 'DELETE', m(`/orders/${idOf(second)}`));

// -- invoices and payments

const third = await tool('create_order', 'POST', m('/orders'),
  { body: { order: { total_amount_cents: 700 }, generate_invoice: false } }, isObject('order'), 201);
const invoice = await tool('generate_invoice', 'POST', m('/invoices/generate'),
  { body: { order_id: idOf(third), payment_method: 'lightning' }, idempotencyKey: 'invoice-1' }, isObject('invoice'), 201);
await tool('get_invoice', 'GET', m(`/invoices/${idOf(invoice)}`), {}, isObject('invoice'));
await tool('check_invoice_status', 'GET', m(`/invoices/${idOf(invoice)}/status`), {},
  (answer) => assert.equal(answer.status, 'pending'));
await tool('get_invoice_qr', 'GET', m(`/invoices/${idOf(invoice)}/qr`), {}, (svg) => assert.match(svg, /^<(\?xml|svg)/));
await step('the invoice is paid', () => pay(idOf(invoice)));
const amounts = { amount_sats_gteq: 1, amount_sats_lteq: 1_000_000, currency_eq: 'usd' };
const payments = await tool('list_payments', 'GET', m('/payments'),
  { query: q({ confirmed_at_gteq: day, confirmed_at_lteq: day, ...amounts }) }, isList('payment', 1));
await tool('list_payments of another amount', 'GET', m('/payments'), { query: q({ amount_sats_eq: 3 }) },
  isList('payment', 0));
await tool('get_payment', 'GET', m(`/payments/${idOf(payments?.data[0])}`), {}, (payment) => {
  assert.equal(payment.status, 'completed');
});
const asked = await tool('create_payment_request', 'POST', m('/payment_requests'), {
  body: { payment_request: { amount_cents: 250, payment_method: 'onchain', description: 'Coffee', confirmations: 2 } },
  idempotencyKey: 'request-1',
}, (answer) => assert.ok(answer.payment_address), 201);
await tool('get_payment_request', 'GET', m(`/payment_requests/${idOf(asked)}`), {}, isObject('payment_request'));
await tool('check_payment_request_status', 'GET', m(`/payment_requests/${idOf(asked)}/status`), {},
  (answer) => assert.equal(answer.status, 'pending'));

// -- products and what they open

const type = await tool('create_product_type', 'POST', m('/product_types'),
  { body: { product_type: { name: 'Books', external_ref: 'books' } } }, isObject('product_type'), 201);
await tool('list_product_types', 'GET', m('/product_types'), { query: q({ name_cont: 'boo', external_ref_eq: 'books' }) },
  isList('product_type', 1));
await tool('get_product_type', 'GET', m(`/product_types/${idOf(type)}`), {}, isObject('product_type'));
await tool('update_product_type', 'PATCH', m(`/product_types/${idOf(type)}`),
  { body: { product_type: { name: 'Old books', position: 4 } } }, (answer) => assert.equal(answer.position, 4));
const product = await tool('create_product', 'POST', m('/products'), {
  body: {
    product: {
      name: 'Atlas', price_cents: 1500, sku: 'AT-1', product_type_id: type?.id, external_ref: 'atlas',
      access_duration_seconds: 3600, image_url: 'https://shop.test/atlas.png', resource_type: 'digital_download',
    },
  },
}, isObject('product'), 201);
await tool('list_products', 'GET', m('/products'),
  { query: q({ name_cont: 'atl', status_eq: 'active', sku_eq: 'AT-1', external_ref_eq: 'atlas', ...today }) },
  isList('product', 1));
await tool('get_product', 'GET', m(`/products/${idOf(product)}`), {}, isObject('product'));
await tool('update_product', 'PATCH', m(`/products/${idOf(product)}`), { body: { product: { description: 'A map' } } },
  (answer) => assert.equal(answer.description, 'A map'));
await refused('delete_product_type with products', 'DELETE', m(`/product_types/${idOf(type)}`), {}, 409,
  'product_type_in_use');
await tool('get_product_key', 'GET', m(`/products/${idOf(product)}/key`), {},
  (answer) => assert.equal(answer.key.length, 43));
await tool('rotate_product_key', 'POST', m(`/products/${idOf(product)}/rotate_key`), {},
  (answer) => assert.ok(answer.previous_key));
await refused('rotate_product_key again', 'POST', m(`/products/${idOf(product)}/rotate_key`), {}, 409, 'rotation_pending');
await tool('clear_old_product_key', 'POST', m(`/products/${idOf(product)}/clear_old_key`), {}, isObject('product'));
const session = await tool('create_checkout_session', 'POST', m('/checkout_sessions'),
  { body: { checkout_session: { product_id: product?.id, customer_email: 'buyer@example.com' } } },
  isObject('checkout_session'), 201);
await step('the checkout is paid', () => pay(session.token));
const status = await step('its status has an access token', async () => {
  const answer = await (await fetch(`${base}/checkout/${session.token}/status`)).json();
  assert.ok(answer.access_token, JSON.stringify(answer));
  return answer;
});
await tool('list_checkout_sessions', 'GET', m('/checkout_sessions'), { query: q({ status_eq: 'completed', ...today }) },
  isList('checkout_session', 1));
await tool('get_checkout_session', 'GET', m(`/checkout_sessions/${idOf(session)}`), {},
  (answer) => assert.equal(answer.status, 'completed'));
await tool('verify_access', 'POST', m('/access/verify'), { body: { access_token: status?.access_token } }, (answer) => {
  assert.equal(answer.valid, true);
  assert.equal(answer.product_id, idOf(product));
  assert.equal(answer.key.length, 43);
});
await refused('verify_access', 'POST', m('/access/verify'), { body: { access_token: 'none' } }, 402, 'access_expired');
await tool('delete_product that was sold', 'DELETE', m(`/products/${idOf(product)}`));
await tool('get_product, archived', 'GET', m(`/products/${idOf(product)}`), {},
  (answer) => assert.equal(answer.status, 'archived'));
const empty = await tool('create_product_type', 'POST', m('/product_types'), { body: { product_type: { name: 'Empty' } } },
  isObject('product_type'), 201);
await tool('delete_product_type', 'DELETE', m(`/product_types/${idOf(empty)}`));

// -- the merchant and its surroundings

await tool('get_catalog', 'GET', m('/catalog'), {}, ({ product_types, products, taxes, discounts }) => {
  [product_types, products, taxes, discounts].forEach((list) => assert.ok(Array.isArray(list)));
});
await tool('get_catalog_version', 'GET', m('/catalog/version'), {}, (answer) => assert.ok(answer.version));
await tool('get_merchant', 'GET', m('/merchant'), {}, isObject('merchant'));
const wallets = await tool('list_wallets', 'GET', m('/wallets'),
  { query: q({ wallet_type_eq: 'lightning', status_eq: 'active', enabled_eq: true, is_default_eq: true }) }, (list) => {
    isList('wallet')(list);
    assert.ok(list.data.length > 0, 'no wallet');
  });
await tool('get_wallet', 'GET', m(`/wallets/${idOf(wallets?.data[0])}`), {}, isObject('wallet'));
const documents = await tool('list_merchant_documents', 'GET', m('/merchant_documents'), { query: { page: 1, per_page: 5 } },
  isList('merchant_document'));
for (const { id } of documents?.data ?? []) {
  await tool('get_merchant_document', 'GET', m(`/merchant_documents/${id}`), {}, isObject('merchant_document'));
}
await tool('get_api_token_usage', 'GET', m(`/api_tokens/${await tokenId()}/usage`), {},
  ({ rpm_limit, current_rpm, monthly_request_count }) =>
    [rpm_limit, current_rpm, monthly_request_count].forEach((number) => assert.ok(Number.isInteger(number))));
await tool('list_subscription_plans', 'GET', '/api/v1/pub/subscription_plans', {}, isList('subscription_plan'));

// -- webhooks

const hook = await tool('create_webhook', 'POST', m('/webhooks'), {
  body: { webhook: { url: 'http://127.0.0.1:9/hooks', description: 'agent', metadata: { dialect: 'docs' } } },
}, (answer) => {
  assert.equal(answer.dialect, 'docs');
  assert.match(answer.secret_key, /^whsec_/);
}, 201);
await tool('list_webhooks', 'GET', m('/webhooks'), { query: q({ active_eq: true, url_cont: 'hooks', ...today }) },
  isList('webhook', 1));
await tool('get_webhook', 'GET', m(`/webhooks/${idOf(hook)}`), {}, isObject('webhook'));
await tool('update_webhook', 'PATCH', m(`/webhooks/${idOf(hook)}`),
  { body: { webhook: { active: false, events: ['payment.confirmed'], metadata: { dialect: 'docs', note: 'off' } } } },
  (answer) => assert.deepEqual(answer.events, ['payment.confirmed']));
await tool('delete_webhook', 'DELETE', m(`/webhooks/${idOf(hook)}`));

finish('satsrail-mcp 1.2');
