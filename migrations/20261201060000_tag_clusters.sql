-- What operators say of a cluster in a word: `gpu`, `campus-east`. At most 20, ascending, each once.
ALTER TABLE clusters ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20);
GRANT SELECT (tags) ON clusters TO homeroom_app;

-- Tags by which an institution's new orders choose clusters: those alone that bear `all` of them, and none that bears one of `none`. Written by the platform.
CREATE TABLE tenant_cluster_tags (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    tag       text NOT NULL,
    rule      text NOT NULL CHECK (rule IN ('all', 'none')),
    PRIMARY KEY (tenant_id, tag)
);
SELECT fence_by_tenant('tenant_cluster_tags');
REVOKE INSERT, UPDATE, DELETE ON tenant_cluster_tags FROM homeroom_app;

-- The same as before, and by tags.
CREATE OR REPLACE FUNCTION keeps_off(tenant uuid, cluster uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(bool_or(rule = 'never' AND cluster_id = cluster), false)
        OR (coalesce(bool_or(rule = 'only'), false) AND NOT coalesce(bool_or(rule = 'only' AND cluster_id = cluster), false))
        OR EXISTS (SELECT FROM tenant_cluster_tags t JOIN clusters c ON c.id = cluster
                   WHERE t.tenant_id = tenant AND (t.rule = 'none') = (t.tag = ANY (c.tags)))
    FROM tenant_clusters WHERE tenant_id = tenant
$$;
