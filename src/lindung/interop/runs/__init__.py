"""Handlers of the batch engine: what a run cuts, which service works it, which figures must agree at its end."""
