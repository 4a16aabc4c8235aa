-- By whom a tenant's invoices are issued where it is not the oldest seller. Issued invoices name theirs, and keep it.
CREATE TABLE tenant_sellers (
    tenant_id       uuid PRIMARY KEY REFERENCES tenants (id),
    legal_entity_id uuid NOT NULL REFERENCES legal_entities (id),
    chosen_at       timestamptz NOT NULL
);
CREATE INDEX tenant_sellers_legal_entity_id_idx ON tenant_sellers (legal_entity_id);
SELECT fence_by_tenant('tenant_sellers');
REVOKE INSERT, UPDATE, DELETE ON tenant_sellers FROM homeroom_app;
