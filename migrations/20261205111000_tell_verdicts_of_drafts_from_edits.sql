-- How often a draft was told anew what a quote says of it: that moves the second number of its tag, and is nobody's edit. The version before counts it as one.
ALTER TABLE drafts ADD COLUMN revision bigint NOT NULL DEFAULT 0;
