-- What is sold: plans, their versions, which of them a tenant is on, and by which an order was bought.
CREATE TABLE plans (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    -- Whether institutions see it and may choose it themselves; the platform may put them on any.
    listed     boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX plans_created_at_idx ON plans (created_at, id);
GRANT SELECT ON plans TO homeroom_app;
GRANT SELECT, INSERT ON plans TO homeroom_worker;

-- Never changed: orders, subscriptions and invoices refer to what stood here when they were made.
CREATE TABLE plan_versions (
    id         uuid PRIMARY KEY,
    plan_id    uuid NOT NULL REFERENCES plans (id),
    number     integer NOT NULL,
    currency   text NOT NULL,
    document   jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT plan_versions_plan_id_number_key UNIQUE (plan_id, number)
);
GRANT SELECT ON plan_versions TO homeroom_app;
GRANT SELECT, INSERT ON plan_versions TO homeroom_worker;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER plan_versions_are_kept BEFORE UPDATE OR DELETE ON plan_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- That a tenant is on a plan at all; locked by whoever moves it.
CREATE TABLE plan_subscriptions (
    tenant_id    uuid PRIMARY KEY REFERENCES tenants (id),
    -- The end of the trial, a midnight of the tenant's; what lies before it costs nothing.
    charged_from timestamptz NOT NULL,
    edit         bigint NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL
);
SELECT fence_by_tenant('plan_subscriptions');
REVOKE DELETE ON plan_subscriptions FROM homeroom_app;

-- Which version counts from a day on, until the next row. At most two a month come of moving, and one lies ahead.
CREATE TABLE plan_periods (
    tenant_id       uuid NOT NULL REFERENCES plan_subscriptions (tenant_id),
    from_day        date NOT NULL,
    -- Midnight of that day in the tenant's zone as it was chosen.
    from_at         timestamptz NOT NULL,
    plan_version_id uuid NOT NULL REFERENCES plan_versions (id),
    chosen_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, from_day)
);
CREATE INDEX plan_periods_plan_version_id_idx ON plan_periods (plan_version_id);
SELECT fence_by_tenant('plan_periods');

-- By what an order was bought: it keeps that version for as long as it lives. An order without a row costs nothing.
CREATE TABLE order_prices (
    tenant_id       uuid NOT NULL,
    order_id        uuid NOT NULL,
    plan_version_id uuid NOT NULL REFERENCES plan_versions (id),
    charged_from    timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (order_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX order_prices_tenant_id_idx ON order_prices (tenant_id, order_id);
SELECT fence_by_tenant('order_prices');
REVOKE UPDATE, DELETE ON order_prices FROM homeroom_app;

-- What an order is paid from, as its newest document says.
ALTER TABLE orders ADD COLUMN cost_group text;
CREATE INDEX orders_cost_group_idx ON orders (tenant_id, cost_group, id) WHERE cost_group IS NOT NULL;
