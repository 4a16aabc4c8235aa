-- A room that stays where its order was because nothing else had room for it does so until something has: `stays_until` is NULL then.
ALTER TABLE classrooms DROP CONSTRAINT classrooms_stays_check;
ALTER TABLE classrooms ADD CONSTRAINT classrooms_stays_check
    CHECK ((stays_on IS NULL) = (stays_since IS NULL) AND (stays_on IS NOT NULL OR stays_until IS NULL)) NOT VALID;
