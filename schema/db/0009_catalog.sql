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
CREATE INDEX products_by_type ON products (product_type_seq) WHERE product_type_seq IS NOT NULL;
