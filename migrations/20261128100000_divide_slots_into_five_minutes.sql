-- Slots of five minutes instead of fifteen: 288 counters a day instead of 96, and every slot's number three times what it was.
--
-- No program of before may serve from here on: it would read numbers of slots as times that are three times as far from the epoch. One that still
-- runs fails at the CHECK with whatever it books or gives back; one that starts is refused by the revoked right below.

-- The owner, who is fenced too, sees no rows otherwise.
ALTER TABLE calendar_days NO FORCE ROW LEVEL SECURITY;
ALTER TABLE reservations NO FORCE ROW LEVEL SECURITY;
-- A day is now longer than what Postgres stores as it is (2 KB). Its counters repeat, so it becomes 80 to 250 bytes; pglz takes two to three times
-- as long for that as lz4, which not every server is built with.
DO $$ BEGIN
    ALTER TABLE calendar_days ALTER COLUMN used SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'this server has no lz4: days of calendars are compressed with pglz';
END $$;
ALTER TABLE calendar_days DROP CONSTRAINT calendar_days_used_check;
UPDATE calendar_days SET used = ARRAY(SELECT counter FROM unnest(used) WITH ORDINALITY AS of_day(counter, place), generate_series(1, 3) ORDER BY place);
ALTER TABLE calendar_days ADD CONSTRAINT calendar_days_used_check CHECK (cardinality(used) = 288 AND 0 <= ALL (used));
-- Triples of first slot, slot after the last, amount.
UPDATE reservations SET steps = ARRAY(
    SELECT CASE WHEN place % 3 = 0 THEN number ELSE number * 3 END FROM unnest(steps) WITH ORDINALITY AS stored(number, place) ORDER BY place);
ALTER TABLE reservations FORCE ROW LEVEL SECURITY;
ALTER TABLE calendar_days FORCE ROW LEVEL SECURITY;

-- Migrations that no program may serve after that does not know them. Each adds itself.
CREATE TABLE breaking_migrations (
    version bigint PRIMARY KEY,
    -- What changed, in words for the operator whose older program is refused.
    change  text NOT NULL
);
GRANT SELECT ON breaking_migrations TO homeroom_worker;
INSERT INTO breaking_migrations VALUES (20261128100000, 'a slot is five minutes long instead of fifteen');

-- Programs of before know nothing of that table, but read this one before they serve.
REVOKE SELECT ON _sqlx_migrations FROM homeroom_app, homeroom_worker;
CREATE VIEW applied_migrations AS SELECT version FROM _sqlx_migrations WHERE success;
GRANT SELECT ON applied_migrations TO homeroom_worker;
