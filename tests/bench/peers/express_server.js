// The checkout that a shop's developer would write for a test: Express, better-sqlite3, bolt11. It does the work
// that one create does here, in the same tables and as durably: check the key and the fields, write order, session
// and event (and sign and write the invoice) in one transaction, answer the session.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const express = require('express');
const Database = require('better-sqlite3');
const bolt11 = require('bolt11');

const db = new Database(process.env.BENCH_DATABASE);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(fs.readFileSync(process.env.BENCH_SCHEMA, 'utf8'));
db.prepare(`INSERT INTO merchants (id, name, status, currency, created_at) VALUES ('m', 'Bench', 'active', 'USD', 0)`).run();

const insertOrder = db.prepare(`INSERT INTO orders (id, merchant_seq, livemode, number, status, total_cents, currency, metadata,
  created_at, updated_at) VALUES (?, 1, 0, ?, 'pending', ?, ?, ?, ?, ?)`);
const insertSession = db.prepare(`INSERT INTO checkout_sessions (id, merchant_seq, livemode, token, status, order_seq, amount_cents,
  currency, success_url, cancel_url, customer_email, metadata, created_at, updated_at, expires_at)
  VALUES (?, 1, 0, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
const insertEvent = db.prepare(`INSERT INTO events (id, merchant_seq, livemode, type, object, created_at) VALUES (?, 1, 0, ?, ?, ?)`);
const insertInvoice = db.prepare(`INSERT INTO invoices (id, merchant_seq, livemode, order_seq, status, bolt11, payment_hash, preimage,
  amount_sats, amount_cents, currency, rate_minor_per_btc, created_at, expires_at)
  VALUES (?, 1, 0, ?, 'pending', ?, ?, ?, ?, ?, ?, 10000000, ?, ?)`);
const attachInvoice = db.prepare(`UPDATE orders SET status = 'invoice_generated', invoice_seq = ?, updated_at = ? WHERE seq = ?`);

const nodeKey = '01'.repeat(32);
const network = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] };

// Ordered by time, as the product's own ids are: random ones would only slow this down.
function id(now) {
  const hex = now.toString(16).padStart(12, '0') + '7' + crypto.randomBytes(10).toString('hex').slice(0, 19);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function token(prefix, now) {
  return prefix + now.toString(36).padStart(9, '0') + crypto.randomBytes(16).toString('hex');
}

function signInvoice(sats, expirySeconds) {
  const preimage = crypto.randomBytes(32);
  const paymentHash = crypto.createHash('sha256').update(preimage).digest();
  const encoded = bolt11.encode({
    network,
    satoshis: sats,
    timestamp: Math.floor(Date.now() / 1000),
    tags: [
      { tagName: 'payment_hash', data: paymentHash.toString('hex') },
      { tagName: 'payment_secret', data: crypto.randomBytes(32).toString('hex') },
      { tagName: 'description', data: 'Checkout at Bench' },
      { tagName: 'expire_time', data: expirySeconds },
      { tagName: 'min_final_cltv_expiry', data: 18 },
    ],
  });
  return { preimage, paymentHash, text: bolt11.sign(encoded, nodeKey).paymentRequest };
}

const create = db.transaction((input, invoice, now) => {
  const metadata = JSON.stringify(input.metadata ?? {});
  const order = { id: id(now), number: 'ORD-' + crypto.randomBytes(8).toString('hex').toUpperCase() };
  const session = { id: id(now), token: token('cs_', now), expires_at: now + 15 * 60 * 1000 };
  order.seq = insertOrder.run(order.id, order.number, input.amount_cents, input.currency, metadata, now, now).lastInsertRowid;
  insertSession.run(session.id, session.token, order.seq, input.amount_cents, input.currency, input.success_url, input.cancel_url,
    input.customer_email, metadata, now, now, session.expires_at);
  const announce = (type, more) => insertEvent.run(token('evt_', now), type, JSON.stringify({ object: 'order', id: order.id,
    number: order.number, status: 'pending', total_amount_cents: input.amount_cents, currency: input.currency,
    metadata: input.metadata, checkout_session: session.token, items: [], ...more, created_at: new Date(now) }), now);
  announce('order.created', {});
  if (invoice) {
    const seq = insertInvoice.run(id(now), order.seq, invoice.text, invoice.paymentHash, invoice.preimage, invoice.sats,
      input.amount_cents, input.currency, now, session.expires_at).lastInsertRowid;
    attachInvoice.run(seq, now, order.seq);
    announce('invoice.created', { bolt11: invoice.text });
  }
  return { ...session, order };
});

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(express.json());

app.post('/api/v1/checkout_sessions', (request, response) => {
  if (!/^Bearer sk_test_/.test(request.get('authorization') ?? '')) {
    return response.status(401).json({ error: { code: 'unauthorized' } });
  }
  const input = request.body.checkout_session;
  if (!input || !Number.isInteger(input.amount_cents) || input.amount_cents <= 0) {
    return response.status(422).json({ error: { code: 'validation_error' } });
  }
  const sats = Math.ceil(input.amount_cents * 10);  // at 100,000.00 USD/BTC
  const invoice = request.body.generate_invoice ? { sats, ...signInvoice(sats, 900) } : null;
  const session = create(input, invoice, Date.now());
  response.status(201).json({
    object: 'checkout_session', id: session.id, token: session.token, status: 'pending', amount_cents: input.amount_cents,
    currency: input.currency, success_url: input.success_url, cancel_url: input.cancel_url, metadata: input.metadata,
    checkout_url: `http://127.0.0.1/checkout/${session.token}`, order_id: session.order.id, order_number: session.order.number,
    payment_hash: invoice ? invoice.paymentHash.toString('hex') : null, expires_at: new Date(session.expires_at),
  });
});

const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
