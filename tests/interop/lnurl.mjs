// lnurl-pay: from the bech32 text to a paid invoice; and the Lightning Address of @getalby/lightning-tools.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { LightningAddress } from '@getalby/lightning-tools';
import { requestInvoice } from 'lnurl-pay';
import { call, node } from './sandbox.mjs';

const { lnurl, url } = (await node()).lnurl;
const made = await requestInvoice({ lnUrlOrAddress: lnurl, tokens: 333 });
assert.equal(made.hasValidAmount, true);
assert.equal(made.hasValidDescriptionHash, true);
console.log(`${lnurl.slice(0, 24)}… gave ${made.invoice.slice(0, 24)}…`);

const verify = async () => (await fetch(made.rawData.verify)).json();
assert.deepEqual(await verify(), { status: 'OK', settled: false, preimage: null, pr: made.invoice });
await call('POST', '/_sandbox/pay', { target: made.invoice });
const proof = await verify();
assert.equal(proof.settled, true);
assert.equal(made.validatePreimage(proof.preimage), true);
console.log('paid, and verified by its preimage');

await assert.rejects(requestInvoice({ lnUrlOrAddress: lnurl, tokens: 100_000_001 }));

// A Lightning Address is https and a dotted domain by definition. A name that stands for this machine and a fetch that
// leads there are all that is missing.
const realFetch = globalThis.fetch;
globalThis.fetch = (target, options) =>
  realFetch(String(target).replace('https://shop.example', new URL(url).origin), options);
const address = new LightningAddress('shop@shop.example', { proxy: false });
await address.fetch();
const invoice = await address.requestInvoice({ satoshi: 21 });
const hash = createHash('sha256').update(address.lnurlpData.rawData.metadata).digest('hex');
assert.equal(address.lnurlpData.metadataHash, hash);
assert.equal(await invoice.verifyPayment(), false);
await call('POST', '/_sandbox/pay', { target: invoice.paymentRequest });
assert.equal(await invoice.verifyPayment(), true);
console.log('a Lightning Address was paid and verified');
