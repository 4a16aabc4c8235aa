-- What a quote of a draft said last, so that a list says it without asking again; absent where that is not known of it as it is. And the order that was made
-- of it, when and by whom ({"type", "id", ...} as in events), for whoever else has it open. Not a foreign key: a draft claims nothing.
ALTER TABLE drafts
    ADD COLUMN verdict text CHECK (verdict IN ('fits', 'does_not_fit')),
    ADD COLUMN made_order_id uuid,
    ADD COLUMN made_at timestamptz,
    ADD COLUMN made_by jsonb;
