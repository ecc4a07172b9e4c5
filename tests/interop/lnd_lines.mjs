// LND's answers in lines, read as they come: what LNbits and BTCPay do with /v2/router/send and the subscription.

import assert from 'node:assert/strict';
import { call, node, openCheckout } from './sandbox.mjs';

const lnd = (await node()).lnd_rest;
const headers = { 'Grpc-Metadata-macaroon': lnd.macaroon, 'Content-Type': 'application/json' };

// Open once this returns: what happens from here on is told in one of its lines.
async function openLines(path, body) {
  const method = body === undefined ? 'GET' : 'POST';
  const answer = await fetch(lnd.base_url + path, { method, headers, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200);
  return linesOf(answer.body);
}

async function* linesOf(stream) {
  let text = '';
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end; (end = text.indexOf('\n')) >= 0; text = text.slice(end + 1)) {
      assert.ok(text.startsWith('{"result":'));
      yield JSON.parse(text.slice(0, end)).result;
    }
  }
  assert.equal(text, '');
}

const held = await openCheckout('held');
const sending = await openLines('/v2/router/send', { payment_request: held.bolt11, timeout_seconds: 60 });
assert.equal((await sending.next()).value.status, 'IN_FLIGHT'); // told while it is held
const tracking = await openLines(`/v2/router/track/${Buffer.from(held.hash, 'hex').toString('base64url')}`);
assert.equal((await tracking.next()).value.status, 'IN_FLIGHT');
await call('POST', `/_sandbox/node/invoices/${held.hash}/settle`);
for (const stream of [sending, tracking]) {
  assert.equal((await stream.next()).value.status, 'SUCCEEDED');
  assert.equal((await stream.next()).done, true);
}
console.log('a held payment was told of when it was settled');

const subscription = await openLines('/v1/invoices/subscribe'); // before there is anything to tell
const added = await fetch(`${lnd.base_url}/v1/invoices`, { method: 'POST', headers, body: '{"value":"21"}' });
const { payment_request: bolt11 } = await added.json();
assert.equal((await subscription.next()).value.payment_request, bolt11);
await call('POST', '/_sandbox/pay', { target: bolt11, payer: 'bob' });
assert.equal((await subscription.next()).value.state, 'SETTLED');
await subscription.return();
console.log('a subscriber heard of an invoice and of its payment');
