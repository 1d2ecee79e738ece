"""Decisions case by case: who is entitled, from which day, to what, with which papers. Each module is one programme;
:mod:`lindung.law.catalogue` imports them when they are asked for."""
