-- Product types, taxes and discounts: what stands beside the products in a catalog.
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

ALTER TABLE products ADD COLUMN product_type_seq INTEGER REFERENCES product_types (seq);
CREATE INDEX products_by_type ON products (product_type_seq, merchant_seq, livemode) WHERE product_type_seq IS NOT NULL;

-- One index for each filter of the list: status is compared without case, and a part of a name is looked for in an
-- index that holds the names alone.
CREATE INDEX products_by_scope ON products (merchant_seq, livemode);
CREATE INDEX products_by_status ON products (merchant_seq, livemode, status COLLATE NOCASE);
CREATE INDEX products_by_time ON products (merchant_seq, livemode, created_at);
CREATE INDEX products_by_name ON products (merchant_seq, livemode, name);

-- Was a product ever sold? Then it is archived and not deleted.
CREATE INDEX order_items_by_product ON order_items (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX checkout_sessions_by_product ON checkout_sessions (product_id) WHERE product_id IS NOT NULL;

-- Grows with every write of something that a catalog shows, a deletion included.
CREATE TABLE catalog_versions (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  version      INTEGER NOT NULL,  -- milliseconds: the time of the last write, or one more than before
  PRIMARY KEY (merchant_seq, livemode)
) STRICT, WITHOUT ROWID;
INSERT INTO catalog_versions (merchant_seq, livemode, version)
  SELECT merchant_seq, livemode, max(updated_at) FROM products GROUP BY merchant_seq, livemode;
