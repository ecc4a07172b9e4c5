-- Lists of payments that are filtered or sorted: an index for each way, which holds the time of confirmation as well, so
-- that a list is counted in it alone. Currencies are compared without case.
DROP INDEX payments_by_sats;
DROP INDEX payments_by_cents;
CREATE INDEX payments_by_sats ON payments (merchant_seq, livemode, amount_sats, confirmed_at);
CREATE INDEX payments_by_cents ON payments (merchant_seq, livemode, amount_cents, confirmed_at);
CREATE INDEX payments_by_currency ON payments (merchant_seq, livemode, currency COLLATE NOCASE, confirmed_at);
CREATE INDEX payments_by_creation ON payments (merchant_seq, livemode, created_at);
