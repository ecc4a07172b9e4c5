-- Orders that the merchant's backend makes and changes itself, and requests for money without a basket.
ALTER TABLE orders ADD COLUMN tax_cents INTEGER NOT NULL DEFAULT 0 CHECK (tax_cents >= 0);  -- in the total
ALTER TABLE orders ADD COLUMN discount_cents INTEGER NOT NULL DEFAULT 0 CHECK (discount_cents >= 0);  -- taken off it
ALTER TABLE orders ADD COLUMN tender_type TEXT NOT NULL DEFAULT 'bitcoin' CHECK (tender_type IN ('bitcoin', 'cash'));
ALTER TABLE orders ADD COLUMN wallet_id TEXT;
ALTER TABLE orders ADD COLUMN discount_id TEXT;
ALTER TABLE orders ADD COLUMN shipped_at INTEGER;
ALTER TABLE orders ADD COLUMN refunded_at INTEGER;
ALTER TABLE order_items ADD COLUMN sku TEXT;

-- One index for each filter of the list, which brings its order along: where one value is asked for, a page is read off
-- it, and the best of a range are found in it alone. Words are compared without case.
CREATE INDEX orders_by_time ON orders (merchant_seq, livemode, created_at);
CREATE INDEX orders_by_status ON orders (merchant_seq, livemode, status COLLATE NOCASE, created_at);
CREATE INDEX orders_by_currency ON orders (merchant_seq, livemode, currency COLLATE NOCASE, created_at);
CREATE INDEX orders_by_number ON orders (merchant_seq, livemode, number, created_at);
CREATE INDEX orders_by_total ON orders (merchant_seq, livemode, total_cents, created_at);

-- Given back with its order. The ledger shows such a payment as refunded, and can be asked for them.
ALTER TABLE payments ADD COLUMN refunded_at INTEGER;
CREATE INDEX payments_by_ledger_status ON payments
  (merchant_seq, livemode, (CASE WHEN refunded_at IS NULL THEN status ELSE 'refunded' END) COLLATE NOCASE, confirmed_at);

-- Its state, amount and deadline are those of its invoice.
CREATE TABLE payment_requests (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  order_seq    INTEGER NOT NULL REFERENCES orders (seq),
  invoice_seq  INTEGER NOT NULL REFERENCES invoices (seq),
  description  TEXT,
  created_at   INTEGER NOT NULL
) STRICT;
