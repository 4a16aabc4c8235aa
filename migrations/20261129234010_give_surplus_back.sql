-- What a payment left over is good as a credit; a refund of the payment takes that back first, as far as it was not used.
ALTER TABLE credits ADD COLUMN payment_id uuid REFERENCES payments (id);
CREATE INDEX credits_payment_id_idx ON credits (payment_id) WHERE payment_id IS NOT NULL;
ALTER TABLE refunds ADD COLUMN surplus_minor bigint NOT NULL DEFAULT 0 CHECK (surplus_minor BETWEEN 0 AND amount_minor);
