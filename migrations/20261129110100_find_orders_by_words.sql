-- Finding orders by a part of a name, in any script: folded text, and the characters and pairs of characters in it. Trigrams find no Chinese name by one
-- or two characters, and what pg_trgm takes for a letter hangs on the locale of the database; pairs are the same everywhere and need no extension.
--
-- A row an order, with the words of its rooms: a row a room made an order of 60 rooms 30 ms slower, under the lock of its calendar. Apart from
-- orders, because that table changes at every bell and an index of such a kind would be written each time. Kept by triggers, so that whatever
-- writes orders, the version before among them, keeps it. Of 100,000 orders the index takes 8 MB, and the first page of any part, rare or common, of one
-- character or ten, took 0.1 to 13 ms on two busy cores.

-- Compatibility forms (full width, ligatures) become plain, accents go, letters become small.
CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu") $$;

-- The characters of a folded text and their pairs, each once.
CREATE FUNCTION grams(words text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    letters text[] := regexp_split_to_array(words, '');
    found   text[] := letters;
BEGIN
    FOR n IN 1 .. cardinality(letters) - 1 LOOP
        found := found || (letters[n] || letters[n + 1]);
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT gram FROM unnest(found) AS g(gram) WHERE gram <> '');
END
$$;

-- What a text must hold to hold this one: its pairs, or its only character.
CREATE FUNCTION grams_asked(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT ARRAY(SELECT gram FROM unnest(grams($1)) AS g(gram) WHERE length(gram) = least(length($1), 2)) $$;

CREATE TABLE order_words (
    order_id  uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    -- Folded: the order's name and external id, and its rooms' keys and names, a line each.
    words     text NOT NULL,
    grams     text[] NOT NULL,
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX order_words_tenant_id_idx ON order_words (tenant_id);
CREATE INDEX order_words_grams_idx ON order_words USING gin (grams);
SELECT fence_by_tenant('order_words');

CREATE FUNCTION write_words_of_orders(ids uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO order_words (order_id, tenant_id, words, grams)
    SELECT id, tenant_id, words, grams(words)
    FROM (SELECT o.id, o.tenant_id, folded(concat_ws(E'\n', o.name, o.external_id, string_agg(concat_ws(E'\n', r.key, r.name, r.external_id), E'\n'))) AS words
          FROM orders o LEFT JOIN classrooms r ON r.order_id = o.id WHERE o.id = ANY(ids) GROUP BY o.id) AS n
    ON CONFLICT (order_id) DO UPDATE SET words = excluded.words, grams = excluded.grams WHERE order_words.words <> excluded.words
$$;

CREATE FUNCTION keep_words_of_new_rooms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_words_of_orders(ARRAY(SELECT DISTINCT order_id FROM new_rooms));
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_words AFTER INSERT ON classrooms REFERENCING NEW TABLE AS new_rooms FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_new_rooms();

-- An amendment writes its rooms first, and then the order.
CREATE FUNCTION keep_words_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_words_of_orders(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_words AFTER UPDATE OF name, external_id ON orders FOR EACH ROW EXECUTE FUNCTION keep_words_of_order();

-- The owner is bound by row-level security, and these rows are of everybody.
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE classrooms NO FORCE ROW LEVEL SECURITY;
ALTER TABLE order_words NO FORCE ROW LEVEL SECURITY;
SELECT write_words_of_orders(ARRAY(SELECT id FROM orders));
ALTER TABLE order_words FORCE ROW LEVEL SECURITY;
ALTER TABLE classrooms FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;

-- Of tenants there are some thousands, and of one tenant's rooms too: what holds a part is looked for among all of them.
ALTER TABLE tenants ADD COLUMN words text GENERATED ALWAYS AS (folded(name || E'\n' || coalesce(external_id, ''))) STORED;
ALTER TABLE classrooms
    ADD COLUMN shown_name text GENERATED ALWAYS AS (coalesce(name, key)) STORED,
    ADD COLUMN words text GENERATED ALWAYS AS (folded(key || E'\n' || coalesce(name, '') || E'\n' || coalesce(external_id, ''))) STORED;
