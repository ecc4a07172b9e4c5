-- The node behind the invoices. Three state sets, as real nodes keep them: the payer's payment, the HTLC on its way,
-- and the node's own invoice. The merchant's invoices and payments are derived from them.
-- Tables are rebuilt here, so foreign keys are off while this runs and checked before it commits.

CREATE TABLE node_invoices (
  seq          INTEGER PRIMARY KEY,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  owner        TEXT NOT NULL,          -- 'merchant', or the name of the payer's wallet that made it
  state        TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'settled', 'canceled')),
  bolt11       TEXT NOT NULL,
  payment_hash BLOB NOT NULL CHECK (length(payment_hash) = 32),
  preimage     BLOB NOT NULL CHECK (length(preimage) = 32),
  amount_msat  INTEGER CHECK (amount_msat > 0),  -- NULL: the payer decides
  received_msat INTEGER NOT NULL DEFAULT 0,
  hold         INTEGER NOT NULL DEFAULT 0 CHECK (hold IN (0, 1)),  -- settled by hand only
  keep         INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1)),  -- payable also when its checkout is over
  signed_at    INTEGER NOT NULL,       -- the BOLT11 timestamp, in milliseconds
  valid_until  INTEGER NOT NULL,       -- what a wallet reads there as its end; the node's clock may be wrong
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  settle_at    INTEGER,                -- accepted: when it settles by itself; NULL: when it is told to
  notify_at    INTEGER,                -- settled: when the merchant's API learns of it; NULL: it knows
  accepted_at  INTEGER,
  settled_at   INTEGER,
  canceled_at  INTEGER
) STRICT;
-- Payment hashes are random: an index over all of them would touch a random page per insert, so it holds the live ones
-- only. An ended invoice is found by the second in which it was signed.
CREATE UNIQUE INDEX node_invoices_live_by_hash ON node_invoices (payment_hash) WHERE state IN ('open', 'accepted');
CREATE INDEX node_invoices_by_second ON node_invoices (signed_at);
CREATE INDEX node_invoices_open_until ON node_invoices (expires_at) WHERE state = 'open';
CREATE INDEX node_invoices_settling ON node_invoices (settle_at) WHERE state = 'accepted' AND settle_at IS NOT NULL;
CREATE INDEX node_invoices_unnotified ON node_invoices (notify_at) WHERE notify_at IS NOT NULL;

INSERT INTO node_invoices (seq, merchant_seq, livemode, owner, state, bolt11, payment_hash, preimage, amount_msat,
                           received_msat, signed_at, valid_until, created_at, expires_at, accepted_at, settled_at, canceled_at)
  SELECT seq, merchant_seq, livemode, 'merchant',
         CASE status WHEN 'pending' THEN 'open' WHEN 'paid' THEN 'settled' ELSE 'canceled' END,
         bolt11, payment_hash, preimage, amount_sats * 1000, CASE status WHEN 'paid' THEN amount_sats * 1000 ELSE 0 END,
         created_at / 1000 * 1000, expires_at, created_at, expires_at, settled_at, settled_at,
         CASE status WHEN 'expired' THEN updated_at END
    FROM invoices;

-- What the merchant asked for. Its Lightning side is the node's invoice; on-chain ones have an address instead.
CREATE TABLE new_invoices (
  seq            INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  merchant_seq   INTEGER NOT NULL REFERENCES merchants (seq),
  livemode       INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  order_seq      INTEGER NOT NULL REFERENCES orders (seq),
  status         TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'expired')),
  payment_method TEXT NOT NULL CHECK (payment_method IN ('lightning', 'onchain', 'usdt')),
  node_invoice_seq INTEGER REFERENCES node_invoices (seq),
  payment_address  TEXT,
  required_confirmations INTEGER CHECK (required_confirmations BETWEEN 1 AND 6),
  amount_sats    INTEGER NOT NULL CHECK (amount_sats > 0),
  amount_cents   INTEGER NOT NULL CHECK (amount_cents > 0),
  currency       TEXT NOT NULL,
  rate_minor_per_btc INTEGER NOT NULL CHECK (rate_minor_per_btc > 0),
  amount_usd_cents INTEGER NOT NULL,  -- worth in US dollars when it was made
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,
  settled_at     INTEGER,
  CHECK ((payment_method = 'lightning') = (node_invoice_seq IS NOT NULL)),
  CHECK ((payment_method = 'lightning') = (payment_address IS NULL))
) STRICT;
INSERT INTO new_invoices (seq, id, merchant_seq, livemode, order_seq, status, payment_method, node_invoice_seq,
                          amount_sats, amount_cents, currency, rate_minor_per_btc, amount_usd_cents, created_at,
                          updated_at, expires_at, settled_at)
  SELECT seq, id, merchant_seq, livemode, order_seq, status, 'lightning', seq, amount_sats, amount_cents, currency,
         rate_minor_per_btc,
         CASE upper(currency) WHEN 'USD' THEN amount_cents
           ELSE coalesce((SELECT p.amount_usd_cents FROM payments p WHERE p.invoice_seq = invoices.seq), 0) END,
         created_at, updated_at, expires_at, settled_at
    FROM invoices;
