"""The pages of staff, by subject."""
