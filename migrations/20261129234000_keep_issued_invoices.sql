-- What a line charges, as an accountant compares it with the order: its rooms, and the price of a unit (a decimal of minor units) where there is one.
ALTER TABLE invoice_lines
    ADD COLUMN rooms integer,
    ADD COLUMN unit_amount_minor text,
    -- Whether it corrects what other months were invoiced.
    ADD COLUMN makes_good boolean NOT NULL DEFAULT false;

-- An invoice that is issued says for ever what it said then. What becomes of it (paid, credited, void) is beside that.
CREATE FUNCTION refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.tenant_id, OLD.kind, OLD.number, OLD.legal_entity_id, OLD.corrects, OLD.currency, OLD.cycle, OLD.first_day, OLD.last_day, OLD.issued_at,
                            OLD.due_on, OLD.subtotal_minor, OLD.tax_minor, OLD.total_minor, OLD.parties)
               IS DISTINCT FROM
                           (NEW.tenant_id, NEW.kind, NEW.number, NEW.legal_entity_id, NEW.corrects, NEW.currency, NEW.cycle, NEW.first_day, NEW.last_day, NEW.issued_at,
                            NEW.due_on, NEW.subtotal_minor, NEW.tax_minor, NEW.total_minor, NEW.parties) THEN
        RAISE EXCEPTION 'invoice % is issued and is not changed', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER invoices_are_kept BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION refuse_change_of_issued();

CREATE FUNCTION refuse_change_of_issued_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM invoices WHERE id = OLD.invoice_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'the invoice of this line is issued and is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER invoice_lines_are_kept BEFORE UPDATE OR DELETE ON invoice_lines FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued_lines();

-- The last look at an hour, a fortnight later.
ALTER TABLE usage_watermarks DROP CONSTRAINT usage_watermarks_pass_check, ADD CHECK (pass IN ('measured', 'settled', 'last'));
