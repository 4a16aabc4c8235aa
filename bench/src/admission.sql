-- The row changes of one `POST /v1/orders` of a whole term (12 rooms on two days of twenty weeks) in the service's own schema, in the order in which the
-- service makes them, by pgbench: the rows of an order that the service made, once more under another id. Keep it in step with the schema, as intake.sql.
BEGIN;
SELECT set_config('app.tenant', (SELECT tenant::text FROM bench_term), true);
SELECT pg_try_advisory_xact_lock((random() * 1e15)::bigint);
SELECT suspended_at FROM tenants WHERE id = (SELECT tenant FROM bench_term) FOR SHARE;
SELECT id, limits FROM calendars WHERE id = (SELECT quota FROM bench_term) FOR NO KEY UPDATE;
SELECT count(*) FROM orders WHERE tenant_id = (SELECT tenant FROM bench_term) AND cancelled_at IS NULL AND phase NOT IN ('terminating', 'released');
SELECT id, limits FROM calendars WHERE id = (SELECT capacity FROM bench_term) FOR NO KEY UPDATE;
SELECT calendar_id, resource, day, used FROM calendar_days
 WHERE calendar_id IN ((SELECT quota FROM bench_term), (SELECT capacity FROM bench_term))
   AND day BETWEEN (SELECT first_day FROM bench_term) AND (SELECT last_day FROM bench_term);
WITH o AS (
  INSERT INTO orders (id, tenant_id, name, kind, region, metadata, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total, conditions,
                      next_change_at, created_at)
  SELECT gen_random_uuid(), tenant_id, name, kind, region, metadata, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total, conditions,
         next_change_at, now() FROM bench_orders RETURNING id)
SELECT set_config('bench.order', id::text, true) FROM o;
INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, warnings, created_at)
 SELECT tenant_id, current_setting('bench.order')::uuid, number, now(), document, kind, lessons_total, warnings, now() FROM bench_generations;
INSERT INTO classrooms (id, tenant_id, order_id, key, position, name, seats, external_id, metadata, secret, open_from, created_at)
 SELECT gen_random_uuid(), tenant_id, current_setting('bench.order')::uuid, key, position, name, seats, external_id, metadata, secret, open_from, now()
 FROM bench_classrooms;
INSERT INTO placements (tenant_id, order_id, cluster_id, state, created_at)
 SELECT tenant_id, current_setting('bench.order')::uuid, cluster_id, state, now() FROM bench_placements;
INSERT INTO events (id, feed, type, at, actor, subject, data)
 SELECT gen_random_uuid(), feed, type, now(), actor, current_setting('bench.order'), data FROM bench_events;
INSERT INTO reservations (tenant_id, order_id, calendar_id, resource, steps)
 SELECT tenant_id, current_setting('bench.order')::uuid, calendar_id, resource, steps FROM bench_reservations;
INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used)
 SELECT calendar_id, tenant_id, resource, day, used FROM bench_days
 ON CONFLICT (calendar_id, resource, day) DO UPDATE SET used = excluded.used;
INSERT INTO idempotency_keys (scope, route, key, body_hash, status, headers, body, made, created_at)
 SELECT scope, route, gen_random_uuid()::text, body_hash, status, headers, body, ARRAY[current_setting('bench.order')::uuid], now() FROM bench_keys;
COMMIT;
