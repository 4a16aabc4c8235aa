-- What somebody is still writing: an order or an amendment that nobody has checked. The body is whatever the page that writes it keeps.
CREATE TABLE drafts (
    id               uuid PRIMARY KEY,
    tenant_id        uuid NOT NULL REFERENCES tenants (id),
    -- Whose it is: a membership, which may be one of the platform or of a partner, or an API key. Without a foreign key, because a draft outlives neither
    -- by more than its ninety days, and nobody else is shown it but where it is shared.
    owner_kind       text NOT NULL CHECK (owner_kind IN ('user', 'api_key')),
    owner_id         uuid NOT NULL,
    shared           boolean NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('order', 'amendment')),
    -- The order that it began from. Not a foreign key either: a draft claims nothing.
    base_order_id    uuid,
    base_etag        text,
    name             text,
    step             text NOT NULL,
    -- The text of a JSON object, as it came but for white space.
    body             text NOT NULL,
    bytes            integer NOT NULL,
    -- {"key", "body_hash"} of the request that was made of it.
    attempt          jsonb,
    edit             bigint NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);
-- A person's own, and those that are shared, by the last change.
CREATE INDEX drafts_owner_idx ON drafts (tenant_id, owner_id, updated_at DESC, id DESC);
CREATE INDEX drafts_shared_idx ON drafts (tenant_id, updated_at DESC, id DESC) WHERE shared;
-- What the sweep looks for.
CREATE INDEX drafts_updated_at_idx ON drafts (updated_at);
SELECT fence_by_tenant('drafts');
