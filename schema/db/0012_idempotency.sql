-- Answers that a client may ask for once more with its Idempotency-Key, for a day on the sandbox clock.
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
