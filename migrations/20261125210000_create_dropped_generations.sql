-- Pending generations that were dropped when rooms were up because of them: those rooms follow them to the end of their runs.
CREATE TABLE dropped_generations (
    tenant_id      uuid NOT NULL,
    order_id       uuid NOT NULL,
    number         bigint NOT NULL,
    created_at     timestamptz NOT NULL,
    effective_from timestamptz NOT NULL,
    document       jsonb NOT NULL,
    kind           jsonb NOT NULL,
    dropped_at     timestamptz NOT NULL,
    PRIMARY KEY (order_id, number),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT fence_by_tenant('dropped_generations');
REVOKE UPDATE ON dropped_generations FROM homeroom_app;
