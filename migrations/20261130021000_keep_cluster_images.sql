-- How the images of rooms stand on the nodes of a cluster: a row while rooms are to run from the image, gone with the cluster. Written where it is news.
-- Clusters are the platform's: no tenant sees it.
CREATE TABLE cluster_images (
    cluster_id    uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    image         text NOT NULL CHECK (length(image) BETWEEN 1 AND 1024),
    state         text NOT NULL CHECK (state IN ('unknown', 'preloaded', 'waiting', 'pulling', 'failing')),
    -- How it is pulled; NULL where nothing had to be.
    road          text CHECK (road IN ('image_pull_job', 'daemon_set')),
    nodes_wanted  integer NOT NULL CHECK (nodes_wanted >= 0),
    nodes_holding integer NOT NULL CHECK (nodes_holding BETWEEN 0 AND nodes_wanted),
    -- The first of those that lack it, by name.
    lacking       text[] NOT NULL CHECK (cardinality(lacking) <= 50),
    -- {"reason", "params"}
    failure       jsonb,
    -- When it was on all nodes for the first time.
    completed_at  timestamptz,
    -- When rooms began to start from it; NULL while it is only brought to nodes.
    taken_at      timestamptz,
    -- In this state since.
    since         timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, image)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster_images TO homeroom_worker;
