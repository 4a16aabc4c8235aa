-- A cluster that is drained is cordoned, and its orders move away.
ALTER TABLE clusters ADD COLUMN draining_since timestamptz, ADD COLUMN drained_at timestamptz;

-- Orders of a drained cluster that cannot move now, and why: tried again after a while.
CREATE TABLE drain_refusals (
    order_id   uuid PRIMARY KEY REFERENCES orders (id),
    cluster_id uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    -- {"reason", "params"}
    why        jsonb NOT NULL,
    since      timestamptz NOT NULL,
    tried_at   timestamptz NOT NULL
);
CREATE INDEX drain_refusals_cluster_id_idx ON drain_refusals (cluster_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON drain_refusals TO homeroom_worker;
