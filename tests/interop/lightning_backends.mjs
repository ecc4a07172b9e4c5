// lightning-backends, backend "lnd": a wallet that asks for its balance, makes invoices and pays ours.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { call, node, openCheckout, statusOf } from './sandbox.mjs';

const { prepareBackend } = createRequire(import.meta.url)('lightning-backends');

const lnd = (await node()).lnd_rest;
const wallet = prepareBackend('lnd', { baseUrl: lnd.base_url, macaroon: lnd.macaroon_path });

assert.match(await wallet.getNodeUri(), /^0[23][0-9a-f]{64}@/);
const before = await wallet.getBalance();
console.log(`balance ${before} msat`);

const checkout = await openCheckout();
const paid = await wallet.payInvoice(checkout.bolt11); // which holds the preimage against the payment hash
console.log(`paid ${checkout.token}, preimage ${paid.preimage}`);
assert.equal(await statusOf(checkout.token), 'completed');
assert.equal(await wallet.getBalance(), before - 50_000_000);
await assert.rejects(wallet.payInvoice(checkout.bolt11), /invoice is already paid/);

const refused = await openCheckout('no_route');
await assert.rejects(wallet.payInvoice(refused.bolt11), /no_route/);
assert.equal(await statusOf(refused.token), 'pending');

// A held payment keeps the client waiting until somebody settles it.
const held = await openCheckout('held');
const waiting = wallet.payInvoice(held.bolt11);
for (let state = ''; state !== 'accepted'; ) {
  state = (await call('GET', `/_sandbox/node/invoices/${held.hash}`)).state;
}
assert.equal(await Promise.race([waiting, Promise.resolve('still on its way')]), 'still on its way');
await call('POST', `/_sandbox/node/invoices/${held.hash}/settle`);
await waiting;
assert.equal(await statusOf(held.token), 'completed');

const own = await wallet.addInvoice(21_000);
const { payment_hash: hash } = await call('GET', `/_sandbox/node/invoices/${own.invoice}`);
assert.equal((await wallet.getInvoiceStatus(hash)).settled, false);
await call('POST', '/_sandbox/pay', { target: own.invoice, payer: 'bob' });
assert.equal((await wallet.getInvoiceStatus(hash)).settled, true);
console.log('its own invoice was paid by another wallet');
