-- Work that is done after the transaction that asked for it, at least once. A job that is done is deleted; one that failed for good is dead.
CREATE TABLE jobs (
    id         uuid PRIMARY KEY,
    -- NULL: of the platform.
    tenant_id  uuid REFERENCES tenants (id),
    name       text NOT NULL,
    payload    jsonb NOT NULL,
    state      text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'dead')),
    -- Queued: not before. Running: another process may take it from then on. Dead: since when.
    run_at     timestamptz NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    -- While it has not begun, the same work is not queued a second time.
    dedup_key  text,
    last_error text,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX jobs_tenant_id_name_dedup_key_key ON jobs (tenant_id, name, dedup_key) NULLS NOT DISTINCT WHERE dedup_key IS NOT NULL;
-- The next job of each lane, which is a tenant's jobs of one name.
CREATE INDEX jobs_lanes_idx ON jobs ((coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid)), name, run_at, id) WHERE state <> 'dead';
CREATE INDEX jobs_running_idx ON jobs (tenant_id) WHERE state = 'running';
CREATE INDEX jobs_dead_idx ON jobs (run_at) WHERE state = 'dead';
CREATE INDEX jobs_created_at_id_idx ON jobs (created_at, id);
SELECT fence_by_tenant('jobs');
REVOKE UPDATE, DELETE ON jobs FROM homeroom_app;

-- When each periodic work is due, so that of all replicas one does it.
CREATE TABLE periodic_works (
    name         text PRIMARY KEY,
    due_at       timestamptz NOT NULL,
    succeeded_at timestamptz
);
GRANT SELECT, INSERT, UPDATE ON periodic_works TO homeroom_worker;

-- What sweeps look for.
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
CREATE INDEX sessions_last_seen_at_idx ON sessions (last_seen_at);
CREATE INDEX password_links_expires_at_idx ON password_links (expires_at);
CREATE INDEX attempts_window_start_idx ON attempts (window_start);
