-- Tenants of which nothing is chased, and why; and those whose plan has ended.
ALTER TABLE tenants ADD COLUMN exempt_reason text;
ALTER TABLE tenants ADD COLUMN cancelled_at timestamptz;
ALTER TABLE tenants DROP CONSTRAINT tenants_suspended_by_check;
ALTER TABLE tenants ADD CONSTRAINT tenants_suspended_by_check CHECK (suspended_by IN ('person', 'billing', 'customer'));

-- The time in which a tenant is on no plan, from the first of a month on. One is open at most; a few a tenant, kept as its invoices are.
CREATE TABLE plan_pauses (
    tenant_id uuid NOT NULL REFERENCES plan_subscriptions (tenant_id),
    from_day  date NOT NULL,
    -- Midnight of that day in the tenant's zone.
    from_at   timestamptz NOT NULL,
    -- The first day on a plan again.
    until_day date,
    chosen_by text NOT NULL CHECK (chosen_by IN ('customer', 'billing')),
    PRIMARY KEY (tenant_id, from_day),
    CHECK (until_day > from_day)
);
CREATE UNIQUE INDEX plan_pauses_open_key ON plan_pauses (tenant_id) WHERE until_day IS NULL;
CREATE INDEX plan_pauses_from_at_idx ON plan_pauses (from_at) WHERE until_day IS NULL;
SELECT fence_by_tenant('plan_pauses');
