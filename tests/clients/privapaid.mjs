// Speaks as PrivaPaid Stream does, a shop that sells encrypted media: setup, login, a product whose link is encrypted with
// its key, a purchase through its own checkout overlay, access that is verified again and again, and a rotated key.

import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { base, control, finish, idOf, key, pay, step, tokenId } from './expect.mjs';

// Newer versions are told the origin, and add the path themselves; an older one calls /m/… at the origin.
const api = `${base}/api/v1`;
const portal = api.replace(/\/api\/v1\/?$/, '');

async function call(method, url, body, { timeout = 30_000 } = {}) {
  const answer = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, // also where there is no body
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(timeout),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw Object.assign(new Error(`SatsRail ${answer.status}: ${text}`), { status: answer.status, text });
  }
  return text === '' ? undefined : JSON.parse(text);
}

async function fails(name, work, status, check) {
  await step(name, async () => {
    const error = await work().then(
      () => assert.fail('it was not refused'),
      (failure) => failure,
    );
    assert.equal(error.status, status, error.message);
    check?.(error);
  });
}

// 12 bytes of IV, the ciphertext, 16 bytes of tag, in base64; the product's id is authenticated with it.
function encrypt(link, productKey, productId) {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(productKey, 'base64url'), iv);
  cipher.setAAD(Buffer.from(productId));
  return Buffer.concat([iv, cipher.update(link), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function decrypt(blob, productKey, productId) {
  const bytes = Buffer.from(blob, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(productKey, 'base64url'), bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(productId));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString();
}

const fingerprint = (productKey) => createHash('sha256').update(productKey).digest('hex');

// When an access token ends, as the shop reads it without asking anybody.
function expiryOf(token) {
  const { _rails: envelope } = JSON.parse(Buffer.from(token.split('--')[0], 'base64'));
  const end = Date.parse(envelope.exp);
  return Number.isNaN(end) ? envelope.data.exp * 1000 : end;
}

// -- setup, login, health

const merchant = await step('setup: GET /m/merchant', async () => {
  const found = await call('GET', `${api}/m/merchant`);
  for (const name of ['id', 'name', 'status', 'currency']) {
    assert.equal(typeof found[name], 'string', `merchant.${name} is ${JSON.stringify(found[name])}`);
  }
  assert.equal(found.status, 'active');
  return found;
});
await step('a base URL without a path: GET /m/merchant', async () => {
  assert.equal((await call('GET', `${base}/m/merchant`)).id, merchant.id);
});
await fails('login with a wrong password: POST /m/sessions',
  () => call('POST', `${api}/m/sessions`, { email: 'nobody@example.com', password: 'wrong' }), 401);
await step('login: POST /m/sessions', async () => {
  const password = 'correct horse';
  await control('POST', '/staff', { staff: { email: 'owner@example.com', password, role: 'owner' } });
  const session = await call('POST', `${api}/m/sessions`, { email: 'owner@example.com', password });
  assert.equal(typeof session.session_token, 'string');
  assert.equal(session.merchants.find(({ id }) => id === merchant.id).role, 'owner');
});
await step('health: GET /pub/exchanges', async () => {
  const { exchanges } = await call('GET', `${api}/pub/exchanges`, undefined, { timeout: 5000 });
  assert.ok(Array.isArray(exchanges));
});

// -- a product, encrypted with its key

const link = 'https://media.example.com/film.mp4';
const made = await step('POST /m/products', () =>
  call('POST', `${api}/m/products`, {
    product: { name: 'A film', price_cents: 500, currency: 'USD', access_duration_seconds: 86400, external_ref: 'film-1' },
  }));
let held = await step('GET /m/products/{id}/key', async () => {
  const answer = await call('GET', `${api}/m/products/${idOf(made)}/key`);
  assert.equal(answer.key_fingerprint, fingerprint(answer.key));
  return answer.key;
});
let blob = held && encrypt(link, held, made.id);
await fails('the same external_ref again: POST /m/products',
  () => call('POST', `${api}/m/products`, { product: { name: 'Twin', price_cents: 1, external_ref: 'film-1' } }), 422,
  ({ text }) => assert.ok(text.includes('External ref has already been taken'), text));
await fails('access for 0 seconds: POST /m/products',
  () => call('POST', `${api}/m/products`, { product: { name: 'Never', price_cents: 1, access_duration_seconds: 0 } }), 422,
  ({ text }) => assert.ok(text.includes('Access duration seconds must be greater than 0'), text));
await fails('a product that is gone: GET /m/products/{id}',
  () => call('GET', `${api}/m/products/550e8400-e29b-41d4-a716-446655440000`), 404);
await step('GET /m/products?q[external_ref_eq]=film-1', async () => {
  const list = await call('GET', `${api}/m/products?q%5Bexternal_ref_eq%5D=film-1`);
  assert.equal(list.data.length, 1);
});

// -- a purchase

async function buy(productId) {
  const product = await call('GET', `${api}/m/products/${productId}`);
  assert.equal(product.status, 'active');
  const session = await call('POST', `${api}/m/checkout_sessions`, { checkout_session: { product_id: product.slug } });
  assert.ok(session.checkout_url.startsWith(portal));
  return session.token;
}

// What the overlay fetches, both at once: whichever comes first makes the invoice.
async function look(token) {
  const [qr, status] = await Promise.all([
    fetch(`${portal}/checkout/${token}/qr`),
    fetch(`${portal}/checkout/${token}/status`, { headers: { 'Content-Type': 'application/json' } }),
  ]);
  return { qr, svg: await qr.text(), status: await status.json() };
}

const token = await step('POST /m/checkout_sessions with a slug', () => buy(idOf(made)));
const invoice = await step('GET /checkout/{token}/qr and /status at once', async () => {
  const { qr, svg, status } = await look(token);
  assert.equal(qr.status, 200);
  assert.match(qr.headers.get('content-type'), /^image\/svg\+xml/);
  assert.match(svg, /xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /viewBox=/);
  assert.equal(status.status, 'pending');
  assert.match(status.payment_request, /^ln/);
  assert.ok(status.amount_sats > 0 && status.time_remaining > 0);
  return status.payment_request;
});
await step('both show one invoice, and it is paid', async () => {
  assert.equal((await look(token)).status.payment_request, invoice);
  await pay(invoice);
});
const bought = await step('GET /checkout/{token}/status until it is completed', async () => {
  const status = await (await fetch(`${portal}/checkout/${token}/status`)).json();
  assert.equal(status.status, 'completed');
  assert.equal(decrypt(blob, status.items[0].key, made.id), link);
  assert.ok(status.access_duration_seconds > 0);
  const seconds = (expiryOf(status.access_token) - Date.now()) / 1000;
  assert.ok(seconds > 86000 && seconds <= 86401, `the token ends in ${seconds} seconds`);
  assert.ok(status.access_token.length < 500, `${status.access_token.length} characters fill the cookie`);
  return status;
});
const verify = (access) => call('POST', `${api}/m/access/verify`, { access_token: access });
await step('POST /m/access/verify', async () => {
  const access = await verify(bought?.access_token);
  assert.equal(access.valid, true);
  assert.ok(access.remaining_seconds > 0);
  assert.equal(access.product_id, made.id);
  assert.equal(access.key_fingerprint, fingerprint(access.key));
  assert.equal(decrypt(blob, access.key, made.id), link);
});

// -- the key is rotated while the shop is open

await step('POST /m/products/{id}/rotate_key without a body', async () => {
  const rotated = await call('POST', `${api}/m/products/${idOf(made)}/rotate_key`);
  assert.equal(rotated.previous_key, held);
  held = rotated.key;
});
await fails('rotate_key once more', () => call('POST', `${api}/m/products/${idOf(made)}/rotate_key`), 409);
await step('what was bought opens with the new key, once it is encrypted anew', async () => {
  const product = await call('GET', `${api}/m/products/${made.id}`);
  blob = encrypt(decrypt(blob, product.old_key, made.id), held, made.id);
  const access = await verify(bought.access_token);
  assert.equal(decrypt(blob, access.key, made.id), link);
});
await step('POST /m/products/{id}/clear_old_key without a body, twice', async () => {
  await call('POST', `${api}/m/products/${idOf(made)}/clear_old_key`);
  const product = await call('POST', `${api}/m/products/${idOf(made)}/clear_old_key`);
  assert.equal(product.old_key ?? null, null);
  assert.equal(product.id, made.id);
});

// -- the end of access

const deadToken = ({ text }) => assert.equal(JSON.parse(text).valid, false);
await fails('a token that is none: 402', () => verify('bm90aGluZw==--0000'), 402, deadToken);
await step('a product of one second is bought', async () => {
  const short = await call('POST', `${api}/m/products`, {
    product: { name: 'A blink', price_cents: 100, access_duration_seconds: 1 },
  });
  const visit = await buy(short.id);
  await pay(visit);
  const { access_token: access } = await (await fetch(`${portal}/checkout/${visit}/status`)).json();
  await control('POST', '/clock/advance', { duration: '1m' });
  await fails('a token that has ended: 402', () => verify(access), 402, deadToken);
});
await step('DELETE /m/products/{id} of what was sold', async () => {
  assert.equal(await call('DELETE', `${api}/m/products/${idOf(made)}`), undefined);
  assert.equal((await call('GET', `${api}/m/products/${idOf(made)}`)).status, 'archived');
  assert.equal((await verify(bought.access_token)).valid, true); // no more sales, and no access taken back
});
await step('GET /m/orders and /m/payments', async () => {
  assert.equal((await call('GET', `${api}/m/orders?page=1`)).object, 'list');
  const { data } = await call('GET', `${api}/m/payments?page=1`);
  assert.ok(data.every(({ status, amount_cents }) => status === 'completed' && amount_cents > 0));
});
await step('GET /m/api_tokens/{id}/usage', async () => {
  const usage = await call('GET', `${api}/m/api_tokens/${await tokenId()}/usage`);
  assert.ok(Number.isInteger(usage.rpm_limit));
});

finish('PrivaPaid');
