-- What operators were told last of the nodes that a cluster lacks: a row while it lacks some, gone with the cluster.
-- Clusters are the platform's: no tenant sees it.
CREATE TABLE node_shortages (
    cluster_id uuid PRIMARY KEY REFERENCES clusters (id) ON DELETE CASCADE,
    nodes      bigint NOT NULL CHECK (nodes > 0),
    needed_by  timestamptz NOT NULL,
    told_at    timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON node_shortages TO homeroom_worker;
