-- Which clusters an institution's new orders may go to: those alone that are named `only`, where some are, and none that are named `never`. What runs elsewhere stays
-- until it is moved. Written by the platform; its institution learns of no cluster.
CREATE TABLE tenant_clusters (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    cluster_id uuid NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
    rule       text NOT NULL CHECK (rule IN ('only', 'never')),
    PRIMARY KEY (tenant_id, cluster_id)
);
CREATE INDEX tenant_clusters_cluster_id_idx ON tenant_clusters (cluster_id);
SELECT fence_by_tenant('tenant_clusters');
REVOKE INSERT, UPDATE, DELETE ON tenant_clusters FROM homeroom_app;

-- Whether a tenant's new orders keep off a cluster.
CREATE FUNCTION keeps_off(tenant uuid, cluster uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(bool_or(rule = 'never' AND cluster_id = cluster), false)
        OR (coalesce(bool_or(rule = 'only'), false) AND NOT coalesce(bool_or(rule = 'only' AND cluster_id = cluster), false))
    FROM tenant_clusters WHERE tenant_id = tenant
$$;
REVOKE ALL ON FUNCTION keeps_off FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keeps_off TO homeroom_app, homeroom_worker;