DROP TABLE invoices;
ALTER TABLE new_invoices RENAME TO invoices;
CREATE UNIQUE INDEX invoices_by_node_invoice ON invoices (node_invoice_seq) WHERE node_invoice_seq IS NOT NULL;
CREATE INDEX invoices_open_by_order ON invoices (order_seq) WHERE status = 'pending';
CREATE INDEX invoices_on_chain_until ON invoices (expires_at) WHERE status = 'pending' AND payment_method <> 'lightning';
CREATE UNIQUE INDEX invoices_by_address ON invoices (payment_address) WHERE payment_address IS NOT NULL;

CREATE TABLE new_payments (
  seq            INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  merchant_seq   INTEGER NOT NULL REFERENCES merchants (seq),
  livemode       INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  order_seq      INTEGER NOT NULL REFERENCES orders (seq),
  invoice_seq    INTEGER NOT NULL UNIQUE REFERENCES invoices (seq),  -- at most one payment per invoice
  status         TEXT NOT NULL CHECK (status IN ('pending', 'completed')),  -- pending: on-chain, too few confirmations
  exception      TEXT CHECK (exception IN ('late', 'duplicate', 'after_cancel', 'overpaid', 'underpaid')),
  amount_sats    INTEGER NOT NULL CHECK (amount_sats > 0),
  amount_cents   INTEGER NOT NULL CHECK (amount_cents > 0),
  currency       TEXT NOT NULL,
  amount_usd_cents INTEGER NOT NULL,  -- worth in US dollars
  rate_minor_per_btc INTEGER NOT NULL,
  payment_method TEXT NOT NULL CHECK (payment_method IN ('lightning', 'onchain', 'usdt')),
  payment_hash   BLOB,
  preimage       BLOB,
  txid           TEXT,
  first_event_seq INTEGER,  -- what its settlement announced: the events from here …
  last_event_seq  INTEGER,  -- … to here
  created_at     INTEGER NOT NULL,
  settled_at     INTEGER NOT NULL,  -- when the money arrived
  confirmed_at   INTEGER,           -- when the merchant's API knew it for good
  CHECK ((status = 'completed') = (confirmed_at IS NOT NULL))
) STRICT;
INSERT INTO new_payments (seq, id, merchant_seq, livemode, order_seq, invoice_seq, status, amount_sats, amount_cents,
                          currency, amount_usd_cents, rate_minor_per_btc, payment_method, payment_hash, preimage,
                          first_event_seq, last_event_seq, created_at, settled_at, confirmed_at)
  SELECT seq, id, merchant_seq, livemode, order_seq, invoice_seq, 'completed', amount_sats, amount_cents, currency,
         amount_usd_cents, rate_minor_per_btc, 'lightning', payment_hash, preimage, first_event_seq, last_event_seq,
         created_at, created_at, confirmed_at
    FROM payments;
DROP TABLE payments;
ALTER TABLE new_payments RENAME TO payments;
CREATE INDEX payments_by_time ON payments (merchant_seq, livemode, confirmed_at);
CREATE INDEX payments_by_hash ON payments (payment_hash);
CREATE INDEX payments_by_sats ON payments (merchant_seq, livemode, amount_sats);
CREATE INDEX payments_by_cents ON payments (merchant_seq, livemode, amount_cents);
CREATE INDEX payments_by_order ON payments (order_seq);
CREATE INDEX payments_pending ON payments (invoice_seq) WHERE status = 'pending';

