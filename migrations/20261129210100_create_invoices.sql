-- Who sells: its name on invoices, its tax, and the numbers that it has given.
CREATE TABLE legal_entities (
    id             uuid PRIMARY KEY,
    name           text NOT NULL,
    address        text NOT NULL,
    tax_id         text NOT NULL,
    email          text NOT NULL,
    bank           text NOT NULL,
    number_prefix  text NOT NULL CONSTRAINT legal_entities_number_prefix_key UNIQUE,
    -- Given under the row's lock, in the transaction that issues: no number is ever missing.
    next_number    bigint NOT NULL DEFAULT 1,
    tax_name       text NOT NULL,
    tax_rate_ppm   integer NOT NULL CHECK (tax_rate_ppm BETWEEN 0 AND 1000000),
    days_until_due integer NOT NULL CHECK (days_until_due BETWEEN 0 AND 365),
    -- Whether somebody looks at each invoice before it is issued.
    approval       boolean NOT NULL,
    edit           bigint NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON legal_entities TO homeroom_worker;

-- To whom invoices are written.
CREATE TABLE billing_profiles (
    tenant_id      uuid PRIMARY KEY REFERENCES tenants (id),
    name           text NOT NULL,
    address        text NOT NULL,
    tax_id         text NOT NULL,
    purchase_order text NOT NULL,
    email          text NOT NULL,
    edit           bigint NOT NULL DEFAULT 1,
    updated_at     timestamptz NOT NULL
);
SELECT fence_by_tenant('billing_profiles');
REVOKE DELETE ON billing_profiles FROM homeroom_app;

-- Invoices and credit notes. A draft is worked out anew until it is issued; from then on what it says stays as it is.
CREATE TABLE invoices (
    id              uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL REFERENCES tenants (id),
    kind            text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    -- The month that it is for; another is keyed by what made it.
    cycle           date,
    key             text NOT NULL,
    status          text NOT NULL CHECK (status IN ('draft', 'issued', 'paid', 'void', 'uncollectible')),
    legal_entity_id uuid REFERENCES legal_entities (id),
    number          text,
    corrects        uuid REFERENCES invoices (id),
    currency        text NOT NULL,
    first_day       date NOT NULL,
    last_day        date NOT NULL,
    issued_at       timestamptz,
    due_on          date,
    subtotal_minor  bigint NOT NULL,
    tax_minor       bigint NOT NULL,
    total_minor     bigint NOT NULL,
    -- Of the total: by credits when it was issued, by payments, and by credit notes since.
    credited_minor  bigint NOT NULL DEFAULT 0,
    paid_minor      bigint NOT NULL DEFAULT 0,
    -- Seller, buyer and tax as they were when it was issued.
    parties         jsonb NOT NULL DEFAULT '{}',
    edit            bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    CONSTRAINT invoices_tenant_id_key_key UNIQUE (tenant_id, key),
    CONSTRAINT invoices_number_key UNIQUE (number),
    UNIQUE (tenant_id, id),
    CHECK (total_minor = subtotal_minor + tax_minor),
    CHECK ((status = 'draft') = (number IS NULL))
);
CREATE INDEX invoices_tenant_id_created_at_idx ON invoices (tenant_id, created_at, id);
CREATE INDEX invoices_open_idx ON invoices (due_on, id) WHERE status = 'issued';
CREATE INDEX invoices_drafts_idx ON invoices (last_day, id) WHERE status = 'draft';
CREATE INDEX invoices_corrects_idx ON invoices (corrects) WHERE corrects IS NOT NULL;
SELECT fence_by_tenant('invoices');
REVOKE INSERT, UPDATE, DELETE ON invoices FROM homeroom_app;
REVOKE DELETE ON invoices FROM homeroom_worker;

CREATE TABLE invoice_lines (
    tenant_id    uuid NOT NULL,
    invoice_id   uuid NOT NULL,
    position     integer NOT NULL,
    order_id     uuid,
    -- As the order was called then.
    order_name   text,
    price        text NOT NULL,
    title        text NOT NULL,
    meter        text,
    quantity     bigint NOT NULL,
    first_day    date NOT NULL,
    last_day     date NOT NULL,
    amount_minor bigint NOT NULL,
    PRIMARY KEY (invoice_id, position),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX invoice_lines_order_id_idx ON invoice_lines (order_id, price) WHERE order_id IS NOT NULL;
SELECT fence_by_tenant('invoice_lines');
REVOKE INSERT, UPDATE, DELETE ON invoice_lines FROM homeroom_app;

CREATE TABLE payments (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    invoice_id   uuid NOT NULL,
    method       text NOT NULL,
    -- What the bank's statement says.
    reference    text NOT NULL,
    received_on  date NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    created_at   timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX payments_invoice_id_idx ON payments (invoice_id, created_at, id);
SELECT fence_by_tenant('payments');
REVOKE INSERT, UPDATE, DELETE ON payments FROM homeroom_app;
REVOKE UPDATE, DELETE ON payments FROM homeroom_worker;

-- What a tenant has good: used by invoices when they are issued, the lowest priority first, then what expires first.
CREATE TABLE credits (
    id              uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL REFERENCES tenants (id),
    reason          text NOT NULL,
    currency        text NOT NULL,
    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
    remaining_minor bigint NOT NULL CHECK (remaining_minor BETWEEN 0 AND amount_minor),
    priority        integer NOT NULL DEFAULT 100,
    expires_on      date,
    created_at      timestamptz NOT NULL
);
CREATE INDEX credits_tenant_id_created_at_idx ON credits (tenant_id, created_at, id);
SELECT fence_by_tenant('credits');
REVOKE INSERT, UPDATE, DELETE ON credits FROM homeroom_app;
