-- Whoever waits for a long statement here would hold up everybody who books: it is tried again instead.
SET LOCAL lock_timeout = '2s';

-- Whether a cluster sells what packs beyond the shares of its nodes. Only once no version of the service is left that cannot read what is booked then.
ALTER TABLE clusters ADD COLUMN sells_packed boolean NOT NULL DEFAULT false;
GRANT SELECT (sells_packed) ON clusters TO homeroom_app;

-- How large the rooms of an order are that are booked on a cluster: thousandths of a core, MiB, Mbit/s, interfaces and rooms of each size, one after the other.
-- With what is booked of pods; NULL elsewhere, and where a program of before booked it. What such rooms leave of nodes nobody can tell: their shares decide.
ALTER TABLE reservations ADD COLUMN sizes bigint[];
ALTER TABLE reservations ADD CONSTRAINT reservations_sizes_check CHECK (cardinality(sizes) % 5 = 0) NOT VALID;
GRANT UPDATE (sizes) ON reservations TO homeroom_app;

-- The same of all institutions together, so that whoever places an order can tell what rooms of others leave of nodes. No role reads it but through the
-- functions below, which say nothing of whose they are. What was booked before has no row until it is booked anew: where a room is missing nothing is packed.
CREATE TABLE booked_rooms (
    calendar_id uuid NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    order_id    uuid NOT NULL,
    -- All that lie in [first_slot, last_slot); nothing is up in an empty range.
    first_slot  bigint NOT NULL,
    last_slot   bigint NOT NULL,
    steps       bigint[] NOT NULL,
    sizes       bigint[],
    PRIMARY KEY (calendar_id, order_id)
);
CREATE INDEX booked_rooms_calendar_id_last_slot_idx ON booked_rooms (calendar_id, last_slot);

-- A program of before books other rooms and leaves the sizes as they were: then nobody knows them. What only ends sooner keeps them, and whoever writes them
-- writes them after the steps.
CREATE FUNCTION forget_sizes() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    size integer := cardinality(NEW.steps);
BEGIN
    IF NEW.sizes IS NOT DISTINCT FROM OLD.sizes AND NEW.steps <> OLD.steps AND size > 0 AND NOT (
        size <= cardinality(OLD.steps)
        AND NEW.steps[1 : size - 2] = OLD.steps[1 : size - 2] AND NEW.steps[size - 1] <= OLD.steps[size - 1] AND NEW.steps[size] = OLD.steps[size]
    ) THEN
        NEW.sizes := NULL;
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION forget_sizes() FROM PUBLIC;
CREATE TRIGGER forget_sizes BEFORE UPDATE OF steps ON reservations
    FOR EACH ROW WHEN (NEW.resource = 'pods' AND OLD.sizes IS NOT NULL) EXECUTE FUNCTION forget_sizes();

-- Written by what happens to reservations and by nobody else, whichever version of the service does it: the trigger acts as who owns the table.
CREATE FUNCTION note_booked_rooms() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM booked_rooms WHERE calendar_id = OLD.calendar_id AND order_id = OLD.order_id;
    ELSE
        INSERT INTO booked_rooms (calendar_id, order_id, first_slot, last_slot, steps, sizes)
        VALUES (NEW.calendar_id, NEW.order_id, coalesce(NEW.steps[1], 0), coalesce(NEW.steps[cardinality(NEW.steps) - 1], 0), NEW.steps, NEW.sizes)
        ON CONFLICT (calendar_id, order_id) DO UPDATE
        SET first_slot = excluded.first_slot, last_slot = excluded.last_slot, steps = excluded.steps, sizes = excluded.sizes;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION note_booked_rooms() FROM PUBLIC;
CREATE TRIGGER note_booked_rooms AFTER INSERT OR UPDATE OF steps, sizes ON reservations
    FOR EACH ROW WHEN (NEW.resource = 'pods') EXECUTE FUNCTION note_booked_rooms();
CREATE TRIGGER forget_booked_rooms AFTER DELETE ON reservations
    FOR EACH ROW WHEN (OLD.resource = 'pods') EXECUTE FUNCTION note_booked_rooms();

-- Those of the steps, which ascend and lie apart, that meet slots [first, last). Each is three numbers: from, to and how many rooms.
CREATE FUNCTION steps_within(steps bigint[], first_slot bigint, last_slot bigint) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    low integer := 0;
    high integer := cardinality(steps) / 3;
    middle integer;
    begun integer;
BEGIN
    WHILE low < high LOOP
        middle := (low + high) / 2;
        IF steps[middle * 3 + 2] > first_slot THEN high := middle; ELSE low := middle + 1; END IF;
    END LOOP;
    begun := low;
    high := cardinality(steps) / 3;
    WHILE low < high LOOP
        middle := (low + high) / 2;
        IF steps[middle * 3 + 1] >= last_slot THEN high := middle; ELSE low := middle + 1; END IF;
    END LOOP;
    RETURN coalesce(steps[begun * 3 + 1 : low * 3], '{}');
END
$$;
REVOKE ALL ON FUNCTION steps_within(bigint[], bigint, bigint) FROM PUBLIC;

-- How many orders have rooms on a cluster in slots [first, last), counted up to so many. None of their steps is read.
CREATE FUNCTION count_rooms_booked(calendar uuid, first_slot bigint, last_slot bigint, most bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM (
        SELECT FROM booked_rooms r
        WHERE r.calendar_id = calendar AND r.last_slot > count_rooms_booked.first_slot AND r.first_slot < count_rooms_booked.last_slot LIMIT most) AS found
$$;
REVOKE ALL ON FUNCTION count_rooms_booked(uuid, bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_rooms_booked(uuid, bigint, bigint, bigint) TO homeroom_app, homeroom_worker;

-- The rooms of a cluster in slots [first, last), of so many orders at the most. Orders are named where they are those that are asked about.
CREATE FUNCTION rooms_booked(calendar uuid, first_slot bigint, last_slot bigint, asked uuid[], most bigint)
RETURNS TABLE (order_id uuid, steps bigint[], sizes bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN r.order_id = ANY (asked) THEN r.order_id END, steps_within(r.steps, rooms_booked.first_slot, rooms_booked.last_slot), r.sizes
    FROM booked_rooms r
    WHERE r.calendar_id = calendar AND r.last_slot > rooms_booked.first_slot AND r.first_slot < rooms_booked.last_slot LIMIT most
$$;
REVOKE ALL ON FUNCTION rooms_booked(uuid, bigint, bigint, uuid[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rooms_booked(uuid, bigint, bigint, uuid[], bigint) TO homeroom_app, homeroom_worker;
