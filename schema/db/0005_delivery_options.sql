-- How endpoints are spoken to, deliveries that are collected or repeated, and what is kept to make a webhook of an event
-- later on. `deliveries` is rebuilt for its new state, so foreign keys are off while this runs and checked before it
-- commits.

ALTER TABLE webhook_endpoints ADD COLUMN dialect TEXT NOT NULL DEFAULT 'seed' CHECK (dialect IN ('seed', 'docs', 'stream'));
ALTER TABLE webhook_endpoints ADD COLUMN retry TEXT NOT NULL DEFAULT 'real' CHECK (retry IN ('real', 'fast', 'off'));
ALTER TABLE webhook_endpoints ADD COLUMN timeout_ms INTEGER DEFAULT 10000 CHECK (timeout_ms > 0);  -- NULL: none
ALTER TABLE webhook_endpoints ADD COLUMN headers TEXT NOT NULL DEFAULT '{}';                        -- JSON object
ALTER TABLE webhook_endpoints ADD COLUMN verify_tls INTEGER NOT NULL DEFAULT 1 CHECK (verify_tls IN (0, 1));
ALTER TABLE webhook_endpoints ADD COLUMN ca_file TEXT;
ALTER TABLE webhook_endpoints ADD COLUMN concurrency INTEGER NOT NULL DEFAULT 1 CHECK (concurrency BETWEEN 1 AND 32);
ALTER TABLE webhook_endpoints ADD COLUMN shuffle INTEGER NOT NULL DEFAULT 0 CHECK (shuffle IN (0, 1));
ALTER TABLE webhook_endpoints ADD COLUMN copy_of TEXT;  -- a temporary one that stands for this registered one

-- What the webhooks of an event say: JSON. NULL where it was not kept and cannot be made up any more.
ALTER TABLE events ADD COLUMN payload TEXT;
UPDATE events SET payload = (
  SELECT '{' || substr(d.body, length('{"event":"' || events.type || '",') + 1)
    FROM deliveries d WHERE d.event_seq = events.seq LIMIT 1);

CREATE TABLE new_deliveries (
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
INSERT INTO new_deliveries (seq, id, merchant_seq, livemode, event_seq, endpoint_seq, state, attempt_count, due_at,
                            last_status, body, created_at, updated_at)
  SELECT seq, id, merchant_seq, livemode, event_seq, endpoint_seq, state, attempt_count, due_at, last_status, body,
         created_at, updated_at
    FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE new_deliveries RENAME TO deliveries;
CREATE INDEX deliveries_first ON deliveries (endpoint_seq, place, seq) WHERE state = 'pending' AND attempt_count = 0;
CREATE INDEX deliveries_retry ON deliveries (endpoint_seq, due_at) WHERE state = 'pending' AND attempt_count > 0;
CREATE INDEX deliveries_by_event ON deliveries (event_seq);
CREATE INDEX deliveries_by_scope ON deliveries (merchant_seq, livemode);

-- What becomes of new deliveries, where it is not 'async'.
CREATE TABLE delivery_modes (
  merchant_seq INTEGER NOT NULL REFERENCES merchants (seq),
  livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  mode         TEXT NOT NULL CHECK (mode IN ('sync', 'collect')),
  PRIMARY KEY (merchant_seq, livemode)
) STRICT, WITHOUT ROWID;

-- Up to where the logs were cleared; streams that ask for more are told of the gap.
CREATE TABLE log_gap (
  only        INTEGER PRIMARY KEY CHECK (only = 1),
  event_seq   INTEGER NOT NULL,
  attempt_seq INTEGER NOT NULL
) STRICT;
