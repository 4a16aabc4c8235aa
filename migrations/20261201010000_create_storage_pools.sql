-- Storage pools of clusters: a file server behind one StorageClass each, booked like everything finite on a calendar of its own.
CREATE TABLE storage_pools (
    id             uuid PRIMARY KEY,
    cluster_id     uuid NOT NULL REFERENCES clusters (id),
    -- Its limits are 85 % of what follows.
    calendar_id    uuid NOT NULL UNIQUE REFERENCES calendars (id),
    name           text NOT NULL,
    storage_class  text NOT NULL,
    -- Of the whole pool.
    bandwidth_mbit bigint NOT NULL CHECK (bandwidth_mbit > 0),
    space_mib      bigint NOT NULL CHECK (space_mib > 0),
    -- Never changed: what is booked was booked by it.
    retention_days integer NOT NULL CHECK (retention_days BETWEEN 0 AND 366),
    -- Whether it takes new orders.
    is_open        boolean NOT NULL DEFAULT true,
    -- Whether its class lets claims grow.
    grows          boolean NOT NULL,
    -- Where its class says that files lie, as `server/path`; NULL where it does not say.
    files_at       text,
    created_at     timestamptz NOT NULL,
    revision       bigint NOT NULL DEFAULT 0,
    UNIQUE (cluster_id, name),
    UNIQUE (cluster_id, storage_class)
);
-- Whoever orders is given one, and is never shown it.
GRANT SELECT (id, cluster_id, calendar_id, retention_days, is_open) ON storage_pools TO homeroom_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON storage_pools TO homeroom_worker;

-- The claim of an order at one of its places: which pool, and for how much. A row stays as long as the claim may stand.
CREATE TABLE storage_claims (
    tenant_id  uuid NOT NULL,
    order_id   uuid NOT NULL,
    cluster_id uuid NOT NULL REFERENCES clusters (id),
    pool_id    uuid NOT NULL REFERENCES storage_pools (id),
    -- It never becomes less.
    space_mib  bigint NOT NULL CHECK (space_mib >= 0),
    -- Whether the order is there; else what it left is kept.
    in_use     boolean NOT NULL DEFAULT true,
    -- When what it left there need not be kept any more; NULL until it has left something. It stays when the order comes back.
    kept_until timestamptz,
    PRIMARY KEY (order_id, cluster_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX storage_claims_pool_id_idx ON storage_claims (pool_id);
CREATE INDEX storage_claims_kept_idx ON storage_claims (cluster_id, kept_until) WHERE NOT in_use;
SELECT fence_by_tenant('storage_claims');

-- What one room takes of its cluster's pool: while a lesson is held, and for each hour of it as long as that is kept. Zero: nothing is recorded.
ALTER TABLE kinds ADD COLUMN storage_bandwidth_mbit integer NOT NULL DEFAULT 0 CHECK (storage_bandwidth_mbit >= 0);
ALTER TABLE kinds ADD COLUMN storage_space_mib_per_hour integer NOT NULL DEFAULT 0 CHECK (storage_space_mib_per_hour >= 0);
