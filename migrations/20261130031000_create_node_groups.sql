-- Node groups of a cluster: objects with a number of replicas that the service sets ahead of demand. Clusters are the platform's: no tenant sees them.
CREATE TABLE node_groups (
    id           uuid PRIMARY KEY,
    cluster_id   uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    api_version  text NOT NULL,
    kind         text NOT NULL,
    -- As the cluster names the resource.
    plural       text NOT NULL,
    namespace    text NOT NULL,
    name         text NOT NULL,
    -- `key=value`, by which its nodes are known.
    node_label   text NOT NULL,
    min_nodes    integer NOT NULL CHECK (min_nodes >= 0),
    max_nodes    integer NOT NULL CHECK (max_nodes >= min_nodes),
    boot_minutes integer NOT NULL CHECK (boot_minutes > 0),
    -- Whether what removes its nodes keeps to those that are marked.
    gives_back   boolean NOT NULL,
    -- What was seen of it last; NULL until then. See domain::nodes::groups.
    seen         jsonb,
    created_at   timestamptz NOT NULL,
    UNIQUE (cluster_id, api_version, kind, namespace, name),
    UNIQUE (cluster_id, node_label)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON node_groups TO homeroom_worker;

-- How many nodes a cluster's groups may be counted on for beyond those that there are, and after how many minutes.
ALTER TABLE clusters ADD COLUMN group_nodes integer NOT NULL DEFAULT 0;
ALTER TABLE clusters ADD COLUMN group_lead_minutes integer;
