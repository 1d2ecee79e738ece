"""The rule texts. Importing this package registers every rule and formula."""

from . import contributions, jht, jkm, jkp_split, penalty

__all__ = ["contributions", "jht", "jkm", "jkp_split", "penalty"]
