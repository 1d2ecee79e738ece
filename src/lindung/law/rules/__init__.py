"""The rule texts; each module is one subject. :mod:`lindung.law.catalogue` imports them when they are asked for."""
