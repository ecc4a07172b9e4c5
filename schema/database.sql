-- The database as it is now: what the numbered migrations in db/ lead to. Written by ./dev docs.

CREATE TABLE merchants (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
  currency   TEXT NOT NULL,
  created_at INTEGER NOT NULL
, plan TEXT NOT NULL DEFAULT 'free', updated_at INTEGER NOT NULL DEFAULT 0, email TEXT, locale TEXT NOT NULL DEFAULT 'en', logo_url TEXT, checkout_mode TEXT NOT NULL DEFAULT 'iframe'
  CHECK (checkout_mode IN ('iframe', 'new_tab', 'redirect')), customer_fields TEXT NOT NULL DEFAULT '[]') STRICT;

CREATE TABLE api_keys (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER REFERENCES merchants (seq),  -- NULL for the control key
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  kind         TEXT NOT NULL CHECK (kind IN ('secret', 'publishable', 'control')),
  prefix       TEXT NOT NULL,
  sha256       BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  created_at   INTEGER NOT NULL
, own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1))) STRICT;

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
  updated_at              INTEGER NOT NULL, key TEXT, old_key TEXT, product_type_seq INTEGER REFERENCES product_types (seq),
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
, tax_cents INTEGER NOT NULL DEFAULT 0 CHECK (tax_cents >= 0), discount_cents INTEGER NOT NULL DEFAULT 0 CHECK (discount_cents >= 0), tender_type TEXT NOT NULL DEFAULT 'bitcoin' CHECK (tender_type IN ('bitcoin', 'cash')), wallet_id TEXT, discount_id TEXT, shipped_at INTEGER, refunded_at INTEGER) STRICT;

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
, sku TEXT) STRICT;

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
, held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)), outcome TEXT, access_seconds INTEGER, customer_answered_at INTEGER) STRICT;

CREATE INDEX checkout_sessions_by_scope ON checkout_sessions (merchant_seq, livemode);

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
, dialect TEXT NOT NULL DEFAULT 'seed' CHECK (dialect IN ('seed', 'docs', 'stream')), retry TEXT NOT NULL DEFAULT 'real' CHECK (retry IN ('real', 'fast', 'off')), timeout_ms INTEGER DEFAULT 10000 CHECK (timeout_ms > 0), headers TEXT NOT NULL DEFAULT '{}', verify_tls INTEGER NOT NULL DEFAULT 1 CHECK (verify_tls IN (0, 1)), ca_file TEXT, concurrency INTEGER NOT NULL DEFAULT 1 CHECK (concurrency BETWEEN 1 AND 32), shuffle INTEGER NOT NULL DEFAULT 0 CHECK (shuffle IN (0, 1)), copy_of TEXT) STRICT;

CREATE INDEX webhook_endpoints_by_scope ON webhook_endpoints (merchant_seq, livemode) WHERE deleted_at IS NULL;

CREATE TABLE events (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,  -- a stream's cursor: never used twice
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  type         TEXT NOT NULL,
  object       TEXT NOT NULL,
  created_at   INTEGER NOT NULL
, payload TEXT) STRICT;

CREATE INDEX events_by_scope ON events (merchant_seq, livemode);

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
  notify_at    INTEGER,                -- settled: when the merchant's API learns of it; NULL: it knows
  accepted_at  INTEGER,
  settled_at   INTEGER,
  canceled_at  INTEGER
) STRICT;

CREATE UNIQUE INDEX node_invoices_live_by_hash ON node_invoices (payment_hash) WHERE state IN ('open', 'accepted');

CREATE INDEX node_invoices_by_second ON node_invoices (signed_at);

CREATE INDEX node_invoices_open_until ON node_invoices (expires_at) WHERE state = 'open';

CREATE INDEX node_invoices_unnotified ON node_invoices (notify_at) WHERE notify_at IS NOT NULL;

