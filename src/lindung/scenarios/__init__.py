"""Synthetic populations and the demo years, built through the same services a user would use."""

from lindung.access.demo import Login, logins

__all__ = ["Login", "logins"]
