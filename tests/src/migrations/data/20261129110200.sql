-- An order whose next change is not known is sorted too.
UPDATE orders SET next_change_at = NULL WHERE id = '00000000-0000-7000-8000-00000000000c';
