-- An institution and an order of the time before are found by what they are called now.
UPDATE orders SET name = '青禾二中' WHERE id = '00000000-0000-7000-8000-00000000000c';
