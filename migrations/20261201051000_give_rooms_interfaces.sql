-- How a cluster gives rooms network interfaces of their own: {"resource", "isolation", "annotation": {"key", "value"}}; NULL where it gives none.
ALTER TABLE clusters ADD COLUMN interfaces jsonb;

-- Whether each room of the kind has one.
ALTER TABLE kinds ADD COLUMN exclusive_interface boolean NOT NULL DEFAULT false;
