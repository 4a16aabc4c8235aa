-- The answer to a request that made orders may be megabytes. Of such a request it is enough to know what it made: the answer is read again when it is
-- repeated. `body` is empty then. Answers that were kept before stay as they are, until they are forgotten after two days.
ALTER TABLE idempotency_keys ADD COLUMN made uuid[];
