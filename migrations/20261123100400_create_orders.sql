-- Orders, their generations and rooms, where they are placed and what they booked.
CREATE TABLE orders (
    id                  uuid PRIMARY KEY,
    tenant_id           uuid NOT NULL REFERENCES tenants (id),
    name                text NOT NULL,
    kind                text NOT NULL,
    region              text NOT NULL,
    external_id         text,
    metadata            jsonb NOT NULL DEFAULT '{}',
    first_day           date NOT NULL,
    last_day            date NOT NULL,
    phase               text NOT NULL,
    -- The newest generation, and the one that the cluster was last seen to follow.
    generation          bigint NOT NULL,
    observed_generation bigint NOT NULL DEFAULT 0,
    ready               boolean NOT NULL DEFAULT false,
    rooms_total         integer NOT NULL,
    rooms_wanted_now    integer NOT NULL DEFAULT 0,
    rooms_ready_now     integer NOT NULL DEFAULT 0,
    -- [{"type", "status", "reason", "params", "since"}]
    conditions          jsonb NOT NULL DEFAULT '[]',
    -- Set by a cancel.
    ends_at             timestamptz,
    cancelled_at        timestamptz,
    -- Business time of the next boundary of the timetable.
    next_change_at      timestamptz,
    -- Raised by whoever changes what should run; the reconciler writes what it has handled.
    touched             bigint NOT NULL DEFAULT 1,
    handled             bigint NOT NULL DEFAULT 0,
    edit                bigint NOT NULL DEFAULT 1,
    revision            bigint NOT NULL DEFAULT 0,
    created_at          timestamptz NOT NULL,
    CONSTRAINT orders_tenant_id_external_id_key UNIQUE (tenant_id, external_id),
    UNIQUE (tenant_id, id)
);
CREATE INDEX orders_tenant_id_created_at_idx ON orders (tenant_id, created_at, id);
CREATE INDEX orders_due_idx ON orders (next_change_at) WHERE phase <> 'released';
CREATE INDEX orders_touched_idx ON orders (id) WHERE handled < touched;
SELECT fence_by_tenant('orders');
REVOKE DELETE ON orders FROM homeroom_app;

CREATE TABLE order_generations (
    tenant_id      uuid NOT NULL,
    order_id       uuid NOT NULL,
    number         bigint NOT NULL,
    effective_from timestamptz NOT NULL,
    document       jsonb NOT NULL,
    -- The catalogue row, frozen.
    kind           jsonb NOT NULL,
    lessons_total  integer NOT NULL,
    warnings       jsonb NOT NULL DEFAULT '[]',
    created_at     timestamptz NOT NULL,
    PRIMARY KEY (order_id, number),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT fence_by_tenant('order_generations');

CREATE TABLE classrooms (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL,
    order_id    uuid NOT NULL,
    key         text NOT NULL,
    position    integer NOT NULL,
    name        text,
    seats       integer NOT NULL,
    external_id text,
    metadata    jsonb NOT NULL DEFAULT '{}',
    -- {"key", "secret"} of its media server, sealed with the master key.
    secret      bytea NOT NULL,
    -- {"wanted", "available", "reason", "params", "since"} as last recorded.
    status      jsonb NOT NULL DEFAULT '{}',
    -- Left out by an amendment.
    removed_at  timestamptz,
    created_at  timestamptz NOT NULL,
    CONSTRAINT classrooms_order_id_key_key UNIQUE (order_id, key),
    CONSTRAINT classrooms_tenant_id_external_id_key UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX classrooms_tenant_id_created_at_idx ON classrooms (tenant_id, created_at, id);
SELECT fence_by_tenant('classrooms');

-- When a room was Available.
CREATE TABLE readiness (
    tenant_id      uuid NOT NULL,
    classroom_id   uuid NOT NULL REFERENCES classrooms (id),
    available_from timestamptz NOT NULL,
    available_to   timestamptz,
    PRIMARY KEY (classroom_id, available_from)
);
CREATE UNIQUE INDEX readiness_open_key ON readiness (classroom_id) WHERE available_to IS NULL;
SELECT fence_by_tenant('readiness');

CREATE TABLE placements (
    tenant_id   uuid NOT NULL,
    order_id    uuid NOT NULL,
    cluster_id  uuid NOT NULL REFERENCES clusters (id),
    -- live | leaving | gone
    state       text NOT NULL,
    created_at  timestamptz NOT NULL,
    gone_at     timestamptz,
    PRIMARY KEY (order_id, cluster_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE UNIQUE INDEX placements_one_live_key ON placements (order_id) WHERE state = 'live';
CREATE INDEX placements_cluster_id_idx ON placements (cluster_id) WHERE state <> 'gone';
SELECT fence_by_tenant('placements');

-- What an order booked on one calendar: frozen steps, three numbers each: from slot, to slot, amount.
CREATE TABLE reservations (
    tenant_id   uuid NOT NULL,
    calendar_id uuid NOT NULL REFERENCES calendars (id),
    order_id    uuid NOT NULL,
    resource    text NOT NULL,
    steps       bigint[] NOT NULL CHECK (cardinality(steps) % 3 = 0),
    PRIMARY KEY (order_id, calendar_id, resource),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX reservations_calendar_id_idx ON reservations (calendar_id);
SELECT fence_by_tenant('reservations');
