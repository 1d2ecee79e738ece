"""Decisions case by case: who is entitled, from which day, to what, with which papers. Importing this package registers
every one of them; each module is one programme."""

from importlib import import_module
from pkgutil import iter_modules

for _module in sorted(m.name for m in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