CREATE TABLE "invoices" (
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

CREATE UNIQUE INDEX invoices_by_node_invoice ON invoices (node_invoice_seq) WHERE node_invoice_seq IS NOT NULL;

CREATE INDEX invoices_open_by_order ON invoices (order_seq) WHERE status = 'pending';

CREATE INDEX invoices_on_chain_until ON invoices (expires_at) WHERE status = 'pending' AND payment_method <> 'lightning';

CREATE UNIQUE INDEX invoices_by_address ON invoices (payment_address) WHERE payment_address IS NOT NULL;

CREATE TABLE "payments" (
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
  confirmed_at   INTEGER, refunded_at INTEGER,           -- when the merchant's API knew it for good
  CHECK ((status = 'completed') = (confirmed_at IS NOT NULL))
) STRICT;

CREATE INDEX payments_by_time ON payments (merchant_seq, livemode, confirmed_at);

CREATE INDEX payments_by_hash ON payments (payment_hash);

CREATE INDEX payments_by_order ON payments (order_seq);

CREATE INDEX payments_pending ON payments (invoice_seq) WHERE status = 'pending';

CREATE INDEX checkout_sessions_due ON checkout_sessions (expires_at) WHERE status = 'pending' AND held = 0;

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
, fee_limit_msat INTEGER) STRICT;

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