-- A session with money on its way does not expire: who was accepted before the deadline wins.
ALTER TABLE checkout_sessions ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
-- What its payers are to meet: the metadata's "satsrail_outcome".
ALTER TABLE checkout_sessions ADD COLUMN outcome TEXT;
DROP INDEX checkout_sessions_due;
CREATE INDEX checkout_sessions_due ON checkout_sessions (expires_at) WHERE status = 'pending' AND held = 0;

-- The payer's log: every attempt to pay, also those that no merchant ever hears of.
CREATE TABLE node_payments (
  seq           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  merchant_seq  INTEGER NOT NULL REFERENCES merchants (seq),
  livemode      INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  payer         TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('initiated', 'in_flight', 'succeeded', 'failed')),
  failure       TEXT,
  message       TEXT NOT NULL,
  outcome       TEXT NOT NULL,  -- what was asked for
  node_invoice_seq INTEGER REFERENCES node_invoices (seq),  -- NULL: an invoice of no node here
  bolt11        TEXT NOT NULL,
  payment_hash  BLOB NOT NULL,
  amount_msat   INTEGER NOT NULL,
  fee_msat      INTEGER NOT NULL,
  parts         INTEGER NOT NULL,
  hold          INTEGER NOT NULL CHECK (hold IN (0, 1)),
  preimage      BLOB,
  due_at        INTEGER,        -- initiated: when it is sent; in flight: when it arrives
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  resolved_at   INTEGER
) STRICT;
CREATE INDEX node_payments_by_scope ON node_payments (merchant_seq, livemode);
CREATE INDEX node_payments_by_invoice ON node_payments (node_invoice_seq);
CREATE INDEX node_payments_due ON node_payments (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX node_payments_in_flight ON node_payments (merchant_seq, livemode, payer)
  WHERE state IN ('initiated', 'in_flight');

CREATE TABLE htlcs (
  seq          INTEGER PRIMARY KEY,
  payment_seq  INTEGER NOT NULL REFERENCES node_payments (seq),
  node_invoice_seq INTEGER NOT NULL REFERENCES node_invoices (seq),
  part         INTEGER NOT NULL,
  amount_msat  INTEGER NOT NULL CHECK (amount_msat > 0),
  state        TEXT NOT NULL CHECK (state IN ('accepted', 'settled', 'canceled')),
  accepted_at  INTEGER NOT NULL,
  times_out_at INTEGER NOT NULL,  -- an incomplete set after a minute, a held one when its CLTV runs out
  resolved_at  INTEGER,
  UNIQUE (payment_seq, part)
) STRICT;
CREATE INDEX htlcs_by_invoice ON htlcs (node_invoice_seq);
CREATE INDEX htlcs_accepted ON htlcs (times_out_at) WHERE state = 'accepted';

-- Who owns which sats: the merchant, the payers' wallets, and the routers that took fees. Nothing is made or lost.
CREATE TABLE node_balances (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  owner        TEXT NOT NULL,
  started_msat INTEGER NOT NULL,
  balance_msat INTEGER NOT NULL CHECK (balance_msat >= 0),
  PRIMARY KEY (merchant_seq, livemode, owner)
) STRICT, WITHOUT ROWID;

-- How a merchant's node behaves, where it differs from the default.
CREATE TABLE node_settings (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  name         TEXT NOT NULL,
  value        TEXT NOT NULL,
  PRIMARY KEY (merchant_seq, livemode, name)
) STRICT, WITHOUT ROWID;

-- Transactions to the addresses of on-chain invoices; `height` is the block that holds it, NULL while it waits.
CREATE TABLE chain_transactions (
  seq          INTEGER PRIMARY KEY,
  txid         TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  invoice_seq  INTEGER NOT NULL UNIQUE REFERENCES invoices (seq),
  height       INTEGER,
  created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX chain_transactions_waiting ON chain_transactions (seq) WHERE height IS NULL;
