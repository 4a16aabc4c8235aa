-- Who entered which room, by day: some 12,000,000 rows on a day of 30,000 rooms. What is old goes as a whole day, which costs nothing, and not row by row.
CREATE TABLE joins (
    tenant_id    uuid NOT NULL,
    classroom_id uuid NOT NULL,
    -- The institution's own id of the person, or one that was made up for somebody new.
    identity     text NOT NULL,
    role         text NOT NULL,
    at           timestamptz NOT NULL
) PARTITION BY RANGE (at);
-- No foreign keys: each would cost every join a look at another table.
CREATE INDEX joins_classroom_id_at_idx ON joins (classroom_id, at);
SELECT fence_by_tenant('joins');
REVOKE UPDATE, DELETE ON joins FROM homeroom_app;
REVOKE INSERT, UPDATE, DELETE ON joins FROM homeroom_worker;

-- What falls on a day that nobody has made: nobody is kept from entering because a table is missing. Days have no rights of their own: they are reached
-- through the fence alone.
CREATE TABLE joins_other PARTITION OF joins DEFAULT;

-- Makes the days that come and drops those that are over. The owner's rights, lent for this alone: the worker may neither create nor drop anything else.
CREATE FUNCTION keep_joins(today date, kept_days integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_kept date := today - greatest(kept_days, 1);
    day date;
    name text;
BEGIN
    -- Every replica may ask; one after the other. Whoever enters must not stand behind this for long.
    PERFORM pg_advisory_xact_lock(hashtext('keep_joins'));
    PERFORM set_config('lock_timeout', '2s', true);
    FOR day IN SELECT today + ahead FROM generate_series(0, 2) AS ahead LOOP
        name := 'joins_' || to_char(day, 'YYYYMMDD');
        -- A day on which somebody has entered already stays where it is.
        IF to_regclass(name) IS NULL
           AND NOT EXISTS (SELECT FROM joins_other WHERE at >= day::timestamp AT TIME ZONE 'UTC' AND at < (day + 1)::timestamp AT TIME ZONE 'UTC') THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF joins FOR VALUES FROM (%L) TO (%L)',
                           name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
        END IF;
    END LOOP;
    FOR name IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'joins'::regclass AND c.relname ~ '^joins_[0-9]{8}$' AND to_date(right(c.relname, 8), 'YYYYMMDD') < first_kept LOOP
        EXECUTE format('DROP TABLE %I', name);
    END LOOP;
    DELETE FROM joins_other WHERE at < first_kept::timestamp AT TIME ZONE 'UTC';
END
$$;
REVOKE ALL ON FUNCTION keep_joins FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_joins TO homeroom_worker;
