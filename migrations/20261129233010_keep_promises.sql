-- Rooms of priced orders that were not ready when they had to be; one a lesson and room, written once. Kept like the invoices that they are credited on.
CREATE TABLE breaches (
    id             uuid PRIMARY KEY,
    tenant_id      uuid NOT NULL REFERENCES tenants (id),
    lesson_id      text NOT NULL,
    order_id       uuid NOT NULL,
    classroom_id   uuid NOT NULL REFERENCES classrooms (id),
    -- As the room and the lesson were called then.
    room           text NOT NULL,
    title          text NOT NULL,
    ready_by       timestamptz NOT NULL,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    -- NULL where it never came, or nobody knows.
    ready_at       timestamptz,
    -- `late`: ready when the lesson began. `broken`: not then either. `unknown`: its cluster was not seen. `kept`: was unknown, and is known to have been in time.
    found          text NOT NULL CHECK (found IN ('late', 'broken', 'unknown', 'kept')),
    -- What the order told of itself then: {"reason", "params"}.
    cause          jsonb NOT NULL DEFAULT '{}',
    currency       text NOT NULL,
    credited_minor bigint NOT NULL DEFAULT 0 CHECK (credited_minor >= 0 AND (credited_minor = 0 OR found = 'broken')),
    credit_id      uuid REFERENCES credits (id),
    created_at     timestamptz NOT NULL,
    CONSTRAINT breaches_tenant_id_lesson_id_key UNIQUE (tenant_id, lesson_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
    CHECK ((credited_minor > 0) = (credit_id IS NOT NULL))
);
CREATE INDEX breaches_tenant_id_starts_at_idx ON breaches (tenant_id, starts_at, id);
CREATE INDEX breaches_order_id_idx ON breaches (order_id, starts_at, id);
-- What operators look into.
CREATE INDEX breaches_found_idx ON breaches (found, starts_at, id);
SELECT fence_by_tenant('breaches');
REVOKE INSERT, UPDATE, DELETE ON breaches FROM homeroom_app;
REVOKE DELETE ON breaches FROM homeroom_worker;

-- Up to which hour it was looked for breaches, and a second time.
CREATE TABLE promise_watermarks (
    pass text PRIMARY KEY CHECK (pass IN ('first', 'second')),
    hour timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON promise_watermarks TO homeroom_worker;

-- When nothing was known of a cluster, written when that is over. A month is kept, thrown away when the next is written.
CREATE TABLE cluster_silences (
    cluster_id  uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    began_at    timestamptz NOT NULL,
    ended_at    timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, began_at)
);
GRANT SELECT, INSERT, DELETE ON cluster_silences TO homeroom_worker;
