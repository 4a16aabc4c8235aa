-- The platform's list, and the count of live orders that every admission makes under its lock.
CREATE INDEX orders_created_at_id_idx ON orders (created_at, id);
CREATE INDEX orders_live_idx ON orders (tenant_id) WHERE cancelled_at IS NULL AND phase NOT IN ('terminating', 'released');
