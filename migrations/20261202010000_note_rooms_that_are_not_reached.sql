-- Since when a room that is up does not answer on the road that clients take. It counts while it is not before the room was Available; NULL: it answers, or was
-- not tried.
ALTER TABLE classrooms ADD COLUMN unreached_since timestamptz;
CREATE INDEX classrooms_unreached_idx ON classrooms (order_id) WHERE unreached_since IS NOT NULL;
