-- Merchants are made at run time, each with a plan. Keys that stand in credentials.json are the sandbox's own: who
-- revoked them would find them back at the next start. What a product's copies are encrypted with is random, which SQL
-- cannot be by a seed: a product of before gets its key when it is first looked at.
ALTER TABLE merchants ADD COLUMN plan TEXT NOT NULL DEFAULT 'free';
ALTER TABLE merchants ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
UPDATE merchants SET updated_at = created_at;

ALTER TABLE api_keys ADD COLUMN own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1));

ALTER TABLE products ADD COLUMN key TEXT;
ALTER TABLE products ADD COLUMN old_key TEXT;  -- while a rotation is pending
