"""The pages of an employer, one module for each kind of page."""
