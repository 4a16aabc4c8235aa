-- The row changes of one `POST /v1/orders` (one room, one lesson) in the service's own schema, in the order in which the service makes them, by pgbench.
-- Keep it in step with the schema: a change of what an order writes is a change here. What wakes the workers is no row and is left out, here as there:
-- the service sends it after the commit, once for many orders.
\set t random(1, :tenants)
\set c random(1, :clusters)
BEGIN;
SELECT set_config('app.tenant', (SELECT id::text FROM bench_tenants WHERE n = :t), true);
SELECT pg_try_advisory_xact_lock((random() * 1e15)::bigint);
SELECT suspended_at FROM tenants WHERE id = (SELECT id FROM bench_tenants WHERE n = :t) FOR SHARE;
SELECT id, limits FROM calendars WHERE id = (SELECT calendar FROM bench_tenants WHERE n = :t) FOR NO KEY UPDATE;
SELECT count(*) FROM orders WHERE tenant_id = (SELECT id FROM bench_tenants WHERE n = :t) AND cancelled_at IS NULL AND phase NOT IN ('terminating', 'released');
SELECT id, limits FROM calendars WHERE id = (SELECT calendar FROM bench_clusters WHERE n = :c) FOR NO KEY UPDATE;
SELECT calendar_id, resource, day, used FROM calendar_days
 WHERE calendar_id IN ((SELECT calendar FROM bench_tenants WHERE n = :t), (SELECT calendar FROM bench_clusters WHERE n = :c)) AND day BETWEEN 21154 AND 21158;
WITH o AS (
  INSERT INTO orders (id, tenant_id, name, kind, region, metadata, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total, conditions, created_at)
  SELECT gen_random_uuid(), id, 'p', 'class', 'cn-beijing', '{}', '2027-12-01', '2027-12-05', '2027-12-01', '2027-12-05', 'scheduled', 1, 1,
         '[{"type": "Admitted", "status": "true"}]', now() FROM bench_tenants WHERE n = :t RETURNING id)
SELECT set_config('bench.order', id::text, true) FROM o;
INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, warnings, created_at)
 SELECT id, current_setting('bench.order')::uuid, 1, now(), (SELECT document FROM bench_rows), (SELECT kind FROM bench_rows), 1, '[]', now()
 FROM bench_tenants WHERE n = :t;
INSERT INTO classrooms (id, tenant_id, order_id, key, position, seats, metadata, secret, created_at)
 SELECT gen_random_uuid(), id, current_setting('bench.order')::uuid, 'a', 1, 30, '{}', (SELECT secret FROM bench_rows), now() FROM bench_tenants WHERE n = :t;
INSERT INTO placements (tenant_id, order_id, cluster_id, state, created_at)
 SELECT t.id, current_setting('bench.order')::uuid, c.id, 'live', now() FROM bench_tenants t, bench_clusters c WHERE t.n = :t AND c.n = :c;
INSERT INTO events (id, feed, type, at, actor, subject, data)
 SELECT gen_random_uuid(), id, 'order.created', now(), '{"type": "api_key"}', current_setting('bench.order'), '{"name": "p", "kind": "class", "rooms": 1}'
 FROM bench_tenants WHERE n = :t;
INSERT INTO reservations (tenant_id, order_id, calendar_id, resource, steps)
 SELECT t.id, current_setting('bench.order')::uuid, t.calendar, r, '{6092460,6092469,1}' FROM bench_tenants t, unnest(ARRAY['rooms', 'seats']) r WHERE t.n = :t;
INSERT INTO reservations (tenant_id, order_id, calendar_id, resource, steps)
 SELECT t.id, current_setting('bench.order')::uuid, c.calendar, r, '{6092458,6092471,1}'
 FROM bench_tenants t, bench_clusters c, unnest(ARRAY['cpu_milli', 'memory_mib', 'network_mbit', 'pods', 'node_share']) r WHERE t.n = :t AND c.n = :c;
INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used)
 SELECT t.calendar, t.id, r, 21154, (SELECT used FROM bench_rows) FROM bench_tenants t, unnest(ARRAY['rooms', 'seats']) r WHERE t.n = :t
 ON CONFLICT (calendar_id, resource, day) DO UPDATE SET used = excluded.used;
INSERT INTO calendar_days (calendar_id, resource, day, used)
 SELECT c.calendar, r, 21154, (SELECT used FROM bench_rows)
 FROM bench_clusters c, unnest(ARRAY['cpu_milli', 'memory_mib', 'network_mbit', 'pods', 'node_share']) r WHERE c.n = :c
 ON CONFLICT (calendar_id, resource, day) DO UPDATE SET used = excluded.used;
INSERT INTO idempotency_keys (scope, route, key, body_hash, status, headers, body, made, created_at)
 SELECT id, 'POST /v1/orders', gen_random_uuid()::text, '\x00', 201, '{}', '', ARRAY[current_setting('bench.order')::uuid], now() FROM bench_tenants WHERE n = :t;
COMMIT;
