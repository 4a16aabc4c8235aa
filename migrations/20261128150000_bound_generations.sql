-- A generation that decided nothing is taken out once twenty newer ones are there. The one before it keeps until when it counted.
ALTER TABLE order_generations ADD COLUMN replaced_at timestamptz;
