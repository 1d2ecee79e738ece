"""Pages that need no login, by subject."""
