-- Works of the reconciler that an operator has paused, on one cluster or on all, until somebody ends that or the time is over. A row is a pause in force.
CREATE TABLE lane_pauses (
    lane       text NOT NULL,
    -- NULL: on all.
    cluster_id uuid REFERENCES clusters (id) ON DELETE CASCADE,
    why        text NOT NULL,
    since      timestamptz NOT NULL,
    until_at   timestamptz NOT NULL CHECK (until_at > since),
    UNIQUE NULLS NOT DISTINCT (lane, cluster_id)
);
CREATE INDEX lane_pauses_until_at_idx ON lane_pauses (until_at);
CREATE INDEX lane_pauses_cluster_id_idx ON lane_pauses (cluster_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON lane_pauses TO homeroom_worker;
