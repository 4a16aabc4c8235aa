-- What Kubernetes itself bears in one cluster, where an operator says less than is published: {"namespaces", "services", "pods", "pods_per_node"}.
ALTER TABLE clusters ADD COLUMN thresholds jsonb NOT NULL DEFAULT '{}';
GRANT SELECT (thresholds) ON clusters TO homeroom_app;

-- How many orders have a namespace on a cluster, or will have one: places that are not gone, and places that are but whose recordings are kept. And how many
-- namespaces and Services others have there, as was last seen. Whoever places an order holds the cluster's calendar, and is judged by this number.
CREATE TABLE cluster_objects (
    cluster_id       uuid PRIMARY KEY REFERENCES clusters (id) ON DELETE CASCADE,
    orders           bigint NOT NULL DEFAULT 0 CHECK (orders >= 0),
    other_namespaces bigint NOT NULL DEFAULT 0 CHECK (other_namespaces >= 0),
    other_services   bigint NOT NULL DEFAULT 0 CHECK (other_services >= 0)
);
GRANT SELECT ON cluster_objects TO homeroom_app;
GRANT SELECT, INSERT, UPDATE ON cluster_objects TO homeroom_worker;

-- Written by what happens to places and claims and by nobody else, whichever version of the service does it: the triggers act as who owns the table.
CREATE FUNCTION count_order_on(cluster uuid, more integer) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO cluster_objects AS o (cluster_id, orders) SELECT cluster, greatest(more, 0) WHERE more <> 0
    ON CONFLICT (cluster_id) DO UPDATE SET orders = greatest(o.orders + more, 0)
$$;
REVOKE ALL ON FUNCTION count_order_on FROM PUBLIC;

CREATE FUNCTION count_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state <> 'gone' THEN
        PERFORM count_order_on(OLD.cluster_id, CASE WHEN TG_OP = 'UPDATE' AND NEW.state <> 'gone' THEN 0 ELSE -1 END);
    ELSIF TG_OP <> 'DELETE' AND NEW.state <> 'gone' THEN
        PERFORM count_order_on(NEW.cluster_id, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_place AFTER INSERT OR DELETE OR UPDATE OF state ON placements FOR EACH ROW EXECUTE FUNCTION count_place();

CREATE FUNCTION count_kept_claim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND NOT OLD.in_use THEN
        PERFORM count_order_on(OLD.cluster_id, CASE WHEN TG_OP = 'UPDATE' AND NOT NEW.in_use THEN 0 ELSE -1 END);
    ELSIF TG_OP <> 'DELETE' AND NOT NEW.in_use THEN
        PERFORM count_order_on(NEW.cluster_id, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER count_kept_claim AFTER INSERT OR DELETE OR UPDATE OF in_use ON storage_claims FOR EACH ROW EXECUTE FUNCTION count_kept_claim();

-- The owner is bound by row-level security, and these rows are of everybody.
ALTER TABLE placements NO FORCE ROW LEVEL SECURITY;
ALTER TABLE storage_claims NO FORCE ROW LEVEL SECURITY;
INSERT INTO cluster_objects (cluster_id, orders)
    SELECT cluster_id, count(*) FROM (SELECT cluster_id FROM placements WHERE state <> 'gone'
                                      UNION ALL SELECT cluster_id FROM storage_claims WHERE NOT in_use) AS held GROUP BY cluster_id;
ALTER TABLE storage_claims FORCE ROW LEVEL SECURITY;
ALTER TABLE placements FORCE ROW LEVEL SECURITY;
