-- Whether all that an order costs has been invoiced and paid: what its tenant owes elsewhere does not stop it. Written by billing while something is overdue.
ALTER TABLE orders ADD COLUMN is_paid_for boolean NOT NULL DEFAULT false;

-- Since when an order starts no lesson because its tenant is suspended. A person's suspension stops all.
CREATE FUNCTION suspends(suspended_at timestamptz, suspended_by text, is_paid_for boolean) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN is_paid_for AND suspended_by = 'billing' THEN NULL ELSE suspended_at END $$;
