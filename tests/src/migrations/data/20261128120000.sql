-- A person whose address is written as later versions write it.
SELECT 1;
