-- What a tenant was told of its money: an invoice, a payment, and what its standing comes to. One for an invoice, a payment and a day of a state, and kept as
-- long as the invoices that it speaks of.
CREATE TABLE notices (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    -- What it is about, so that it is given once.
    key        text NOT NULL,
    kind       text NOT NULL,
    -- Numbers of invoices, amounts and days; no sentences, and no addresses.
    facts      jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (tenant_id, id),
    CONSTRAINT notices_tenant_id_key_key UNIQUE (tenant_id, key)
);
CREATE INDEX notices_tenant_id_created_at_idx ON notices (tenant_id, created_at, id);
SELECT fence_by_tenant('notices');
REVOKE INSERT, UPDATE, DELETE ON notices FROM homeroom_app;
REVOKE UPDATE, DELETE ON notices FROM homeroom_worker;

-- Its letters, at most twenty: to whom, and when the mail server took it.
CREATE TABLE notice_letters (
    tenant_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    place     smallint NOT NULL,
    email     text NOT NULL,
    -- What the reader reads; null where nobody has said.
    language  text,
    -- Asked of the queue; not yet, where that was full.
    is_queued boolean NOT NULL DEFAULT false,
    sent_at   timestamptz,
    PRIMARY KEY (notice_id, place),
    FOREIGN KEY (tenant_id, notice_id) REFERENCES notices (tenant_id, id)
);
CREATE INDEX notice_letters_left_idx ON notice_letters (notice_id, place) WHERE NOT is_queued;
SELECT fence_by_tenant('notice_letters');
REVOKE INSERT, UPDATE, DELETE ON notice_letters FROM homeroom_app;
REVOKE DELETE ON notice_letters FROM homeroom_worker;

-- In whole units of the currency: whoever owes less is neither reminded nor suspended.
ALTER TABLE legal_entities ADD COLUMN chase_from integer NOT NULL DEFAULT 0 CHECK (chase_from BETWEEN 0 AND 1000000);
