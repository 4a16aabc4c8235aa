-- The two roles that the service connects as (or is a member of), and the function that every tenant policy asks.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'homeroom_app') THEN CREATE ROLE homeroom_app NOLOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'homeroom_worker') THEN CREATE ROLE homeroom_worker NOLOGIN; END IF;
END
$$;

-- After a transaction the setting is '' and not NULL, hence nullif.
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.tenant', true), '')::uuid $$;

-- Tenant data: the app role sees the rows of the tenant of its transaction, the worker role sees all.
CREATE FUNCTION fence_by_tenant(target regclass, tenant_column text DEFAULT 'tenant_id') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY own ON %s TO homeroom_app USING (%I = (SELECT current_tenant())) WITH CHECK (%I = (SELECT current_tenant()))',
                   target, tenant_column, tenant_column);
    EXECUTE format('CREATE POLICY every ON %s TO homeroom_worker USING (true) WITH CHECK (true)', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO homeroom_app, homeroom_worker', target);
END
$$;

CREATE TABLE partners (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    external_id text,
    metadata    jsonb NOT NULL DEFAULT '{}',
    edit        bigint NOT NULL DEFAULT 1,
    revision    bigint NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    CONSTRAINT partners_external_id_key UNIQUE (external_id)
);
GRANT SELECT, INSERT, UPDATE ON partners TO homeroom_worker;

CREATE TABLE tenants (
    id               uuid PRIMARY KEY,
    partner_id       uuid REFERENCES partners (id),
    name             text NOT NULL,
    time_zone        text NOT NULL,
    currency         text NOT NULL,
    livemode         boolean NOT NULL,
    external_id      text,
    metadata         jsonb NOT NULL DEFAULT '{}',
    suspended_at     timestamptz,
    suspended_reason text,
    edit             bigint NOT NULL DEFAULT 1,
    revision         bigint NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX tenants_partner_id_external_id_key ON tenants (partner_id, external_id) NULLS NOT DISTINCT WHERE external_id IS NOT NULL;
CREATE INDEX tenants_created_at_id_idx ON tenants (created_at, id);
SELECT fence_by_tenant('tenants', 'id');
REVOKE INSERT, DELETE ON tenants FROM homeroom_app;

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL,
    password_hash text,
    created_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE memberships (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id),
    -- Neither: a role on the platform. At most one is set.
    tenant_id  uuid REFERENCES tenants (id),
    partner_id uuid REFERENCES partners (id),
    role       text NOT NULL,
    edit       bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    CHECK (num_nonnulls(tenant_id, partner_id) <= 1)
);
CREATE UNIQUE INDEX memberships_place_user_id_key ON memberships (tenant_id, partner_id, user_id) NULLS NOT DISTINCT;
CREATE INDEX memberships_user_id_idx ON memberships (user_id);
SELECT fence_by_tenant('memberships');

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY members ON users FOR SELECT TO homeroom_app
    USING (id IN (SELECT user_id FROM memberships WHERE tenant_id = (SELECT current_tenant())));
CREATE POLICY every ON users TO homeroom_worker USING (true) WITH CHECK (true);
GRANT SELECT (id, email, created_at) ON users TO homeroom_app;
GRANT SELECT, INSERT, UPDATE ON users TO homeroom_worker;

-- A one-time link with which a person sets a first password.
CREATE TABLE password_links (
    token_hash bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON password_links TO homeroom_worker;

CREATE TABLE sessions (
    id           uuid PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE,
    user_id      uuid NOT NULL REFERENCES users (id),
    membership_id uuid REFERENCES memberships (id) ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO homeroom_worker;

CREATE TABLE api_keys (
    id           uuid PRIMARY KEY,
    -- Neither: a key of the platform. At most one is set.
    tenant_id    uuid REFERENCES tenants (id),
    partner_id   uuid REFERENCES partners (id),
    name         text NOT NULL,
    -- The public part of the key's text, and SHA-256 of the whole.
    public_id    text NOT NULL UNIQUE,
    secret_hash  bytea NOT NULL,
    scopes       text[] NOT NULL,
    created_by   uuid REFERENCES users (id),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    created_at   timestamptz NOT NULL,
    CHECK (num_nonnulls(tenant_id, partner_id) <= 1)
);
CREATE INDEX api_keys_place_idx ON api_keys (tenant_id, partner_id, created_at, id);
SELECT fence_by_tenant('api_keys');

CREATE TABLE signing_keys (
    kid         text PRIMARY KEY,
    public_key  bytea NOT NULL,
    -- Sealed with the master key.
    private_key bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    -- After this no token is signed with it; it stays published until the last such token has ended.
    retired_at  timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON signing_keys TO homeroom_worker;

-- Counters of log-in attempts, per account and per address.
CREATE TABLE attempts (
    bucket       text PRIMARY KEY,
    window_start timestamptz NOT NULL,
    count        integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON attempts TO homeroom_worker;

CREATE TABLE idempotency_keys (
    -- The tenant or partner acted on; the nil UUID for the platform.
    scope      uuid NOT NULL,
    route      text NOT NULL,
    key        text NOT NULL,
    body_hash  bytea NOT NULL,
    status     smallint NOT NULL,
    headers    jsonb NOT NULL,
    body       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (scope, route, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
SELECT fence_by_tenant('idempotency_keys', 'scope');
