-- A room's door in its own row, so that whoever enters asks one row: when it is open by the timetable, where it answers, and when that was seen.
-- A version that does not write them leaves NULL: the room is closed until the reconciler has looked at it.
ALTER TABLE classrooms
    -- The run that is on, or else the next one, lead and drain included; open_until is NULL while only the beginning is known.
    ADD COLUMN open_from  timestamptz,
    ADD COLUMN open_until timestamptz,
    -- Where the run after that begins.
    ADD COLUMN opens_next timestamptz,
    -- Of the pod that answered when the room was last seen.
    ADD COLUMN address    text,
    ADD COLUMN seen_at    timestamptz;

-- Whether a cluster answers, which decides about new orders, and since when nothing is known of what is on it, which views join in.
ALTER TABLE clusters
    -- NULL until somebody works there.
    ADD COLUMN answering   boolean,
    ADD COLUMN blind_since timestamptz,
    -- How often that began or ended: a part of the version of every order there.
    ADD COLUMN sights      bigint NOT NULL DEFAULT 0;
GRANT SELECT (answering, blind_since, sights) ON clusters TO homeroom_app;

-- Rooms that are up stay open at least until the next boundary of their order; the first round knows more.
-- The owner of the tables is fenced too, and would move nothing.
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE classrooms NO FORCE ROW LEVEL SECURITY;
UPDATE classrooms r SET open_from = r.created_at, open_until = o.next_change_at, address = r.status ->> 'pod_ip', seen_at = (r.status ->> 'since')::timestamptz
FROM orders o WHERE o.id = r.order_id AND r.status @> '{"wanted": true, "available": true}';
ALTER TABLE classrooms FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
