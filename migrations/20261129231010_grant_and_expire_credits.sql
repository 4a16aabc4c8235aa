-- Credits by hand, what was lost of them, and which line of an invoice a line of a credit note takes back.
ALTER TABLE credits ADD COLUMN is_granted boolean NOT NULL DEFAULT false;
ALTER TABLE credits ADD COLUMN expired_minor bigint NOT NULL DEFAULT 0 CHECK (expired_minor >= 0);
ALTER TABLE credits ADD COLUMN revoked_at timestamptz;
-- Those that may expire.
CREATE INDEX credits_expiring_idx ON credits (id) WHERE remaining_minor > 0 AND expires_on IS NOT NULL;
-- Those of which something is left: at most two hundred of a tenant are granted.
CREATE INDEX credits_left_idx ON credits (tenant_id) WHERE remaining_minor > 0;

-- The position of that line; null of an amount of the whole invoice.
ALTER TABLE invoice_lines ADD COLUMN takes_back integer;
