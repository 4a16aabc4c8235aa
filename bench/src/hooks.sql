-- The rows that one `POST /hooks/stripe` adds, in the service's own schema and in the order in which it adds them, by pgbench: raw inserts.
-- Keep it in step with the schema: a change of what an event writes is a change here. The service wakes its workers
-- after the commit, for many events together.
\set n random(1, 1000000000000000)
BEGIN;
INSERT INTO stripe_inbox (event, kind, object, happened_at, received_at)
 VALUES ('evt_' || :n, 'invoice.paid', 'in_bench', date_trunc('second', now()), now()) ON CONFLICT (event) DO NOTHING;
INSERT INTO jobs (id, tenant_id, name, payload, run_at, dedup_key, created_at)
 VALUES (gen_random_uuid(), NULL, 'apply-stripe-event', jsonb_build_object('event', 'evt_' || :n), now(), NULL, now())
 ON CONFLICT (tenant_id, name, dedup_key) WHERE dedup_key IS NOT NULL DO NOTHING;
COMMIT;