CREATE TABLE node_balances (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  owner        TEXT NOT NULL,
  started_msat INTEGER NOT NULL,
  balance_msat INTEGER NOT NULL CHECK (balance_msat >= 0),
  PRIMARY KEY (merchant_seq, livemode, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE node_settings (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  name         TEXT NOT NULL,
  value        TEXT NOT NULL,
  PRIMARY KEY (merchant_seq, livemode, name)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE rate_mode (
  only          INTEGER PRIMARY KEY CHECK (only = 1),
  mode          TEXT NOT NULL CHECK (mode IN ('fixed', 'script', 'walk', 'error')),
  since         INTEGER NOT NULL,
  walk_seed     INTEGER NOT NULL,
  walk_step     INTEGER NOT NULL CHECK (walk_step > 0),  -- milliseconds
  walk_sigma_bp INTEGER NOT NULL,
  walk_range_bp INTEGER NOT NULL CHECK (walk_range_bp > 0)
) STRICT;

CREATE TABLE rate_script (
  currency      TEXT NOT NULL,  -- upper case
  from_time     INTEGER NOT NULL,
  minor_per_btc INTEGER NOT NULL CHECK (minor_per_btc > 0),
  PRIMARY KEY (currency, from_time)
) STRICT, WITHOUT ROWID;

CREATE TABLE "deliveries" (
  seq           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  shown_id      TEXT,               -- of the delivery that this one repeats; NULL: its own
  merchant_seq  INTEGER NOT NULL REFERENCES merchants (seq),
  livemode      INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  event_seq     INTEGER NOT NULL REFERENCES events (seq),
  endpoint_seq  INTEGER NOT NULL REFERENCES webhook_endpoints (seq),
  state         TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'cancelled', 'collected')),
  attempt_count INTEGER NOT NULL DEFAULT 0,
  due_at        INTEGER NOT NULL,
  place         INTEGER NOT NULL DEFAULT 0,  -- among the first attempts of its endpoint, before seq; drawn when shuffled
  last_status   INTEGER,
  body          TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX deliveries_first ON deliveries (endpoint_seq, place, seq) WHERE state = 'pending' AND attempt_count = 0;

CREATE INDEX deliveries_retry ON deliveries (endpoint_seq, due_at) WHERE state = 'pending' AND attempt_count > 0;

CREATE INDEX deliveries_by_event ON deliveries (event_seq);

CREATE INDEX deliveries_by_scope ON deliveries (merchant_seq, livemode);

CREATE TABLE delivery_modes (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  mode         TEXT NOT NULL CHECK (mode IN ('sync', 'collect')),
  PRIMARY KEY (merchant_seq, livemode)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_gap (
  only        INTEGER PRIMARY KEY CHECK (only = 1),
  event_seq   INTEGER NOT NULL,
  attempt_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE faults (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  rule         TEXT NOT NULL,  -- JSON, as it was asked for
  matched      INTEGER NOT NULL DEFAULT 0,
  applied      INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE delivery_delays (
  delivery_seq INTEGER PRIMARY KEY REFERENCES deliveries (seq) ON DELETE CASCADE,
  fault_id     TEXT NOT NULL
) STRICT;

CREATE TABLE inbox_messages (
  seq         INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  number      INTEGER NOT NULL,  -- counts from 1 for each name
  received_at INTEGER NOT NULL,
  headers     TEXT NOT NULL,     -- JSON object
  body        BLOB NOT NULL,
  UNIQUE (name, number)
) STRICT;

CREATE INDEX orders_by_time ON orders (merchant_seq, livemode, created_at);

CREATE INDEX orders_by_status ON orders (merchant_seq, livemode, status COLLATE NOCASE, created_at);

CREATE INDEX orders_by_currency ON orders (merchant_seq, livemode, currency COLLATE NOCASE, created_at);

CREATE INDEX orders_by_number ON orders (merchant_seq, livemode, number, created_at);

CREATE INDEX orders_by_total ON orders (merchant_seq, livemode, total_cents, created_at);

CREATE INDEX payments_by_ledger_status ON payments
  (merchant_seq, livemode, (CASE WHEN refunded_at IS NULL THEN status ELSE 'refunded' END) COLLATE NOCASE, confirmed_at);

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

CREATE TABLE product_types (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  name         TEXT NOT NULL,
  position     INTEGER NOT NULL,
  external_ref TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX product_types_by_position ON product_types (merchant_seq, livemode, position, name);

CREATE UNIQUE INDEX product_types_by_external_ref ON product_types (merchant_seq, livemode, external_ref)
  WHERE external_ref IS NOT NULL;

CREATE TABLE taxes (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  name         TEXT NOT NULL,
  rate_bp      INTEGER NOT NULL CHECK (rate_bp BETWEEN 0 AND 10000),  -- basis points: 1925 is 19.25 %
  applies_to   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX taxes_by_scope ON taxes (merchant_seq, livemode);

CREATE TABLE discounts (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('percent', 'fixed')),
  value        INTEGER NOT NULL CHECK (value > 0),  -- basis points of the total, or minor units
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX discounts_by_scope ON discounts (merchant_seq, livemode);

CREATE INDEX products_by_type ON products (product_type_seq, merchant_seq, livemode) WHERE product_type_seq IS NOT NULL;

CREATE INDEX products_by_scope ON products (merchant_seq, livemode);

CREATE INDEX products_by_status ON products (merchant_seq, livemode, status COLLATE NOCASE);

CREATE INDEX products_by_time ON products (merchant_seq, livemode, created_at);

CREATE INDEX products_by_name ON products (merchant_seq, livemode, name);

CREATE INDEX order_items_by_product ON order_items (product_id) WHERE product_id IS NOT NULL;

CREATE INDEX checkout_sessions_by_product ON checkout_sessions (product_id) WHERE product_id IS NOT NULL;

CREATE TABLE catalog_versions (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  version      INTEGER NOT NULL,  -- milliseconds: the time of the last write, or one more than before
  PRIMARY KEY (merchant_seq, livemode)
) STRICT, WITHOUT ROWID;

CREATE TABLE wallets (
  seq             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  merchant_seq    INTEGER NOT NULL REFERENCES merchants (seq),
  livemode        INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  name            TEXT NOT NULL,
  wallet_type     TEXT NOT NULL CHECK (wallet_type IN ('lightning', 'bitcoin')),
  connection_type TEXT NOT NULL CHECK (connection_type IN ('lndhub', 'lnurl', 'lnd', 'cln')),
  status          TEXT NOT NULL CHECK (status IN ('pending', 'syncing', 'active', 'error', 'inactive')),
  enabled         INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  is_default      INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  last_synced_at  INTEGER,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX wallets_by_scope ON wallets (merchant_seq, livemode);

CREATE UNIQUE INDEX wallets_default ON wallets (merchant_seq, livemode) WHERE is_default = 1;

CREATE TABLE merchant_documents (
  seq           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  merchant_seq  INTEGER NOT NULL REFERENCES merchants (seq),
  livemode      INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  document_type TEXT NOT NULL,
  name          TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'expired')),
  url           TEXT,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX merchant_documents_by_scope ON merchant_documents (merchant_seq, livemode);

CREATE TABLE staff_users (
  seq           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  password_salt BLOB NOT NULL,
  password_hash BLOB NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE staff_roles (
  staff_seq    INTEGER NOT NULL REFERENCES staff_users (seq) ON DELETE CASCADE,
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  role         TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'accountant')),
  PRIMARY KEY (staff_seq, merchant_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_sessions (
  token_sha256 BLOB PRIMARY KEY,
  staff_seq    INTEGER NOT NULL REFERENCES staff_users (seq) ON DELETE CASCADE,
  merchant_seq INTEGER REFERENCES merchants (seq),  -- once one was chosen
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);

CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_seq);

CREATE TABLE subscription_plans (
  seq                   INTEGER PRIMARY KEY,
  id                    TEXT NOT NULL UNIQUE,
  slug                  TEXT NOT NULL UNIQUE,
  name                  TEXT NOT NULL,
  price_cents           INTEGER NOT NULL,
  currency              TEXT NOT NULL,
  interval              TEXT NOT NULL CHECK (interval IN ('month', 'year')),
  rpm_limit             INTEGER NOT NULL,
  monthly_request_limit INTEGER,                      -- NULL: none
  features              TEXT NOT NULL DEFAULT '[]',   -- JSON array of sentences
  built_in              INTEGER NOT NULL DEFAULT 0,
  created_at            INTEGER NOT NULL,
  updated_at            INTEGER NOT NULL
) STRICT;

CREATE TABLE exchanges (
  seq                  INTEGER PRIMARY KEY,
  id                   TEXT NOT NULL UNIQUE,
  name                 TEXT NOT NULL UNIQUE,
  url                  TEXT NOT NULL,
  promoted             INTEGER NOT NULL CHECK (promoted IN (0, 1)),
  min_transaction_sats INTEGER,
  notes                TEXT,
  logo_url             TEXT,
  countries            TEXT NOT NULL DEFAULT '[]',  -- JSON array of the iso codes of countries
  built_in             INTEGER NOT NULL DEFAULT 0,
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL
) STRICT;

CREATE TABLE countries (
  iso_code TEXT PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE key_usage (
  key_id   TEXT PRIMARY KEY,
  month    INTEGER NOT NULL,  -- year * 12 + month - 1
  requests INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX products_by_slug ON products (slug);

CREATE TABLE idempotency_keys (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  call         TEXT NOT NULL,  -- "POST /api/v1/m/orders"
  key          TEXT NOT NULL,
  body_sha256  BLOB NOT NULL CHECK (length(body_sha256) = 32),
  status       INTEGER NOT NULL,
  body         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (merchant_seq, livemode, call, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);

CREATE INDEX payments_by_sats ON payments (merchant_seq, livemode, amount_sats, confirmed_at);

CREATE INDEX payments_by_cents ON payments (merchant_seq, livemode, amount_cents, confirmed_at);

CREATE INDEX payments_by_currency ON payments (merchant_seq, livemode, currency COLLATE NOCASE, confirmed_at);

CREATE INDEX payments_by_creation ON payments (merchant_seq, livemode, created_at);
