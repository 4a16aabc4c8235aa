-- What the sweep looks for beside drafts that nobody has changed for long: those of which an order was made long ago.
CREATE INDEX drafts_made_at_idx ON drafts (made_at) WHERE made_at IS NOT NULL;
