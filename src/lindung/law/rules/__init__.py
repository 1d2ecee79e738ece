"""The rule texts. Importing this package registers every rule and formula."""

from . import contributions, jht, jkm, penalty

__all__ = ["contributions", "jht", "jkm", "penalty"]
