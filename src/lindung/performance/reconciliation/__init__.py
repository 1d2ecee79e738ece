"""Whether published figures agree with each other and with the transactions: a register of figures and its tests."""

from lindung.performance.reconciliation.engine import Outcome, Test, Verdict, run, run_all
from lindung.performance.reconciliation.register import Published, published

__all__ = ["Outcome", "Published", "Test", "Verdict", "published", "run", "run_all"]
