-- An order may be on two clusters at once: where it runs, and where it is going to. `placements.state` is coming | live | leaving | gone.
-- From when on the order ran there, and until when; null: from when the placement was made on, and until it was gone.
ALTER TABLE placements ADD COLUMN live_from timestamptz, ADD COLUMN left_at timestamptz;
CREATE INDEX placements_moving_idx ON placements (cluster_id) WHERE state IN ('coming', 'leaving');

-- The ways of orders between clusters. Clusters are the platform's: no tenant sees them.
CREATE TABLE moves (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    order_id     uuid NOT NULL,
    -- Kept when the cluster is taken off.
    from_cluster uuid NOT NULL,
    to_cluster   uuid NOT NULL,
    -- by_hand | drain | failover
    cause        text NOT NULL,
    -- preparing | switched | done | cancelled
    state        text NOT NULL,
    -- The newest generation of the order when the new place was booked.
    generation   bigint NOT NULL,
    -- {"reason", "params"}: what it waits for, and why it was given up.
    blocked      jsonb,
    withdrawn    jsonb,
    created_at   timestamptz NOT NULL,
    -- The objects stood at the new place.
    prepared_at  timestamptz,
    switched_at  timestamptz,
    ended_at     timestamptz,
    -- Counts what is shown.
    revision     bigint NOT NULL DEFAULT 0,
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE UNIQUE INDEX moves_one_preparing_key ON moves (order_id) WHERE state = 'preparing';
CREATE INDEX moves_created_at_idx ON moves (created_at, id);
CREATE INDEX moves_from_cluster_idx ON moves (from_cluster) WHERE state IN ('preparing', 'switched');
CREATE INDEX moves_ended_at_idx ON moves (ended_at) WHERE ended_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON moves TO homeroom_worker;
