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
