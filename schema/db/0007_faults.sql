-- Faults that were asked for, with what they have struck so far.
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

-- Attempts that a fault has put off: it strikes when they are due again, and counts once.
CREATE TABLE delivery_delays (
  delivery_seq INTEGER PRIMARY KEY REFERENCES deliveries (seq) ON DELETE CASCADE,
  fault_id     TEXT NOT NULL
) STRICT;

-- What arrived at /_sandbox/inbox/NAME. Names belong to the sandbox, not to a merchant.
CREATE TABLE inbox_messages (
  seq         INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  number      INTEGER NOT NULL,  -- counts from 1 for each name
  received_at INTEGER NOT NULL,
  headers     TEXT NOT NULL,     -- JSON object
  body        BLOB NOT NULL,
  UNIQUE (name, number)
) STRICT;
