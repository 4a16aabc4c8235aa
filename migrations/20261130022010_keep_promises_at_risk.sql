-- Orders that no longer fit on their cluster: a row while one does not, found again whenever the cluster sells more or less, and while there is a row also
-- whenever an order changes and every five minutes.
CREATE TABLE promises_at_risk (
    order_id   uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    cluster_id uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    since      timestamptz NOT NULL,
    -- The first lesson that does not fit; NULL where a room is always wanted, or it was not looked for yet.
    lesson_id  text,
    -- When it begins; else when the first slot that is short does.
    bell_at    timestamptz NOT NULL,
    -- When the last slot that is short ends.
    until_at   timestamptz NOT NULL,
    rooms      bigint NOT NULL CHECK (rooms > 0),
    -- Of what most is missing for it in the first slot, and how much.
    resource   text NOT NULL,
    short_by   bigint NOT NULL CHECK (short_by > 0),
    -- {"reason": ..., "params": {...}}; see domain::at_risk.
    cause      jsonb NOT NULL,
    -- When its institution was told; NULL: it was not, because it is not about to begin.
    told_at    timestamptz,
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX promises_at_risk_bell_at_idx ON promises_at_risk (bell_at, order_id);
CREATE INDEX promises_at_risk_cluster_id_idx ON promises_at_risk (cluster_id);
CREATE INDEX promises_at_risk_tenant_id_idx ON promises_at_risk (tenant_id, order_id);
SELECT fence_by_tenant('promises_at_risk');

-- Up to which change of its limits a cluster's bookings were looked at, and when they are to be looked at again whatever happens.
CREATE TABLE promise_looks (
    cluster_id uuid PRIMARY KEY REFERENCES clusters (id) ON DELETE CASCADE,
    edit       bigint NOT NULL,
    due_at     timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON promise_looks TO homeroom_worker;
