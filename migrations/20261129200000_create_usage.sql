-- What was used, as it was measured: rooms by the hour. An id is derived of what it counts, so that measuring again adds nothing. Thirteen months are kept.
CREATE TABLE usage_events (
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    -- Room, hour, meter, and of a correction its number.
    event_id     text NOT NULL,
    meter        text NOT NULL,
    order_id     uuid NOT NULL,
    classroom_id uuid NOT NULL,
    hour         timestamptz NOT NULL,
    -- In seconds where the meter counts hours; below zero where a correction takes back.
    quantity     bigint NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX usage_events_hour_idx ON usage_events (tenant_id, hour);
CREATE INDEX usage_events_hour_order_id_idx ON usage_events (hour, order_id);
SELECT fence_by_tenant('usage_events');
REVOKE INSERT, UPDATE, DELETE ON usage_events FROM homeroom_app;

-- Sums of them by order and hour, which are kept.
CREATE TABLE usage_hours (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    order_id  uuid NOT NULL,
    meter     text NOT NULL,
    hour      timestamptz NOT NULL,
    quantity  bigint NOT NULL,
    PRIMARY KEY (tenant_id, order_id, meter, hour),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT fence_by_tenant('usage_hours');
REVOKE INSERT, UPDATE, DELETE ON usage_hours FROM homeroom_app;

-- Up to which hour everything was measured, and measured a second time when what came late had come.
CREATE TABLE usage_watermarks (
    pass text PRIMARY KEY CHECK (pass IN ('measured', 'settled')),
    hour timestamptz NOT NULL
);
GRANT SELECT ON usage_watermarks TO homeroom_app;
GRANT SELECT, INSERT, UPDATE ON usage_watermarks TO homeroom_worker;

-- For whoever asks which rooms were up in an hour.
CREATE INDEX readiness_available_to_idx ON readiness (available_to);
