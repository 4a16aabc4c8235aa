-- Since when something is overdue, and who suspended: what a person suspended is not resumed by a payment.
ALTER TABLE tenants ADD COLUMN past_due_since timestamptz;
ALTER TABLE tenants ADD COLUMN suspended_by text CHECK (suspended_by IN ('person', 'billing'));

-- Each change of a tenant's standing with its cause. A few a tenant and year; kept.
CREATE TABLE standing_changes (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    step       text NOT NULL,
    -- The invoices that were overdue, or the person's reason.
    cause      jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX standing_changes_tenant_id_idx ON standing_changes (tenant_id, created_at, id);
SELECT fence_by_tenant('standing_changes');
REVOKE INSERT, UPDATE, DELETE ON standing_changes FROM homeroom_app;
REVOKE UPDATE, DELETE ON standing_changes FROM homeroom_worker;

-- Tenants of which something is looked at every hour.
CREATE INDEX tenants_past_due_idx ON tenants (id) WHERE past_due_since IS NOT NULL;
