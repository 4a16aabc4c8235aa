-- Double entry: every movement of money is a transaction of entries that sum to zero. Only ever added to; what was wrong is reversed by the same entries.
CREATE TABLE ledger_transactions (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    kind       text NOT NULL,
    -- What was done, so that it is done once.
    key        text NOT NULL,
    reverses   uuid REFERENCES ledger_transactions (id),
    created_at timestamptz NOT NULL,
    UNIQUE (tenant_id, id),
    CONSTRAINT ledger_transactions_tenant_id_key_key UNIQUE (tenant_id, key)
);
CREATE UNIQUE INDEX ledger_transactions_reverses_key ON ledger_transactions (reverses) WHERE reverses IS NOT NULL;
SELECT fence_by_tenant('ledger_transactions');
REVOKE INSERT, UPDATE, DELETE ON ledger_transactions FROM homeroom_app;
REVOKE UPDATE, DELETE ON ledger_transactions FROM homeroom_worker;
CREATE TRIGGER ledger_transactions_are_kept BEFORE UPDATE OR DELETE ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE ledger_entries (
    tenant_id      uuid NOT NULL,
    transaction_id uuid NOT NULL,
    account        text NOT NULL CHECK (account IN ('receivable', 'cash', 'revenue', 'deferred', 'tax', 'refunds', 'breakage')),
    currency       text NOT NULL,
    -- Above zero is a debit, below it a credit.
    amount_minor   bigint NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (transaction_id, account, currency),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES ledger_transactions (tenant_id, id)
);
SELECT fence_by_tenant('ledger_entries');
REVOKE INSERT, UPDATE, DELETE ON ledger_entries FROM homeroom_app;
REVOKE UPDATE, DELETE ON ledger_entries FROM homeroom_worker;
CREATE TRIGGER ledger_entries_are_kept BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_entries WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
        RAISE EXCEPTION 'entries of ledger transaction % do not sum to zero', NEW.transaction_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced();

-- What the entries of each account come to; written by them alone.
CREATE TABLE ledger_balances (
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    account      text NOT NULL,
    currency     text NOT NULL,
    amount_minor bigint NOT NULL,
    PRIMARY KEY (tenant_id, account, currency)
);
SELECT fence_by_tenant('ledger_balances');
REVOKE INSERT, UPDATE, DELETE ON ledger_balances FROM homeroom_app;
CREATE FUNCTION add_to_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_balances AS b (tenant_id, account, currency, amount_minor) VALUES (NEW.tenant_id, NEW.account, NEW.currency, NEW.amount_minor)
    ON CONFLICT (tenant_id, account, currency) DO UPDATE SET amount_minor = b.amount_minor + excluded.amount_minor;
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_entries_add AFTER INSERT ON ledger_entries FOR EACH ROW EXECUTE FUNCTION add_to_balance();
