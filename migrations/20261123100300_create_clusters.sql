-- Kubernetes clusters, their nodes as they were last seen, and who works on each.
CREATE TABLE clusters (
    id               uuid PRIMARY KEY,
    calendar_id      uuid NOT NULL UNIQUE REFERENCES calendars (id),
    name             text NOT NULL UNIQUE,
    region           text NOT NULL,
    -- The UID of its kube-system namespace.
    uid              uuid NOT NULL CONSTRAINT clusters_uid_key UNIQUE,
    simulated        boolean NOT NULL,
    -- Sealed with the master key; the app role cannot read it.
    kubeconfig       bytea NOT NULL,
    media_url        text NOT NULL,
    node_limit       integer CHECK (node_limit > 0),
    headroom_percent integer NOT NULL CHECK (headroom_percent BETWEEN 0 AND 90),
    version          text NOT NULL,
    cordoned_at      timestamptz,
    -- What nodes were found to offer: {"shape": {...} | null, "nodes": n, ...}; see domain::calendar.
    capacity         jsonb NOT NULL DEFAULT '{}',
    conditions       jsonb NOT NULL DEFAULT '[]',
    edit             bigint NOT NULL DEFAULT 1,
    revision         bigint NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL
);
CREATE INDEX clusters_region_idx ON clusters (region, simulated);
GRANT SELECT (id, calendar_id, name, region, simulated, media_url, node_limit, headroom_percent, cordoned_at, capacity, conditions, created_at)
    ON clusters TO homeroom_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON clusters TO homeroom_worker;

CREATE TABLE cluster_nodes (
    cluster_id  uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    name        text NOT NULL,
    schedulable boolean NOT NULL,
    -- {"cpu_milli": n, "memory_mib": n, "network_mbit": n | null, "pods": n}: allocatable, less DaemonSets, and used by other people's pods.
    allocatable jsonb NOT NULL,
    used_by_others jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (cluster_id, name)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster_nodes TO homeroom_worker;

CREATE TABLE cluster_leases (
    cluster_id uuid PRIMARY KEY REFERENCES clusters (id) ON DELETE CASCADE,
    holder     text NOT NULL,
    epoch      bigint NOT NULL,
    expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster_leases TO homeroom_worker;
