-- Why rooms of a week were not ready in time: of each reason how many lessons, `{"NodeLost": 3}`; '' where none was known. Weeks of before have none.
ALTER TABLE promise_weeks ADD COLUMN causes jsonb NOT NULL DEFAULT '{}';
