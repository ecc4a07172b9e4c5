-- The sandbox's storage. Times are milliseconds since 1970 on the sandbox clock, money is integers.
-- Every table has `seq` (the storage's own number, in order of creation) beside the public `id`: references inside
-- go by seq, which costs half an index; ids are time-ordered, so their indexes grow at the right edge.

CREATE TABLE merchants (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
  currency   TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER REFERENCES merchants (seq),  -- NULL for the control key
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  kind         TEXT NOT NULL CHECK (kind IN ('secret', 'publishable', 'control')),
  prefix       TEXT NOT NULL,
  sha256       BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  created_at   INTEGER NOT NULL
) STRICT;

-- What the sandbox itself must remember: the clock's offset, the node's key.
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rates (
  currency      TEXT PRIMARY KEY,  -- upper case
  minor_per_btc INTEGER NOT NULL CHECK (minor_per_btc > 0),
  updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE products (
  seq                     INTEGER PRIMARY KEY,
  id                      TEXT NOT NULL UNIQUE,
  merchant_seq            INTEGER NOT NULL REFERENCES merchants (seq),
  livemode                INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  slug                    TEXT NOT NULL,
  name                    TEXT NOT NULL,
  price_cents             INTEGER NOT NULL CHECK (price_cents >= 0),
  currency                TEXT NOT NULL,
  description             TEXT,
  sku                     TEXT,
  image_url               TEXT,
  resource_type           TEXT,
  external_ref            TEXT,
  access_duration_seconds INTEGER,
  status                  TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'archived')),
  metadata                TEXT NOT NULL,
  created_at              INTEGER NOT NULL,
  updated_at              INTEGER NOT NULL,
  UNIQUE (merchant_seq, livemode, slug)
) STRICT;
CREATE UNIQUE INDEX products_by_external_ref ON products (merchant_seq, livemode, external_ref)
  WHERE external_ref IS NOT NULL;
CREATE INDEX products_by_sku ON products (merchant_seq, livemode, sku) WHERE sku IS NOT NULL;

CREATE TABLE orders (
  seq               INTEGER PRIMARY KEY,
  id                TEXT NOT NULL UNIQUE,
  merchant_seq      INTEGER NOT NULL REFERENCES merchants (seq),
  livemode          INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  number            TEXT NOT NULL,
  status            TEXT NOT NULL
                    CHECK (status IN ('pending', 'invoice_generated', 'paid', 'shipped', 'cancelled', 'refunded')),
  total_cents       INTEGER NOT NULL CHECK (total_cents > 0),
  currency          TEXT NOT NULL,
  metadata          TEXT NOT NULL,
  invoice_seq       INTEGER REFERENCES invoices (seq),
  payment_seq       INTEGER REFERENCES payments (seq),
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  paid_at           INTEGER,
  cancelled_at      INTEGER
) STRICT;

CREATE TABLE order_items (
  seq         INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  order_seq   INTEGER NOT NULL REFERENCES orders (seq),
  product_id  TEXT,
  name        TEXT NOT NULL,
  description TEXT,
  image_url   TEXT,
  price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
  quantity    INTEGER NOT NULL CHECK (quantity > 0)
) STRICT;
CREATE INDEX order_items_by_order ON order_items (order_seq);

CREATE TABLE checkout_sessions (
  seq              INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  merchant_seq     INTEGER NOT NULL REFERENCES merchants (seq),
  livemode         INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  token            TEXT NOT NULL UNIQUE,
  status           TEXT NOT NULL CHECK (status IN ('pending', 'completed', 'expired', 'cancelled')),
  order_seq        INTEGER NOT NULL UNIQUE REFERENCES orders (seq),
  product_id       TEXT,
  amount_cents     INTEGER NOT NULL CHECK (amount_cents > 0),
  currency         TEXT NOT NULL,
  success_url      TEXT,
  cancel_url       TEXT,
  customer_email   TEXT,
  customer_name    TEXT,
  customer_phone   TEXT,
  customer_address TEXT,
  metadata         TEXT NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  completed_at     INTEGER,
  cancelled_at     INTEGER
) STRICT;
CREATE INDEX checkout_sessions_by_scope ON checkout_sessions (merchant_seq, livemode);
CREATE INDEX checkout_sessions_due ON checkout_sessions (expires_at) WHERE status = 'pending';

