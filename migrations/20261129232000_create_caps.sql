-- What a tenant, a cost group or an order may come to in a month. At most 100 a tenant; kept until somebody removes it.
CREATE TABLE caps (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    -- What it is of: one of these, or the whole tenant.
    cost_group   text,
    order_id     uuid,
    action       text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency     text NOT NULL,
    -- In percent, ascending.
    thresholds   bigint[] NOT NULL,
    edit         bigint NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL,
    CHECK (cost_group IS NULL OR order_id IS NULL),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX caps_tenant_id_idx ON caps (tenant_id, created_at, id);
SELECT fence_by_tenant('caps');

-- What billing last found of each cap, where whoever books reads it: locked by every order that a cap may refuse, so that two at once cannot both pass.
-- It goes with its cap.
CREATE TABLE cap_verdicts (
    cap_id         uuid PRIMARY KEY REFERENCES caps (id) ON DELETE CASCADE,
    tenant_id      uuid NOT NULL REFERENCES tenants (id),
    cost_group     text,
    order_id       uuid,
    action         text NOT NULL,
    amount_minor   bigint NOT NULL,
    -- The first day of the month that the figures are of.
    month          date NOT NULL,
    spent_minor    bigint NOT NULL DEFAULT 0,
    expected_minor bigint NOT NULL DEFAULT 0,
    -- What ran in the month: all of what is spent that is neither a fee nor booked.
    ran_minor      bigint NOT NULL DEFAULT 0,
    orders         integer NOT NULL DEFAULT 0,
    -- Thresholds of which the month was told.
    told           bigint[] NOT NULL DEFAULT '{}',
    revision       bigint NOT NULL DEFAULT 0,
    -- When billing looks again at the latest.
    due_at         timestamptz NOT NULL
);
CREATE INDEX cap_verdicts_tenant_id_idx ON cap_verdicts (tenant_id, cap_id);
CREATE INDEX cap_verdicts_due_at_idx ON cap_verdicts (due_at);
SELECT fence_by_tenant('cap_verdicts');
