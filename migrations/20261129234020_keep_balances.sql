-- What accounts come to is written by their entries and by nobody else: the trigger acts as who owns the table.
ALTER FUNCTION add_to_balance() SECURITY DEFINER SET search_path = public, pg_temp;
CREATE POLICY of_entries ON ledger_balances TO CURRENT_USER USING (true) WITH CHECK (true);
REVOKE INSERT, UPDATE, DELETE ON ledger_balances FROM homeroom_worker;