CREATE TABLE invoices (
  seq            INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  merchant_seq   INTEGER NOT NULL REFERENCES merchants (seq),
  livemode       INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  order_seq      INTEGER NOT NULL REFERENCES orders (seq),
  status         TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'expired')),
  bolt11         TEXT NOT NULL,
  payment_hash   BLOB NOT NULL CHECK (length(payment_hash) = 32),
  preimage       BLOB NOT NULL CHECK (length(preimage) = 32),
  amount_sats    INTEGER NOT NULL CHECK (amount_sats > 0),
  amount_cents   INTEGER NOT NULL CHECK (amount_cents > 0),
  currency       TEXT NOT NULL,
  rate_minor_per_btc INTEGER NOT NULL CHECK (rate_minor_per_btc > 0),
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,
  settled_at     INTEGER
) STRICT;
-- Payment hashes are random: an index over all of them would touch a random page per insert, so it holds open ones only.
CREATE UNIQUE INDEX invoices_open_by_hash ON invoices (payment_hash) WHERE status = 'pending';

CREATE TABLE payments (
  seq            INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  merchant_seq   INTEGER NOT NULL REFERENCES merchants (seq),
  livemode       INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  order_seq      INTEGER NOT NULL REFERENCES orders (seq),
  invoice_seq    INTEGER NOT NULL UNIQUE REFERENCES invoices (seq),  -- at most one payment per invoice
  amount_sats    INTEGER NOT NULL CHECK (amount_sats > 0),
  amount_cents   INTEGER NOT NULL CHECK (amount_cents > 0),
  currency       TEXT NOT NULL,
  amount_usd_cents INTEGER NOT NULL,  -- worth in US dollars when it arrived
  rate_minor_per_btc INTEGER NOT NULL,
  payment_hash   BLOB NOT NULL,
  preimage       BLOB NOT NULL,
  first_event_seq INTEGER,  -- what settling announced: the events from here …
  last_event_seq  INTEGER,  -- … to here
  created_at     INTEGER NOT NULL,
  confirmed_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX payments_by_time ON payments (merchant_seq, livemode, confirmed_at);
CREATE INDEX payments_by_hash ON payments (payment_hash);
CREATE INDEX payments_by_sats ON payments (merchant_seq, livemode, amount_sats);
CREATE INDEX payments_by_cents ON payments (merchant_seq, livemode, amount_cents);
CREATE INDEX payments_by_order ON payments (order_seq);

CREATE TABLE webhook_endpoints (
  seq              INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  merchant_seq     INTEGER NOT NULL REFERENCES merchants (seq),
  livemode         INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  url              TEXT NOT NULL,
  events           TEXT NOT NULL,  -- JSON array of event names or patterns
  description      TEXT,
  secret           TEXT NOT NULL,
  active           INTEGER NOT NULL CHECK (active IN (0, 1)),
  temporary        INTEGER NOT NULL CHECK (temporary IN (0, 1)),
  metadata         TEXT NOT NULL,
  failure_count    INTEGER NOT NULL DEFAULT 0,
  last_delivery_at INTEGER,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  deleted_at       INTEGER
) STRICT;
CREATE INDEX webhook_endpoints_by_scope ON webhook_endpoints (merchant_seq, livemode) WHERE deleted_at IS NULL;

-- The outbox: a fact and its announcement commit together.
CREATE TABLE events (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,  -- a stream's cursor: never used twice
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  type         TEXT NOT NULL,
  object       TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_scope ON events (merchant_seq, livemode);

CREATE TABLE deliveries (
  seq           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  merchant_seq  INTEGER NOT NULL REFERENCES merchants (seq),
  livemode      INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  event_seq     INTEGER NOT NULL REFERENCES events (seq),
  endpoint_seq  INTEGER NOT NULL REFERENCES webhook_endpoints (seq),
  state         TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'cancelled')),
  attempt_count INTEGER NOT NULL DEFAULT 0,
  due_at        INTEGER NOT NULL,
  last_status   INTEGER,
  body          TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_first ON deliveries (endpoint_seq, seq) WHERE state = 'pending' AND attempt_count = 0;
CREATE INDEX deliveries_retry ON deliveries (endpoint_seq, due_at) WHERE state = 'pending' AND attempt_count > 0;
CREATE INDEX deliveries_by_event ON deliveries (event_seq);
CREATE INDEX deliveries_by_scope ON deliveries (merchant_seq, livemode);

CREATE TABLE delivery_attempts (
  seq              INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery_seq     INTEGER NOT NULL REFERENCES deliveries (seq),
  number           INTEGER NOT NULL,
  at               INTEGER NOT NULL,
  duration_ms      INTEGER NOT NULL,
  request_headers  TEXT NOT NULL,   -- JSON object
  status           INTEGER,         -- NULL: no HTTP answer
  response_headers TEXT NOT NULL,
  response_body    TEXT NOT NULL,
  error            TEXT NOT NULL,
  UNIQUE (delivery_seq, number)
) STRICT;
