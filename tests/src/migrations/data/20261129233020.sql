UPDATE orders SET is_paid_for = false;
