-- How long a lesson may go on beyond its end while people are inside: as its kind has it, or its order.
ALTER TABLE kinds ADD COLUMN overrun_minutes integer NOT NULL DEFAULT 0 CHECK (overrun_minutes BETWEEN 0 AND 120);

-- Of an order: what its newest document and its kind come to, and by how much its lessons went on in all, which tells one schedule of it from the next.
ALTER TABLE orders
    ADD COLUMN overrun_minutes integer NOT NULL DEFAULT 0,
    ADD COLUMN overrun_seconds bigint NOT NULL DEFAULT 0;
-- What is looked at every half minute: orders whose lessons may go on, by when something changes next.
CREATE INDEX orders_overrun_idx ON orders (next_change_at, id) WHERE overrun_minutes > 0 AND phase = 'active';

-- Lessons that went on, or were to and could not. At most one a lesson, kept as long as the order.
CREATE TABLE overruns (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    order_id      uuid NOT NULL REFERENCES orders (id),
    line          text NOT NULL,
    room          text NOT NULL,
    held_on       date NOT NULL,
    classroom_id  uuid NOT NULL,
    ends_at       timestamptz NOT NULL,
    until         timestamptz NOT NULL,
    -- When its room closes although people were inside, and why it could not stay.
    closes_at     timestamptz,
    refused       jsonb,
    PRIMARY KEY (order_id, line, room, held_on)
);
CREATE INDEX overruns_classroom_idx ON overruns (classroom_id, closes_at) WHERE closes_at IS NOT NULL;
SELECT fence_by_tenant('overruns');
REVOKE INSERT, UPDATE, DELETE ON overruns FROM homeroom_app;
