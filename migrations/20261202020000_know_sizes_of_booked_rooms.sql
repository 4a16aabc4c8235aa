-- How large the rooms of an order are that are booked on a cluster: thousandths of a core, MiB, Mbit/s, interfaces and rooms of each size, one after the other.
-- With what is booked of pods; NULL elsewhere, and where a program of before booked it. What such rooms leave of nodes nobody can tell: their shares decide.
ALTER TABLE reservations ADD COLUMN sizes bigint[] CHECK (cardinality(sizes) % 5 = 0);
GRANT UPDATE (sizes) ON reservations TO homeroom_app;

-- The same of all institutions together, so that whoever places an order can tell what rooms of others leave of nodes. No role reads it but through the
-- function below, which says nothing of whose they are.
CREATE TABLE booked_rooms (
    calendar_id uuid NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    order_id    uuid NOT NULL,
    steps       bigint[] NOT NULL,
    sizes       bigint[],
    PRIMARY KEY (calendar_id, order_id)
);

-- Written by what happens to reservations and by nobody else, whichever version of the service does it: the trigger acts as who owns the table.
CREATE FUNCTION note_booked_rooms() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM booked_rooms WHERE calendar_id = OLD.calendar_id AND order_id = OLD.order_id;
    ELSE
        INSERT INTO booked_rooms (calendar_id, order_id, steps, sizes) VALUES (NEW.calendar_id, NEW.order_id, NEW.steps, NEW.sizes)
        ON CONFLICT (calendar_id, order_id) DO UPDATE SET steps = excluded.steps, sizes = excluded.sizes;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER note_booked_rooms AFTER INSERT OR UPDATE OF steps, sizes ON reservations
    FOR EACH ROW WHEN (NEW.resource = 'pods') EXECUTE FUNCTION note_booked_rooms();
CREATE TRIGGER forget_booked_rooms AFTER DELETE ON reservations
    FOR EACH ROW WHEN (OLD.resource = 'pods') EXECUTE FUNCTION note_booked_rooms();

-- The rooms of a cluster in slots [first, last), of so many orders at the most. Orders are named where they are those that are asked about.
CREATE FUNCTION rooms_booked(calendar uuid, first_slot bigint, last_slot bigint, asked uuid[], most bigint)
RETURNS TABLE (order_id uuid, steps bigint[], sizes bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN r.order_id = ANY (asked) THEN r.order_id END, r.steps, r.sizes FROM booked_rooms r
    WHERE r.calendar_id = calendar AND r.steps[cardinality(r.steps) - 1] > first_slot AND r.steps[1] < last_slot LIMIT most
$$;
REVOKE ALL ON FUNCTION rooms_booked FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rooms_booked TO homeroom_app, homeroom_worker;

-- The owner is bound by row-level security, and these rows are of everybody.
ALTER TABLE reservations NO FORCE ROW LEVEL SECURITY;
INSERT INTO booked_rooms (calendar_id, order_id, steps) SELECT calendar_id, order_id, steps FROM reservations WHERE resource = 'pods';
ALTER TABLE reservations FORCE ROW LEVEL SECURITY;
