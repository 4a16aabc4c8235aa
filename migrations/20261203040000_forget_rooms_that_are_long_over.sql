-- Throws away what is known of the rooms of orders that were over before a slot, of so many orders at the most, and says of how many: no answer asks further back
-- than a day. What they booked stays in `reservations`, and so do its days. It goes by the index by which rooms are looked for, cluster by cluster, and steps over
-- what somebody writes: whoever books holds the calendar, and waits for nobody here.
CREATE FUNCTION forget_rooms_booked(first_slot bigint, most bigint) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM booked_rooms WHERE ctid = ANY (ARRAY(
            SELECT found.place FROM clusters c CROSS JOIN LATERAL (
                SELECT r.ctid AS place FROM booked_rooms r
                WHERE r.calendar_id = c.calendar_id AND r.last_slot < forget_rooms_booked.first_slot
                ORDER BY r.last_slot LIMIT forget_rooms_booked.most FOR UPDATE SKIP LOCKED) AS found
            LIMIT forget_rooms_booked.most))
        RETURNING calendar_id)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_rooms_booked(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_rooms_booked(bigint, bigint) TO homeroom_worker;
