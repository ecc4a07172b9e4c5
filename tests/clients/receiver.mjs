// A shop's receiver in Node.js, for each of the three dialects: it verifies what the sandbox sends as its dialect's page
// says, refuses what was forged, and takes an event once.

import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { base, finish, key, pay, sandbox, step } from './expect.mjs';

const hmac = (secret, body) => createHmac('sha256', secret).update(body).digest();

function isEqual(given, expected) {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const isRecent = (seconds) => Math.abs(Date.now() / 1000 - Number(seconds)) <= 300;

const dialects = {
  // "sha256=" and the hex; the body says which event it is
  seed: {
    isGenuine(secret, body, headers) {
      const expected = `sha256=${hmac(secret, body).toString('hex')}`;
      return isEqual(Buffer.from(headers['x-satsrail-signature'] ?? ''), Buffer.from(expected));
    },
    eventOf: (body) => body.event,
    idOf: (body) => body.checkout_id,
    header: 'X-SatsRail-Signature',
    prefix: 'sha256=',
  },
  // bare hex, and headers for all else
  docs: {
    isGenuine: (secret, body, headers) =>
      isRecent(headers['x-webhook-timestamp']) &&
      isEqual(Buffer.from(headers['x-webhook-signature'] ?? '', 'hex'), hmac(secret, body)),
    eventOf: (body, headers) => headers['x-webhook-event'],
    idOf: (body, headers) => headers['x-idempotency-key'],
    header: 'X-Webhook-Signature',
    prefix: '',
  },
  // bare hex under the first one's name
  stream: {
    isGenuine: (secret, body, headers) =>
      (headers['x-satsrail-timestamp'] === undefined || isRecent(headers['x-satsrail-timestamp'])) &&
      isEqual(Buffer.from(headers['x-satsrail-signature'] ?? '', 'hex'), hmac(secret, body)),
    eventOf: (body) => body.type,
    idOf: (body) => body.id,
    header: 'X-SatsRail-Signature',
    prefix: '',
  },
};

// The shop: what it took, by path /seed, /docs, /stream.
const shop = { secrets: {}, taken: [], duplicates: 0 };

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const name = request.url.slice(1);
    const dialect = dialects[name];
    if (!dialect.isGenuine(shop.secrets[name], body, request.headers)) {
      response.writeHead(401).end();
      return;
    }
    const content = JSON.parse(body);
    const id = dialect.idOf(content, request.headers);
    const isNew = !shop.taken.some((event) => event.dialect === name && event.id === id);
    shop.duplicates += isNew ? 0 : 1;
    if (isNew) {
      shop.taken.push({ dialect: name, event: dialect.eventOf(content, request.headers), id, content });
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ received: true, ...(isNew ? {} : { duplicate: true }) }));
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

async function call(method, path, body) {
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const content = await answer.json();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${JSON.stringify(content)}`);
  return content;
}

await sandbox('PATCH', '/delivery_mode', { mode: 'sync' }); // a call answers when its webhooks have been attempted
const events = { seed: ['checkout.completed'], docs: ['payment.confirmed'], stream: ['product.key_rotated'] };
for (const name of Object.keys(dialects)) {
  await step(`an endpoint of the dialect ${name}`, async () => {
    const webhook = { url: `${origin}/${name}`, metadata: { dialect: name } };
    const endpoint = await call('POST', '/m/webhooks', { webhook: { ...webhook, events: events[name] } });
    assert.equal(endpoint.dialect, name);
    shop.secrets[name] = endpoint.secret_key;
  });
}

await step('a checkout is paid, a key rotated', async () => {
  const checkout = { amount_cents: 5000, metadata: { order_id: 'A-1' } };
  const session = await call('POST', '/checkout_sessions', { checkout_session: checkout });
  await pay(session.token);
  const product = await call('POST', '/m/products', { product: { name: 'Film', price_cents: 100 } });
  await call('POST', `/m/products/${product.id}/rotate_key`);
});
const taken = (name) => shop.taken.filter(({ dialect }) => dialect === name);
await step('seed: checkout.completed, with the fields of its page', async () => {
  const [{ event, content }, ...more] = taken('seed');
  assert.equal(event, 'checkout.completed');
  assert.equal(more.length, 0);
  assert.deepEqual(Object.keys(content),
    ['event', 'checkout_id', 'payment_hash', 'amount_sats', 'amount_usd', 'metadata', 'timestamp']);
  assert.equal(content.amount_usd, '50.00');
  assert.deepEqual(content.metadata, { order_id: 'A-1' });
});
await step('docs: payment.confirmed', async () => {
  const [{ event, content }] = taken('docs');
  assert.equal(event, 'payment.confirmed');
  assert.equal(content.data.object.object, 'payment');
});
await step('stream: product.key_rotated', async () => {
  const [{ event, content }] = taken('stream');
  assert.equal(event, 'product.key_rotated');
  assert.equal(typeof content.payload.product_id, 'string');
  assert.equal(JSON.stringify(content).includes('"key":'), false);
});
await step('an event that is sent again is taken once', async () => {
  const { data } = await sandbox('GET', '/events?type=product.key_rotated');
  await sandbox('POST', `/events/${data[0].id}/resend`);
  assert.equal(taken('stream').length, 1);
  assert.equal(shop.duplicates, 1);
});
for (const [name, dialect] of Object.entries(dialects)) {
  await step(`${name}: what was forged is refused`, async () => {
    const body = JSON.stringify(taken(name)[0].content);
    const post = async (signature, text) => {
      const now = String(Math.floor(Date.now() / 1000));
      const headers = { [dialect.header]: signature, 'X-Webhook-Timestamp': now, 'X-SatsRail-Timestamp': now };
      return (await fetch(`${origin}/${name}`, { method: 'POST', headers, body: text })).status;
    };
    const right = dialect.prefix + hmac(shop.secrets[name], body).toString('hex');
    assert.equal(await post(right, body), 200);
    assert.equal(await post(right, body.replace('1', '2')), 401);
    assert.equal(await post(dialect.prefix + hmac('whsec_other', body).toString('hex'), body), 401);
    assert.equal(await post('', body), 401);
  });
}
await step('the vector of the published page', async () => {
  const body =
    '{"event":"checkout.completed","checkout_id":"cs_abc123","payment_hash":"abc123","amount_sats":50000,' +
    '"amount_usd":"50.00","metadata":{"order_id":"ORD-1234"},"timestamp":"2024-01-15T10:02:30Z"}';
  const signature = 'sha256=07ffa435e1f4d1feb2dc57548b149fd278b74c3d46eb3909239b2ba8beebee01';
  assert.ok(dialects.seed.isGenuine('whsec_test_0123456789abcdef', body, { 'x-satsrail-signature': signature }));
});

server.closeAllConnections();
server.close();
finish('a receiver in Node.js');
