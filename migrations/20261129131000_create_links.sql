-- Ways into a classroom that are handed on: whoever has the secret, and the passcode where there is one, enters in the role that the link gives.
CREATE TABLE links (
    id            uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    classroom_id  uuid NOT NULL REFERENCES classrooms (id),
    -- SHA-256 of the secret, which is shown once.
    secret_hash   bytea NOT NULL CONSTRAINT links_secret_hash_key UNIQUE,
    -- Keyed with the master key, because a passcode is short.
    passcode_hash bytea,
    role          text NOT NULL CHECK (role IN ('teacher', 'pupil')),
    valid         text NOT NULL CHECK (valid IN ('lesson', 'day', 'term')),
    name          text,
    expires_at    timestamptz NOT NULL,
    revoked_at    timestamptz,
    -- How often somebody entered with it.
    uses          bigint NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL
);
CREATE INDEX links_classroom_id_created_at_idx ON links (classroom_id, created_at, id);
-- What the sweep looks for.
CREATE INDEX links_expires_at_idx ON links (expires_at);
SELECT fence_by_tenant('links');
REVOKE DELETE ON links FROM homeroom_app;
