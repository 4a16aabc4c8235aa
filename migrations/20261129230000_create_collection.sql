-- How an institution pays what is issued: by a transfer, by its saved card, or by a link that Stripe mails.
ALTER TABLE billing_profiles ADD COLUMN payment text NOT NULL DEFAULT 'transfer' CHECK (payment IN ('transfer', 'card', 'link'));

-- The payment intent that brought the money, so that it is recorded once however often it is told; and what of it was more than was owed.
ALTER TABLE payments ADD COLUMN stripe_id text;
ALTER TABLE payments ADD COLUMN kept_minor bigint NOT NULL DEFAULT 0 CHECK (kept_minor BETWEEN 0 AND amount_minor);
CREATE UNIQUE INDEX payments_stripe_id_key ON payments (stripe_id) WHERE stripe_id IS NOT NULL;

-- Who an institution is at Stripe. One a tenant; kept as long as it.
CREATE TABLE stripe_customers (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
    stripe_id text NOT NULL CONSTRAINT stripe_customers_stripe_id_key UNIQUE,
    -- When its cards were last asked for: what was asked for earlier does not overwrite it.
    asked_at  timestamptz
);
SELECT fence_by_tenant('stripe_customers');
REVOKE INSERT, UPDATE, DELETE ON stripe_customers FROM homeroom_app;

-- Saved cards as Stripe showed them last: at most a hundred a customer. One that Stripe has no more is deleted here.
CREATE TABLE payment_methods (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    stripe_id  text NOT NULL CONSTRAINT payment_methods_stripe_id_key UNIQUE,
    brand      text NOT NULL,
    last4      text NOT NULL,
    exp_month  smallint NOT NULL,
    exp_year   smallint NOT NULL,
    is_default boolean NOT NULL,
    -- Since when its removal is asked for; it is shown and charged no more.
    removed_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX payment_methods_tenant_id_idx ON payment_methods (tenant_id, created_at, id);
SELECT fence_by_tenant('payment_methods');
REVOKE INSERT, DELETE ON payment_methods FROM homeroom_app;

-- Pages of Stripe's that were asked for: to save a card, or to look after cards. Thrown away after thirty days; a tenant opens fifty a day.
CREATE TABLE stripe_pages (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    purpose    text NOT NULL CHECK (purpose IN ('card', 'portal')),
    status     text NOT NULL CHECK (status IN ('opening', 'open', 'completed', 'expired', 'failed')),
    language   text NOT NULL,
    stripe_id  text CONSTRAINT stripe_pages_stripe_id_key UNIQUE,
    -- Whoever has it can use the page, so it is forgotten with it.
    url        text,
    expires_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX stripe_pages_tenant_id_idx ON stripe_pages (tenant_id, created_at, id);
CREATE INDEX stripe_pages_created_at_idx ON stripe_pages (created_at);
SELECT fence_by_tenant('stripe_pages');
REVOKE UPDATE, DELETE ON stripe_pages FROM homeroom_app;

-- What is done to collect an invoice: each is one invoice at Stripe. A few an invoice; kept as long as it.
CREATE TABLE collections (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    invoice_id   uuid NOT NULL,
    way          text NOT NULL CHECK (way IN ('card', 'link')),
    -- collecting: there is work to do. open: whoever pays is waited for. paid, ended: nothing comes of it any more.
    status       text NOT NULL CHECK (status IN ('collecting', 'open', 'paid', 'ended')),
    -- Whether a saved card is charged, and which; the default one where none is named.
    charges      boolean NOT NULL,
    method       text,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    stripe_id    text CONSTRAINT collections_stripe_id_key UNIQUE,
    -- Where whoever has the address can pay.
    url          text,
    -- Why the last try failed, in Stripe's word or ours.
    failure      text,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
-- An invoice is collected once at a time: the next begins when Stripe has ended the one before.
CREATE UNIQUE INDEX collections_invoice_id_key ON collections (invoice_id) WHERE status IN ('collecting', 'open');
CREATE INDEX collections_invoice_id_idx ON collections (invoice_id, created_at, id);
CREATE INDEX collections_failed_idx ON collections (tenant_id) WHERE status = 'open' AND failure IS NOT NULL;
CREATE INDEX collections_collecting_idx ON collections (updated_at) WHERE status = 'collecting';
SELECT fence_by_tenant('collections');
REVOKE DELETE ON collections FROM homeroom_app;

-- Calls that change something at Stripe: each is written with its key and committed before it is tried for the first time. Kept for thirteen months.
CREATE TABLE stripe_calls (
    -- What it is for: a tenant, a page, a collection.
    subject    uuid NOT NULL,
    step       text NOT NULL,
    -- A key that Stripe has answered for good is followed by the next.
    round      integer NOT NULL,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    key        text NOT NULL CONSTRAINT stripe_calls_key_key UNIQUE,
    -- written: it may have been done. done: it was. spent: its key is of no use any more.
    state      text NOT NULL CHECK (state IN ('written', 'done', 'spent')),
    object     text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (subject, step, round)
);
CREATE INDEX stripe_calls_created_at_idx ON stripe_calls (created_at);
SELECT fence_by_tenant('stripe_calls');
REVOKE INSERT, UPDATE, DELETE ON stripe_calls FROM homeroom_app;

-- What Stripe told, once each, before it is looked into. Of no tenant until then, and nothing in it is believed: only the worker role reads it.
-- Thrown away after ninety days.
CREATE TABLE stripe_inbox (
    event       text PRIMARY KEY,
    kind        text NOT NULL,
    object      text,
    happened_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    applied_at  timestamptz
);
CREATE INDEX stripe_inbox_received_at_idx ON stripe_inbox (received_at);
CREATE INDEX stripe_inbox_new_idx ON stripe_inbox (received_at) WHERE applied_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON stripe_inbox TO homeroom_worker;

-- Up to when Stripe's list of events was looked through. One row.
CREATE TABLE stripe_sweeps (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    swept_to timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON stripe_sweeps TO homeroom_worker;
