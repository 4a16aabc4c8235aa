-- Orders, and clusters with all of their orders, on which nothing is written until somebody says that it goes on.
CREATE TABLE order_pauses (
    order_id  uuid PRIMARY KEY REFERENCES orders (id),
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    why       text NOT NULL,
    since     timestamptz NOT NULL
);
SELECT fence_by_tenant('order_pauses');
REVOKE INSERT, UPDATE, DELETE ON order_pauses FROM homeroom_app;

CREATE TABLE cluster_pauses (
    cluster_id uuid PRIMARY KEY REFERENCES clusters (id) ON DELETE CASCADE,
    why        text NOT NULL,
    since      timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster_pauses TO homeroom_worker;
