-- Where exchange rates come from. The fixed rates stay in `rates`: every mode begins with them or falls back on them.

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
