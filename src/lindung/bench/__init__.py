"""Measured runs at given sizes: `lindung bench NAME`."""
