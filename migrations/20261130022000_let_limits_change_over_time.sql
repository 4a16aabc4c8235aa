-- What a cluster may sell is a step function: nodes that come by themselves after a while, and changes that operators plan.
-- How many minutes nodes take to come by themselves, up to the node limit; NULL: none do.
ALTER TABLE clusters ADD COLUMN node_lead_minutes integer CHECK (node_lead_minutes > 0);

-- Nodes that come or go by a person's doing. Rows that are over are thrown away a month later, when another one is planned.
CREATE TABLE capacity_changes (
    id           uuid PRIMARY KEY,
    cluster_id   uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    -- Above zero they come, below zero they go.
    nodes        integer NOT NULL CHECK (nodes <> 0),
    from_at      timestamptz NOT NULL,
    until_at     timestamptz CHECK (until_at > from_at),
    note         text NOT NULL,
    -- Nodes that counted before it, noted from an hour before it on.
    nodes_before bigint,
    created_at   timestamptz NOT NULL
);
CREATE INDEX capacity_changes_cluster_id_idx ON capacity_changes (cluster_id, from_at, id);
-- Clusters are the platform's: no tenant sees it.
GRANT SELECT, INSERT, UPDATE, DELETE ON capacity_changes TO homeroom_worker;

-- How the limits of a cluster's calendar change over time; see domain::cluster::supply. NULL: they do not. A program that does not know it sells the
-- constant limits, as before.
ALTER TABLE calendars ADD COLUMN supply jsonb;
-- When it has to be worked out again although no node came or went.
ALTER TABLE calendars ADD COLUMN supply_due_at timestamptz;
CREATE INDEX calendars_supply_due_at_idx ON calendars (supply_due_at) WHERE supply_due_at IS NOT NULL;
