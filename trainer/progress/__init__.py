"""The append-only answer log, and the card state derived from it, in SQLite."""
