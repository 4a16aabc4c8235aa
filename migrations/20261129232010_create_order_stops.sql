-- Orders that a cap stops, where the reconciler and lists of lessons read it beside the suspension of their tenant. At most one an order is open; it is closed when
-- the month is over, the cap is raised or removed, and kept for a week longer, for what is looked at afterwards.
CREATE TABLE order_stops (
    order_id  uuid NOT NULL,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    since     timestamptz NOT NULL,
    until     timestamptz,
    PRIMARY KEY (order_id, since),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE UNIQUE INDEX order_stops_open_key ON order_stops (order_id) WHERE until IS NULL;
CREATE INDEX order_stops_tenant_id_idx ON order_stops (tenant_id, order_id);
SELECT fence_by_tenant('order_stops');

-- For how many orders a version is kept.
CREATE INDEX order_prices_plan_version_id_idx ON order_prices (plan_version_id);
