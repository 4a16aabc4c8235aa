-- Where a room is although its order runs elsewhere since a failover, since when, and until when: until its run is over. NULL: where its order is.
ALTER TABLE classrooms ADD COLUMN stays_on uuid, ADD COLUMN stays_since timestamptz, ADD COLUMN stays_until timestamptz;
ALTER TABLE classrooms ADD CONSTRAINT classrooms_stays_on_fkey FOREIGN KEY (stays_on) REFERENCES clusters (id) NOT VALID;
ALTER TABLE classrooms ADD CONSTRAINT classrooms_stays_check
    CHECK ((stays_on IS NULL) = (stays_since IS NULL) AND (stays_on IS NULL) = (stays_until IS NULL)) NOT VALID;
CREATE INDEX classrooms_stays_on_idx ON classrooms (stays_on) WHERE stays_on IS NOT NULL;
