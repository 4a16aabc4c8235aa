-- Money that goes back. Above a limit it waits for a second person. A few a payment, which bounds them; kept as long as it.
CREATE TABLE refunds (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    invoice_id   uuid NOT NULL,
    payment_id   uuid NOT NULL REFERENCES payments (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    reason       text NOT NULL,
    -- waiting: for a second person. sending: asked of Stripe. pending: on its way to the bank. rejected: nobody agreed.
    status       text NOT NULL CHECK (status IN ('waiting', 'sending', 'pending', 'succeeded', 'failed', 'rejected')),
    -- The ids of whoever asked and decided; `stripe` where it was begun there.
    asked_by     text NOT NULL,
    decided_by   text,
    stripe_id    text CONSTRAINT refunds_stripe_id_key UNIQUE,
    failure      text,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX refunds_payment_id_idx ON refunds (payment_id);
CREATE INDEX refunds_invoice_id_idx ON refunds (invoice_id, created_at, id);
CREATE INDEX refunds_tenant_id_idx ON refunds (tenant_id, created_at, id);
CREATE INDEX refunds_created_at_idx ON refunds (created_at, id);
CREATE INDEX refunds_waiting_idx ON refunds (created_at, id) WHERE status = 'waiting';
CREATE INDEX refunds_sending_idx ON refunds (updated_at) WHERE status = 'sending';
SELECT fence_by_tenant('refunds');
REVOKE INSERT, UPDATE, DELETE ON refunds FROM homeroom_app;
REVOKE DELETE ON refunds FROM homeroom_worker;

-- Payments whose holder asked the bank for the money back. One a payment at a time; kept as long as it.
CREATE TABLE disputes (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    invoice_id   uuid NOT NULL,
    payment_id   uuid NOT NULL REFERENCES payments (id),
    stripe_id    text NOT NULL CONSTRAINT disputes_stripe_id_key UNIQUE,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    status       text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
    reason       text,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id)
);
CREATE INDEX disputes_payment_id_idx ON disputes (payment_id);
CREATE INDEX disputes_lost_idx ON disputes (invoice_id) WHERE status = 'lost';
SELECT fence_by_tenant('disputes');
REVOKE INSERT, UPDATE, DELETE ON disputes FROM homeroom_app;
REVOKE DELETE ON disputes FROM homeroom_worker;
