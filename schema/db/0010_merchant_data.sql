-- What a merchant has beside its sales: wallets, documents, staff, a plan, and how its checkout asks.
ALTER TABLE merchants ADD COLUMN email TEXT;
ALTER TABLE merchants ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';
ALTER TABLE merchants ADD COLUMN logo_url TEXT;
ALTER TABLE merchants ADD COLUMN checkout_mode TEXT NOT NULL DEFAULT 'iframe'
  CHECK (checkout_mode IN ('iframe', 'new_tab', 'redirect'));
ALTER TABLE merchants ADD COLUMN customer_fields TEXT NOT NULL DEFAULT '[]';  -- JSON array: what the checkout asks first

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

-- People who look after merchants. One may look after several, in another role at each.
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

-- What the service offers everybody. built_in: there from the start, until the sandbox is given a list of its own.
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

-- Requests of a key in the month it was used last, on the sandbox clock.
CREATE TABLE key_usage (
  key_id   TEXT PRIMARY KEY,
  month    INTEGER NOT NULL,  -- year * 12 + month - 1
  requests INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
