UPDATE promise_weeks SET causes = '{"NodeLost": 1}' WHERE late + broken > 0;
