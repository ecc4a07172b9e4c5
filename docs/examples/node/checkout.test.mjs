// A shop's tests with Node's own test runner, inside a throw-away sandbox:
//   satsrail exec -- node --test docs/examples/node/
import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

const base = process.env.SATSRAIL_BASE_URL;

async function call(method, path, body, { key = process.env.SATSRAIL_API_KEY, status } = {}) {
  const answer = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const json = await answer.json();
  const expected = status ? answer.status === status : answer.ok;
  assert.ok(expected, `${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
  return json;
}

const openCheckout = (cents) =>
  call('POST', '/api/v1/checkout_sessions', { checkout_session: { amount_cents: cents, currency: 'usd' } });

const advance = (duration) =>
  call('POST', '/_sandbox/clock/advance', { duration }, { key: process.env.SATSRAIL_CONTROL_KEY });

// What a shop has to do with a webhook: check the signature over the bytes as they came, then read them.
function readWebhook(bytes, signature, secret) {
  const expected = 'sha256=' + createHmac('sha256', secret).update(bytes).digest('hex');
  if (signature?.length !== expected.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) {
    throw new Error('the signature is wrong');
  }
  return JSON.parse(bytes);
}

let shop;
let secret;
const received = [];

before(async () => {
  shop = createServer(async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    try {
      received.push(readWebhook(bytes, request.headers['x-satsrail-signature'], secret));
      response.writeHead(200).end();
    } catch (error) {
      response.writeHead(400).end(error.message);
    }
  });
  await once(shop.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${shop.address().port}/webhooks`;
  secret = (await call('POST', '/api/v1/m/webhooks', { webhook: { url } })).secret_key;
});

after(() => shop.close());

test('a paid checkout is completed, and a signed webhook says so', async () => {
  const { token } = await openCheckout(5000);
  await call('POST', '/_sandbox/pay', { target: token });
  assert.equal((await call('GET', `/api/v1/checkout_sessions/${token}`)).status, 'completed');

  // `advance` returns when every webhook that is due has been attempted: nothing to wait for, nothing flaky.
  await advance('1s');
  assert.equal(received.length, 1);
  assert.equal(received[0].event, 'checkout.completed');
  assert.equal(received[0].checkout_id, token);
});

test('an unpaid checkout expires after a quarter of an hour', async () => {
  const { token } = await openCheckout(2000);
  await advance('16m');
  const answer = await call('GET', `/api/v1/checkout_sessions/${token}`, undefined, { status: 410 });
  assert.equal(answer.checkout_session.status, 'expired');
});

test('a forged webhook is refused', () => {
  assert.throws(() => readWebhook(Buffer.from('{}'), 'sha256=' + '0'.repeat(64), 'whsec_any'));
});
