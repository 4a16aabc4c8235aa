-- Keys, names and references in Unicode's composed form, in which new ones are kept and looked for. An order in which two keys would become one stays
-- as it is: its rooms are told apart by nothing else.

-- The owner, who is fenced too, sees no rows otherwise.
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE classrooms NO FORCE ROW LEVEL SECURITY;
ALTER TABLE order_generations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE dropped_generations NO FORCE ROW LEVEL SECURITY;
CREATE TEMPORARY TABLE twins ON COMMIT DROP AS
    SELECT DISTINCT a.order_id AS id FROM classrooms a JOIN classrooms b ON b.order_id = a.order_id AND b.id <> a.id
    WHERE a.key IS NOT NFC NORMALIZED AND normalize(a.key, NFC) = normalize(b.key, NFC);
UPDATE classrooms SET key = normalize(key, NFC) WHERE key IS NOT NFC NORMALIZED AND order_id NOT IN (SELECT id FROM twins);
UPDATE orders SET name = normalize(name, NFC) WHERE name IS NOT NFC NORMALIZED;
UPDATE orders o SET external_id = normalize(external_id, NFC) WHERE external_id IS NOT NFC NORMALIZED AND NOT EXISTS (
    SELECT FROM orders twin WHERE twin.tenant_id = o.tenant_id AND twin.id <> o.id AND normalize(twin.external_id, NFC) = normalize(o.external_id, NFC));
UPDATE classrooms r SET external_id = normalize(external_id, NFC) WHERE external_id IS NOT NFC NORMALIZED AND NOT EXISTS (
    SELECT FROM classrooms twin WHERE twin.tenant_id = r.tenant_id AND twin.id <> r.id AND normalize(twin.external_id, NFC) = normalize(r.external_id, NFC));
UPDATE order_generations SET document = normalize(document::text, NFC)::jsonb
    WHERE document::text IS NOT NFC NORMALIZED AND order_id NOT IN (SELECT id FROM twins);
UPDATE dropped_generations SET document = normalize(document::text, NFC)::jsonb
    WHERE document::text IS NOT NFC NORMALIZED AND order_id NOT IN (SELECT id FROM twins);
ALTER TABLE dropped_generations FORCE ROW LEVEL SECURITY;
ALTER TABLE order_generations FORCE ROW LEVEL SECURITY;
ALTER TABLE classrooms FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
