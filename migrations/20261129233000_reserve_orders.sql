-- An order may wait for a purchase order: phase `reserved` until a moment, then confirmed or given back. A version that does not know the phase cannot read
-- such orders: none is made before every replica knows it, because only a request that asks for it makes one.
ALTER TABLE orders
    ADD COLUMN reserved_until         timestamptz,
    ADD COLUMN confirmed_at           timestamptz,
    ADD COLUMN purchase_order         text CHECK (length(purchase_order) BETWEEN 1 AND 200),
    -- When it was given back because nobody had confirmed it, and when that was announced.
    ADD COLUMN reservation_expired_at timestamptz,
    ADD COLUMN reservation_told_at    timestamptz,
    ADD CHECK (phase <> 'reserved' OR (reserved_until IS NOT NULL AND confirmed_at IS NULL)),
    ADD CHECK ((confirmed_at IS NULL) = (purchase_order IS NULL));
-- What ends, or is announced, next.
CREATE INDEX orders_reserved_until_idx ON orders (reserved_until, id) WHERE phase = 'reserved';
-- How many a tenant has, and which it let go.
CREATE INDEX orders_unconfirmed_idx ON orders (tenant_id, id) WHERE reserved_until IS NOT NULL AND confirmed_at IS NULL;
