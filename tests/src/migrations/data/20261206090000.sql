UPDATE clusters SET cover_enforced = true WHERE wants_cover;
