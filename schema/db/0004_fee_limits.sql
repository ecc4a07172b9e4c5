-- A payer's fee limit has a column of its own: until a payment was sent, `fee_msat` held it.
ALTER TABLE node_payments ADD COLUMN fee_limit_msat INTEGER;  -- NULL: any fee
UPDATE node_payments SET fee_limit_msat = fee_msat, fee_msat = 0 WHERE state = 'initiated';

-- What was accepted and not held settles with the payment, and after a crash with the next start: never at a time.
DROP INDEX node_invoices_settling;
ALTER TABLE node_invoices DROP COLUMN settle_at;
