-- What a room has however few are in it: who joins agrees on keys with its server and waits for no more than seconds. An order keeps the row of its kind
-- that it was admitted with, so those that stand keep the size that they booked.
ALTER TABLE kinds ADD COLUMN least_cpu_milli integer NOT NULL DEFAULT 250 CHECK (least_cpu_milli >= 0);
ALTER TABLE kinds ALTER COLUMN least_cpu_milli DROP DEFAULT;
