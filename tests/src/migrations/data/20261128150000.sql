-- One that counted for a day, as if the next ones had been taken out.
UPDATE order_generations SET replaced_at = effective_from + interval '1 day';
