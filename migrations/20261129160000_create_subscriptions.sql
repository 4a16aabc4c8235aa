-- Addresses under which a calendar program reads lessons, and nothing else. Whoever has the address reads what its maker may, for as long as that holds.
CREATE TABLE subscriptions (
    id            uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    -- A membership or an API key. Without a foreign key: one whose maker is gone opens nothing, and is swept with its tenant's others.
    maker_kind    text NOT NULL CHECK (maker_kind IN ('user', 'api_key')),
    maker_id      uuid NOT NULL,
    -- SHA-256 of the secret, which is shown once.
    secret_hash   bytea NOT NULL CONSTRAINT subscriptions_secret_hash_key UNIQUE,
    -- Of these at most one; none is all lessons of the tenant.
    order_id      uuid,
    classroom_id  uuid,
    teacher       text,
    created_at    timestamptz NOT NULL,
    -- Written at most hourly.
    last_used_at  timestamptz,
    CHECK (num_nonnulls(order_id, classroom_id, teacher) <= 1)
);
CREATE INDEX subscriptions_tenant_idx ON subscriptions (tenant_id, created_at, id);
CREATE INDEX subscriptions_maker_idx ON subscriptions (tenant_id, maker_id);
SELECT fence_by_tenant('subscriptions');
