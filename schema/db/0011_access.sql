-- What a paid product grants, and what the checkout page asks of the customer first.
ALTER TABLE checkout_sessions ADD COLUMN access_seconds INTEGER;        -- granted when it was paid: the product's, then
ALTER TABLE checkout_sessions ADD COLUMN customer_answered_at INTEGER;  -- when the page's form was filled in
-- A payment link names a product by its slug alone.
CREATE INDEX products_by_slug ON products (slug);
